#include "experiments/program/result_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <utility>

#include "experiments/files/unfinished_file.h"
#include "experiments/program/descriptor_driver.h"

namespace traversable {
namespace {

namespace fs = std::filesystem;

/// The file that a chain of links leads to, there or not.
std::string behind_links(const std::string& path) {
  constexpr int longest_chain = 40;
  fs::path file = path;
  std::error_code error;
  for (int links = 0; fs::is_symlink(file, error); ++links) {
    if (links == longest_chain) throw_open_error(path, ELOOP);
    file = file.parent_path() / fs::read_symlink(file, error);  // an absolute target stands alone
  }
  return file.string();
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

/// The file at `path`, locked; nothing where it was replaced or removed meanwhile.
std::optional<DiskFile> claim(const std::string& path) {
  DiskFile file(path, O_RDWR);
  switch (file.lock()) {
    case DiskFile::Lock::held_by_another:
      throw std::invalid_argument(fmt::format("{}: another run is writing to it", path));
    case DiskFile::Lock::not_here:
      spdlog::warn("{}: cannot be locked here: take care that no other run writes to it", path);
      break;
    case DiskFile::Lock::taken:
      break;
  }
  if (!file.is_at(path)) return std::nullopt;
  return file;
}

/// What the library finds must be where the seal says.
void check_places(hid_t root, const Seal& seal) {
  const auto check = [&](const std::string& name, std::uint64_t offset) {
    if (hdf5::offset_of(hdf5::open_dataset(root, name)) != offset)
      throw std::runtime_error("HDF5: dataset " + name + " is not where it was written");
  };
  for (const FileRange& range : seal.constants) check(range.name, range.offset);
  for (const FileRange& range : seal.statistics) check(range.name, range.offset);
  for (const PointDataset& dataset : seal.points) check(dataset.name, dataset.offset);
  check("completed", seal.completed.offset);
}

/// Everything fixed in the file is whole and of this run; the library sees it only then.
void check_fixed_parts(const DiskFile& file, const Seal& seal, const ResultPlan& plan) {
  check_structure(file, seal);
  check_constants(file, seal);
  try {
    const hdf5::DescriptorFile library = hdf5::DescriptorFile::open(file.descriptor());
    check_same_run(file.name(), library, plan.provenance);
    check_places(library, seal);
  } catch (const std::runtime_error& error) {  // of bytes that are whole: the disk's fault
    throw std::runtime_error(fmt::format("{}: cannot be read ({})", file.name(), error.what()));
  }
}

void lay_out(const DiskFile& file, const ResultPlan& plan, const CouplingTable& table,
             const std::stop_token& stop) {
  Seal seal;
  const ProvenanceWriter provenance;
  hdf5::DescriptorFile library = hdf5::DescriptorFile::create(file.descriptor());
  plan.layout.lay_out(library, seal);
  lay_out_couplings(library, plan.hamiltonians.num_majoranas, table, seal);
  provenance.write(library, plan.provenance);
  if (const int error = library.close(); error != 0)
    throw std::runtime_error(
        fmt::format("{}: cannot be written: {}", file.name(), std::strerror(error)));
  seal.library_bytes = file.size();
  provenance.find_slots(file, seal);
  write_couplings(file, seal, plan.hamiltonians, table, stop);
  append_seal(file, seal);
  begin_stretch(file, seal, 0);
  file.sync();
  check_fixed_parts(file, read_seal(file), plan);
}

/// A new file under its name, or nothing where another process was quicker.
std::optional<DiskFile> make(const std::string& path, bool replace, const ResultPlan& plan,
                             const std::stop_token& stop) {
  const CouplingTable table = count_terms(plan.hamiltonians, plan.check, stop);
  UnfinishedFile unfinished(path);
  try {
    lay_out(unfinished.file(), plan, table, stop);
  } catch (const std::invalid_argument& error) {  // of what was read back
    throw std::runtime_error(error.what());
  }
  if (!unfinished.give_name(replace)) return std::nullopt;
  return unfinished.release();
}

}  // namespace

double ResultPlan::file_size() const {
  return layout.file_size() + coupling_file_size(hamiltonians);
}

double ResultPlan::memory() const { return layout.memory() + coupling_memory(hamiltonians); }

ResultFile ResultFile::open(const std::string& given, Existing existing, const ResultPlan& plan,
                            const std::stop_token& stop) {
  const std::string path = behind_links(given);
  while (true) {
    if (!exists(path)) {
      if (auto file = make(path, false, plan, stop)) return {std::move(*file), true};
      continue;
    }
    if (existing == Existing::refused)
      throw std::invalid_argument(fmt::format(
          "{}: already exists; give --resume to complete it or --overwrite to replace it", given));
    auto before = claim(path);
    if (!before) continue;
    if (existing == Existing::resumed) return {std::move(*before), false};
    // Locked until the new one, which is locked too, has its name.
    if (auto file = make(path, true, plan, stop)) return {std::move(*file), true};
  }
}

ResultFile::ResultFile(const std::string& path, Existing existing, const ResultPlan& plan,
                       const std::stop_token& stop)
    : ResultFile(open(path, existing, plan, stop)) {
  seal_ = read_seal(file_);
  if (is_new_)
    completed_.assign(seal_.num_points(), 0);
  else
    take_over(plan, stop);
  for (const PointDataset& dataset : seal_.points) offsets_[dataset.name] = dataset.offset;
  for (const FileRange& range : seal_.statistics) offsets_[range.name] = range.offset;
}

void ResultFile::take_over(const ResultPlan& plan, const std::stop_token& stop) {
  check_fixed_parts(file_, seal_, plan);
  if (const std::string missing = plan.layout.missing_in(seal_); !missing.empty())
    throw std::invalid_argument(fmt::format(
        "{}: its dataset {} is not as this version of the program writes it", path(), missing));
  if (!has_couplings(file_, seal_, plan.hamiltonians, plan.check, stop))
    throw std::invalid_argument(fmt::format("{}: made with other couplings", path()));
  completed_ = point_states(file_, seal_, true);
  const auto damaged = std::count(completed_.begin(), completed_.end(), 2);
  if (damaged > 0)
    spdlog::warn("{}: {} of {} points are damaged and computed again", path(), damaged,
                 completed_.size());
  const StatisticsState statistics = statistics_state(file_, seal_);
  finished_ = statistics == StatisticsState::whole && num_done() == completed_.size();
  if (finished_) return;
  const std::uint64_t none = 0;
  if (statistics != StatisticsState::open)
    file_.write_at(seal_.statistics_mark(), &none, sizeof none);
  clear_end_time(file_, seal_);
  for (std::size_t p = 0; p < completed_.size(); ++p)
    if (completed_[p] == 2) {
      completed_[p] = 0;
      file_.write_at(seal_.completed.offset + p, &completed_[p], 1);
    }
  const std::string other = begin_stretch(file_, seal_, num_done());
  if (!other.empty())
    spdlog::warn("{}: begun by another version of the program ({}); last digits may differ", path(),
                 other);
}

DatasetPlace ResultFile::place(const std::string& name, std::size_t element) const {
  const auto found = offsets_.find(name);
  if (found == offsets_.end())
    throw std::runtime_error(fmt::format("{}: has no dataset {}", path(), name));
  return {found->second, element};
}

void ResultFile::write_at(const DatasetPlace& place, std::size_t index, const void* data,
                          std::size_t count) {
  write_bytes(place.offset + index * place.element, data, count * place.element);
}

void ResultFile::write_bytes(std::uint64_t offset, const void* data, std::size_t bytes) {
  file_.write_at(offset, data, bytes);
  written_[offset] = {bytes, checksum(offset, data, bytes)};
}

std::size_t ResultFile::point_dataset(const std::string& name) const {
  const auto found = std::ranges::find(seal_.points, name, &PointDataset::name);
  if (found == seal_.points.end())
    throw std::runtime_error(fmt::format("{}: has no dataset {}", path(), name));
  return static_cast<std::size_t>(found - seal_.points.begin());
}

void ResultFile::write_of_point(std::size_t dataset, std::size_t point, const void* data) {
  const PointDataset& place = seal_.points[dataset];
  if (is_shared(place) && is_settled(place, point)) return;
  const char* from = static_cast<const char*>(data);
  for_each_run(seal_.point_shape, place, point, [&](std::uint64_t offset, std::uint64_t bytes) {
    write_bytes(offset, from, bytes);
    from += bytes;
  });
}

void ResultFile::read_at(const DatasetPlace& place, std::size_t index, void* data,
                         std::size_t count) const {
  file_.read_at(place.offset + index * place.element, data, count * place.element);
}

bool ResultFile::is_shared(const PointDataset& dataset) const {
  const auto of_points = std::ranges::count_if(dataset.axis, [](int axis) { return axis >= 0; });
  return of_points < static_cast<std::ptrdiff_t>(seal_.point_shape.size());
}

bool ResultFile::is_settled(const PointDataset& dataset, std::size_t point) const {
  // Points that differ in axes that the dataset does not have.
  std::vector<std::size_t> same{point};
  std::size_t stride = 1;
  for (std::size_t a = seal_.point_shape.size(); a-- > 0; stride *= seal_.point_shape[a]) {
    if (std::ranges::find(dataset.axis, static_cast<int>(a)) != dataset.axis.end()) continue;
    const std::size_t count = seal_.point_shape[a], place = point / stride % count;
    const std::vector<std::size_t> others = std::exchange(same, {});
    for (const std::size_t other : others)
      for (std::size_t k = 0; k < count; ++k) same.push_back(other - place * stride + k * stride);
  }
  return std::ranges::any_of(same, [this](std::size_t p) { return is_done(p); });
}

/// Of what was meant to be written; of what is there only where an earlier point has it already.
std::uint32_t ResultFile::sum_of(std::size_t point) {
  std::uint32_t sum = 0;
  std::vector<char> there;
  for (const PointDataset& dataset : seal_.points) {
    for_each_run(seal_.point_shape, dataset, point, [&](std::uint64_t offset, std::uint64_t bytes) {
      const auto piece = written_.find(offset);
      if (piece != written_.end() && piece->second.bytes == bytes) {
        sum += piece->second.sum;
        written_.erase(piece);
        return;
      }
      there.resize(bytes);
      file_.read_at(offset, there.data(), bytes);
      sum += checksum(offset, there.data(), bytes);
    });
  }
  return sum;
}

void ResultFile::set_done(std::size_t point) {
  const std::uint32_t sum = sum_of(point);
  file_.write_at(seal_.point_sum(point), &sum, sizeof sum);
  completed_[point] = 1;
  file_.write_at(seal_.completed.offset + point, &completed_[point], 1);
  check_that_it_is_there();
}

void ResultFile::check_that_it_is_there() {
  const auto now = std::chrono::steady_clock::now();
  if (now - last_look_ < std::chrono::seconds(1)) return;
  last_look_ = now;
  if (!file_.has_a_name())
    throw std::runtime_error(
        fmt::format("{}: was deleted while the run was writing to it", path()));
}

std::size_t ResultFile::num_done() const {
  return static_cast<std::size_t>(std::count(completed_.begin(), completed_.end(), 1));
}

void ResultFile::finish() {
  std::uint32_t sum = 0;
  for (const FileRange& range : seal_.statistics) {
    const auto piece = written_.find(range.offset);
    if (piece == written_.end() || piece->second.bytes != range.bytes)
      throw std::runtime_error(fmt::format("{}: {} was not written", path(), range.name));
    sum += piece->second.sum;
  }
  try {
    read_seal(file_);
    check_structure(file_, seal_);
    check_constants(file_, seal_);
  } catch (const DamagedFile& error) {
    std::string what = error.what();
    if (what.starts_with(path() + ": ")) what.erase(0, path().size() + 2);
    throw std::runtime_error(
        fmt::format("{}: changed by another program while the run went on: {}", path(), what));
  }
  const std::vector<unsigned char> states = point_states(file_, seal_, true);
  const auto lost = std::count_if(states.begin(), states.end(), [](auto s) { return s != 1; });
  if (lost > 0)
    throw std::runtime_error(
        fmt::format("{}: {} of {} points are not what was written; --resume computes them again",
                    path(), lost, states.size()));
  set_end_time(file_, seal_);
  const std::array<std::uint32_t, 2> mark{sum, 1};
  file_.write_at(seal_.statistics_mark(), mark.data(), sizeof mark);
  file_.sync();
  if (statistics_state(file_, seal_) != StatisticsState::whole)
    throw std::runtime_error(fmt::format(
        "{}: its statistics are not what was written; --resume computes them again", path()));
  finished_ = true;
  check_its_name();
}

void ResultFile::check_its_name() const {
  if (file_.is_at(path())) return;
  if (!file_.has_a_name())
    throw std::runtime_error(
        fmt::format("{}: was deleted while the run was writing to it", path()));
  throw std::runtime_error(fmt::format(
      "{}: was moved while the run was writing to it; the results are {} where it is now", path(),
      finished_ ? "complete" : "kept"));
}

bool ResultFile::discard_unless_begun() {
  return is_new_ && num_done() == 0 && file_.is_at(path()) && ::unlink(path().c_str()) == 0;
}

}  // namespace traversable
