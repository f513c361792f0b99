#include <fcntl.h>
#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "experiments/files/seal.h"
#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "python/bindings/record.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using Places = std::vector<std::tuple<std::string, std::uint64_t, std::uint64_t>>;

}  // namespace

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
  module.def(
      "seal_result_file",
      [](const std::string& path, const std::string& name, const Places& places) {
        run_interruptibly([=](const std::stop_token&) {
          const DiskFile file(path, O_RDWR, name);
          std::vector<FileRange> datasets;
          for (const auto& [dataset, offset, bytes] : places)
            datasets.push_back({dataset, offset, bytes});
          seal_whole(file, datasets);
          file.sync();
          return true;
        });
      },
      py::arg("path"), py::arg("name"), py::arg("places"),
      "Seals a whole file that HDF5 has written and gives it to the disk. places: (name, offset, "
      "bytes) of "
      "its datasets; messages call it `name`. RuntimeError where the disk fails.");
}

}  // namespace traversable::python
