#include <fcntl.h>
#include <pybind11/pybind11.h>

#include "experiments/files/seal.h"
#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "python/bindings/record.h"

namespace py = pybind11;

namespace traversable::python {

void bind_result_file(py::module_& module) {
  bind_record(
      module, "Verified", "How far the run of a result file is that is as it was written.",
      Attribute{"points_done", &Verified::points_done, "Points whose numbers are there."},
      Attribute{"points", &Verified::points, "All."},
      Attribute{"has_statistics", &Verified::has_statistics, "Over all points."},
      Attribute{"point_datasets", &Verified::point_datasets, "Not whole where a point is open."},
      Attribute{"statistics", &Verified::statistics, "Variables over all points."});
  module.def(
      "verify_result_file",
      [](const std::string& path) {
        return run_interruptibly(
            [=](const std::stop_token&) { return verify(DiskFile(path, O_RDONLY)); });
      },
      py::arg("path"),
      "Compares every byte of a result file with its checksums. ValueError for a file that is not "
      "as it was written.");
}

}  // namespace traversable::python
