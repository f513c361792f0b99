#include "experiments/teleport_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <span>
#include <stdexcept>

#include "experiments/hdf5.h"
#include "experiments/teleport_layout.h"

namespace traversable {
namespace {

void sync_file(const std::string& path) {
  const FileDescriptor fd(::open(path.c_str(), O_RDWR));
  if (fd < 0 || ::fsync(fd) != 0)
    throw std::invalid_argument(
        fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
}

int open_for_writing(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) throw std::invalid_argument(fmt::format("{}: {}", path, std::strerror(errno)));
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (::fcntl(fd, F_OFD_SETLK, &lock) != 0 && (errno == EAGAIN || errno == EACCES)) {
    ::close(fd);
    throw std::invalid_argument(fmt::format("{}: another run is writing to it", path));
  }
  return fd;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

void TeleportFile::create(const std::string& path, const TeleportConfig& config,
                          const std::string& command_line) {
  const std::string partial = fmt::format("{}.{}.part", path, ::getpid());
  try {
    lay_out_teleport_file(partial, config, command_line);
    sync_file(partial);
    std::filesystem::rename(partial, path);
  } catch (const std::runtime_error& error) {
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);
    throw std::invalid_argument(fmt::format("{}: cannot be written: {}", path, error.what()));
  }
}

TeleportFile::TeleportFile(std::string path, const TeleportConfig& config)
    : path_(std::move(path)), config_(config), fd_(open_for_writing(path_)) {
  try {
    find_places();
  } catch (const std::runtime_error& error) {
    throw std::invalid_argument(
        fmt::format("{}: not a result file of traversable teleport ({})", path_, error.what()));
  }
}

void TeleportFile::find_places() {
  const hdf5::Handle file = hdf5::open_file(path_, false);
  check_same_run(path_, file, config_);
  finished_ = has_end_time(file);
  const auto place = [&](const char* name, std::size_t element) {
    return Place{hdf5::offset_of(hdf5::open_dataset(file, name)), element};
  };
  for (const FileObservable& o : file_observables())
    observables_.push_back(place(o.name, sizeof(double)));
  rho_ = place("rho_pt", sizeof(Eigen::Matrix4cd));
  energy_ = place("energy", sizeof(double));
  coupling_ = place("coupling_expectation", sizeof(double));
  completed_place_ = place("completed", 1);
  if (config_.model.is_ensemble) {
    mean_ = place("mutual_information_mean", sizeof(double));
    stderr_ = place("mutual_information_stderr", sizeof(double));
  }
  if (!config_.method.exact) {
    error_ = place("error_estimate", sizeof(double));
    applications_ = place("operator_applications", sizeof(long long));
    rotations_ = place("pauli_rotations", sizeof(long long));
  }
  completed_.resize(config_.model.num_instances * config_.grid.beta.size() *
                    config_.grid.t0.size());
  read_at(completed_place_, 0, completed_.data(), completed_.size());
}

std::size_t TeleportFile::point_index(const SweepPoint& point) const {
  return (point.instance * config_.grid.beta.size() + point.beta) * config_.grid.t0.size() +
         point.t0;
}

std::size_t TeleportFile::first_value(const SweepPoint& point, std::size_t mu) const {
  const TeleportGrid& grid = config_.grid;
  const std::size_t curve = (point.instance * grid.beta.size() + point.beta) * grid.mu.size() + mu;
  return (curve * grid.t0.size() + point.t0) * grid.num_t1();
}

bool TeleportFile::is_done(const SweepPoint& point) const {
  return completed_[point_index(point)] == 1;
}

std::size_t TeleportFile::num_done() const {
  return static_cast<std::size_t>(std::count(completed_.begin(), completed_.end(), 1));
}

void TeleportFile::write_at(const Place& place, std::size_t index, const void* data,
                            std::size_t count) {
  const auto* bytes = static_cast<const char*>(data);
  std::size_t left = count * place.element;
  auto position = static_cast<off_t>(place.offset + index * place.element);
  while (left > 0) {
    const ssize_t written = ::pwrite(fd_, bytes, left, position);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      throw std::runtime_error(
          fmt::format("{}: cannot be written: {}", path_, std::strerror(errno)));
    bytes += written;
    position += written;
    left -= static_cast<std::size_t>(written);
  }
}

void TeleportFile::read_at(const Place& place, std::size_t index, void* data,
                           std::size_t count) const {
  auto* bytes = static_cast<char*>(data);
  std::size_t left = count * place.element;
  auto position = static_cast<off_t>(place.offset + index * place.element);
  while (left > 0) {
    const ssize_t got = ::pread(fd_, bytes, left, position);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw std::runtime_error(fmt::format("{}: cannot be read", path_));
    bytes += got;
    position += got;
    left -= static_cast<std::size_t>(got);
  }
}

void TeleportFile::write(const SweepPointResult& result) {
  const std::size_t times = config_.grid.num_t1();
  const auto observables = file_observables();
  for (std::size_t m = 0; m < config_.grid.mu.size(); ++m) {
    const std::span<const Eigen::Matrix4cd> rho(result.rho.data() + m * times, times);
    const std::size_t index = first_value(result.point, m);
    std::vector<double> values(times);
    for (std::size_t o = 0; o < observables.size(); ++o) {
      std::transform(rho.begin(), rho.end(), values.begin(),
                     [&](const auto& r) { return observables[o].value(r, config_.units); });
      write_at(observables_[o], index, values.data(), times);
    }
    std::vector<Eigen::Matrix4cd> row_major;
    for (const auto& r : rho) row_major.push_back(r.transpose());
    write_at(rho_, index, row_major.data(), times);
  }
  const std::size_t point = point_index(result.point);
  if (!config_.method.exact) write_report(point, result.report);
  completed_[point] = 1;
  write_at(completed_place_, point, &completed_[point], 1);
}

void TeleportFile::write_report(std::size_t point, const EvolutionReport& report) {
  const auto applications = static_cast<long long>(report.applications);
  const auto rotations = static_cast<long long>(report.rotations);
  write_at(error_, point, &report.error, 1);
  write_at(applications_, point, &applications, 1);
  write_at(rotations_, point, &rotations, 1);
}

void TeleportFile::write(const ThermalResult& result) {
  const std::size_t index = result.instance * config_.grid.beta.size() + result.beta;
  write_at(energy_, index, &result.energy, 1);
  write_at(coupling_, index, &result.coupling, 1);
}

void TeleportFile::write_disorder_statistics() {
  const TeleportGrid& grid = config_.grid;
  const std::size_t size = grid.beta.size() * grid.mu.size() * grid.t0.size() * grid.num_t1();
  const auto count = static_cast<double>(config_.model.num_instances);
  std::vector<double> mean(size, 0.0), squares(size, 0.0), values(size);
  // Welford's update, instances in order: no cancellation, the same bits every time.
  for (std::size_t i = 0; i < config_.model.num_instances; ++i) {
    read_at(observables_[0], i * size, values.data(), size);
    for (std::size_t k = 0; k < size; ++k) {
      const double delta = values[k] - mean[k];
      mean[k] += delta / static_cast<double>(i + 1);
      squares[k] += delta * (values[k] - mean[k]);
    }
  }
  for (double& s : squares)
    s = count > 1 ? std::sqrt(s / (count - 1) / count) : std::numeric_limits<double>::quiet_NaN();
  write_at(mean_, 0, mean.data(), size);
  write_at(stderr_, 0, squares.data(), size);
}

void TeleportFile::finish() {
  if (config_.model.is_ensemble) write_disorder_statistics();
  set_end_time(hdf5::open_file(path_, true));
  ::fsync(fd_);
  finished_ = true;
}

}  // namespace traversable
