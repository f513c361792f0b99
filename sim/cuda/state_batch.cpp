#include "sim/cuda/state_batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "sim/cuda/device_state.h"
#include "sim/cuda/state_vector_library.h"
#include "sim/memory.h"

namespace traversable::cuda {
namespace {

double bytes_a_state(int num_qubits) { return std::ldexp(16.0, num_qubits); }

void append_matrix(const Eigen::MatrixXcd& matrix, std::vector<Complex<double>>& entries) {
  const std::size_t first = entries.size();
  entries.resize(first + entries_a_matrix);
  for (Eigen::Index k = 0; k < matrix.size(); ++k)
    entries[first + static_cast<std::size_t>(k)] = {matrix.data()[k].real(),
                                                    matrix.data()[k].imag()};
}

std::int32_t most_steps(std::span<const BatchJob> jobs) {
  std::int32_t most = 0;
  for (const BatchJob& job : jobs) most = std::max(most, job.num_steps);
  return most;
}

}  // namespace

void BatchWork::start_job(std::size_t from, std::size_t to) {
  jobs_.push_back({static_cast<std::int32_t>(from), static_cast<std::int32_t>(to),
                   static_cast<std::int32_t>(steps_.size()), 0});
}

void BatchWork::append(std::span<const int> qubits, std::int32_t number) {
  ++jobs_.back().num_steps;
  steps_.push_back({number, static_cast<std::int16_t>(qubits[0]),
                    static_cast<std::int16_t>(qubits.size() > 1 ? qubits[1] : -1)});
}

void BatchWork::append(std::span<const int> qubits, std::size_t resident) {
  append(qubits, static_cast<std::int32_t>(resident));
}

void BatchWork::append(std::span<const int> qubits, const Eigen::MatrixXcd& matrix) {
  append_matrix(matrix, matrices_);
  append(qubits, -static_cast<std::int32_t>(matrices_.size() / entries_a_matrix));
}

void BatchWork::append(const BatchWork& other) {
  const auto steps = static_cast<std::int32_t>(steps_.size());
  const auto matrices = static_cast<std::int32_t>(matrices_.size() / entries_a_matrix);
  for (BatchJob job : other.jobs_) {
    job.first_step += steps;
    jobs_.push_back(job);
  }
  for (BatchStep step : other.steps_) {
    if (step.matrix < 0) step.matrix -= matrices;
    steps_.push_back(step);
  }
  matrices_.insert(matrices_.end(), other.matrices_.begin(), other.matrices_.end());
}

StateBatch::StateBatch(Backend& backend, int num_qubits, std::size_t count,
                       std::span<const Eigen::MatrixXcd> resident)
    : backend_(&backend), num_qubits_(num_qubits) {
  const double needed = static_cast<double>(count) * bytes_a_state(num_qubits);
  const double available = backend.available_memory();
  if (needed > available)
    throw std::invalid_argument(fmt::format(
        "{} states of {} qubits need {} on the device, {} are available; the largest that fits has "
        "{} qubits",
        count, num_qubits, format_bytes(needed), format_bytes(available),
        static_cast<int>(std::log2(std::max(available, 1.0) / 16))));
  for (const Eigen::MatrixXcd& matrix : resident) append_matrix(matrix, resident_on_host_);
  states_ = Array<Complex<double>>(backend, static_cast<Index>(count) << num_qubits);
  resident_ = Array<Complex<double>>(backend, resident_on_host_);
}

std::size_t StateBatch::fitting(Backend& backend, int num_qubits, std::size_t most) {
  const double fits = 0.8 * backend.available_memory() / bytes_a_state(num_qubits);
  return static_cast<std::size_t>(std::min(fits, static_cast<double>(most)));
}

void StateBatch::clear(std::size_t count) {
  backend_->run(ClearStates{states_.data(), num_qubits_}, static_cast<Index>(count) << num_qubits_);
}

void StateBatch::run(const BatchWork& work) { run(work, Norms::none); }
std::vector<double> StateBatch::run_with_norms(const BatchWork& work) {
  return run(work, Norms::last);
}
std::vector<double> StateBatch::run_with_every_norm(const BatchWork& work) {
  return run(work, Norms::every);
}

std::vector<double> StateBatch::run(const BatchWork& work, Norms norms) {
  if (work.jobs_.empty()) return {};
  lists_.clear();
  const std::size_t jobs = lists_.add(work.jobs_);
  const std::size_t steps = lists_.add(work.steps_);
  const std::size_t matrices = lists_.add(work.matrices_);
  lists_.send(*backend_);
  const BatchMatrices all{resident_.data(), lists_.at<Complex<double>>(matrices)};
  const bool shared = num_qubits_ <= max_shared_qubits;
  return shared ? run_in_shared_memory(work, lists_.at<BatchJob>(jobs), lists_.at<BatchStep>(steps),
                                       all, norms)
                : run_in_memory(work, lists_.at<BatchJob>(jobs), lists_.at<BatchStep>(steps), all,
                                norms);
}

std::vector<double> StateBatch::run_in_shared_memory(const BatchWork& work, const BatchJob* jobs,
                                                     const BatchStep* steps,
                                                     const BatchMatrices& matrices, Norms norms) {
  const bool every = norms == Norms::every;
  std::vector<double> result(every ? work.num_steps() : work.num_jobs());
  double* const on_device = norms_.at_least(*backend_, static_cast<Index>(result.size()));
  const RunMatrices body{states_.data(), jobs,     static_cast<Index>(work.num_jobs()),
                         steps,          matrices, num_qubits_,
                         every,          on_device};
  backend_->run_blocks(body, body.num_blocks());
  if (norms == Norms::none) return {};
  backend_->download(result.data(), on_device, result.size() * sizeof(double));
  return result;
}

std::vector<double> StateBatch::run_in_memory(const BatchWork& work, const BatchJob* jobs,
                                              const BatchStep* steps, const BatchMatrices& matrices,
                                              Norms norms) {
  const auto count = static_cast<Index>(work.num_jobs());
  backend_->run(CopyStates{states_.data(), jobs, num_qubits_}, count << num_qubits_);
  std::vector<double> every(norms == Norms::every ? work.num_steps() : 0);
  for (std::int32_t k = 0; k < most_steps(work.jobs_); ++k) {
    if (!apply_by_library(work, k))
      backend_->run(ApplyMatrices{states_.data(), jobs, steps, matrices, k, num_qubits_},
                    count << (num_qubits_ - 2));
    if (norms != Norms::every) continue;
    const std::vector<double> now = norms_in_memory(jobs, count);
    for (std::size_t job = 0; job < now.size(); ++job)
      if (k < work.jobs_[job].num_steps)
        every[work.first_step(job) + static_cast<std::size_t>(k)] = now[job];
  }
  return norms == Norms::last ? norms_in_memory(jobs, count) : every;
}

/// Step k of every job where cuStateVec was chosen for it.
bool StateBatch::apply_by_library(const BatchWork& work, std::int32_t k) {
  StateVectorLibrary* const library = backend_->library(LibraryOperation::matrix);
  if (library == nullptr) return false;
  const BatchMatrices matrices{resident_on_host_.data(), work.matrices_.data()};
  for (const BatchJob& job : work.jobs_) {
    if (k >= job.num_steps) continue;
    const BatchStep& step = work.steps_[static_cast<std::size_t>(job.first_step + k)];
    std::vector<std::int32_t> targets{step.first};
    if (step.second >= 0) targets.push_back(step.second);
    library->apply_matrix(states_.data() + (static_cast<Index>(job.to) << num_qubits_), num_qubits_,
                          reinterpret_cast<const std::complex<double>*>(matrices(step.matrix)),
                          targets);
  }
  return true;
}

std::vector<double> StateBatch::norms_in_memory(const BatchJob* jobs, Index num_jobs) {
  std::vector<double> result;
  for (const std::complex<double>& sum :
       sums_on(*backend_, NormTerm{states_.data(), jobs, num_qubits_}, num_jobs,
               Index{1} << num_qubits_))
    result.push_back(sum.real());
  return result;
}

namespace {

/// The qubits as a mask; throws where they are not distinct ones of the state.
std::uint32_t mask_of(std::span<const int> qubits, int num_qubits) {
  std::uint32_t mask = 0;
  for (const int qubit : qubits) {
    if (qubit < 0 || qubit >= num_qubits || (mask >> qubit & 1) != 0)
      throw std::invalid_argument(
          fmt::format("qubits: {}: expected distinct ones from 0 to {}", qubit, num_qubits - 1));
    mask |= std::uint32_t{1} << qubit;
  }
  return mask;
}

}  // namespace

std::vector<Eigen::MatrixXcd> StateBatch::reduced(std::span<const Part> parts) {
  std::vector<Eigen::MatrixXcd> states;
  if (parts.empty()) return states;
  const int kept = static_cast<int>(parts.front().qubits.size());
  const std::uint32_t all = (std::uint32_t{1} << num_qubits_) - 1;
  std::vector<ReducedJob> jobs;
  std::vector<std::uint32_t> places;
  for (const Part& part : parts) {
    jobs.push_back(
        {static_cast<std::int32_t>(part.state), all & ~mask_of(part.qubits, num_qubits_)});
    for (std::uint32_t row = 0; row < std::uint32_t{1} << kept; ++row) {
      std::uint32_t place = 0;
      for (int k = 0; k < kept; ++k)
        place |= (row >> k & 1) << part.qubits[static_cast<std::size_t>(k)];
      places.push_back(place);
    }
  }
  lists_.clear();
  const std::size_t first_job = lists_.add(jobs);
  const std::size_t first_place = lists_.add(places);
  lists_.send(*backend_);
  const ReducedTerm term{states_.data(), lists_.at<ReducedJob>(first_job),
                         lists_.at<std::uint32_t>(first_place), num_qubits_, kept};
  const Index elements = Index{1} << 2 * kept;
  const auto sums = sums_on(*backend_, term, static_cast<Index>(parts.size()) * elements,
                            Index{1} << (num_qubits_ - kept));
  const Eigen::Index rows = Eigen::Index{1} << kept;
  for (std::size_t k = 0; k < parts.size(); ++k)
    states.push_back(Eigen::Map<const Eigen::MatrixXcd>(
        sums.data() + static_cast<Index>(k) * elements, rows, rows));
  return states;
}

}  // namespace traversable::cuda
