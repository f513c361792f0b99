#include <fcntl.h>
#include <pybind11/pybind11.h>

#include "experiments/files/seal.h"
#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"

namespace py = pybind11;

namespace traversable::python {

void bind_result_file(py::module_& module) {
  module.def(
      "verify_result_file",
      [](const std::string& path) {
        const Verified verified = run_interruptibly(
            [=](const std::stop_token&) { return verify(DiskFile(path, O_RDONLY)); });
        py::dict result;
        result["points_done"] = verified.points_done;
        result["points"] = verified.points;
        result["has_statistics"] = verified.has_statistics;
        result["point_datasets"] = verified.point_datasets;
        result["statistics"] = verified.statistics;
        return result;
      },
      py::arg("path"),
      "Compares every byte of a result file with its checksums. ValueError for a file that is not "
      "as it was written.");
}

}  // namespace traversable::python
