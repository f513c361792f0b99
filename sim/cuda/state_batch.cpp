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

double bytes_a_state(int num_qubits) { return 2 * std::ldexp(16.0, num_qubits); }

MatrixQubits qubits_of(const BatchStep& step) {
  return {step.qubits[0], step.qubits.size() > 1 ? step.qubits[1] : -1};
}

/// Matrices of steps in one array, and where each job finds its own.
struct Matrices {
  std::vector<Complex<double>> entries;
  std::vector<Index> starts;  // step-major
  std::vector<MatrixQubits> qubits;

  Matrices(std::span<const BatchStep> steps, std::size_t num_jobs) {
    for (const BatchStep& step : steps) {
      std::vector<Index> first;
      for (const Eigen::MatrixXcd& matrix : step.matrices) {
        first.push_back(static_cast<Index>(entries.size()));
        for (const std::complex<double>& entry : matrix.reshaped())
          entries.push_back({entry.real(), entry.imag()});
      }
      for (std::size_t job = 0; job < num_jobs; ++job) starts.push_back(first[step.choice_of(job)]);
      qubits.push_back(qubits_of(step));
    }
  }
};

}  // namespace

StateBatch::StateBatch(Backend& backend, int num_qubits, std::size_t count)
    : backend_(&backend), num_qubits_(num_qubits) {
  const double needed = static_cast<double>(count) * bytes_a_state(num_qubits);
  const double available = backend.available_memory();
  if (needed > available)
    throw std::invalid_argument(fmt::format(
        "{} states of {} qubits need {} on the device, {} are available; the largest that fits has "
        "{} qubits",
        count, num_qubits, format_bytes(needed), format_bytes(available),
        static_cast<int>(std::log2(std::max(available, 1.0) / 32))));
  states_ = Array<Complex<double>>(backend, static_cast<Index>(count) << num_qubits);
  kept_ = Array<Complex<double>>(backend, static_cast<Index>(count) << num_qubits);
}

std::size_t StateBatch::fitting(Backend& backend, int num_qubits, std::size_t most) {
  const double fits = 0.8 * backend.available_memory() / bytes_a_state(num_qubits);
  return static_cast<std::size_t>(std::min(fits, static_cast<double>(most)));
}

void StateBatch::clear(const Slots& slots) {
  const Array<Index> device_slots(*backend_, slots);
  backend_->run(ClearStates{states_.data(), device_slots.data(), num_qubits_}, device_slots.size()
                                                                                   << num_qubits_);
}

void StateBatch::move(const Array<Complex<double>>& from, const Array<Complex<double>>& to,
                      const Slots& slots) {
  const Array<Index> device_slots(*backend_, slots);
  backend_->run(CopyStates{from.data(), to.data(), device_slots.data(), num_qubits_},
                device_slots.size() << num_qubits_);
}

void StateBatch::keep(const Slots& slots) { move(states_, kept_, slots); }
void StateBatch::restore(const Slots& slots) { move(kept_, states_, slots); }

std::vector<double> StateBatch::run(const Slots& slots, std::span<const BatchStep> steps) {
  if (slots.empty()) return {};
  return num_qubits_ <= max_shared_qubits ? run_in_shared_memory(slots, steps)
                                          : run_in_memory(slots, steps);
}

std::vector<double> StateBatch::run_in_shared_memory(const Slots& slots,
                                                     std::span<const BatchStep> steps) {
  const Matrices matrices(steps, slots.size());
  const Array<Index> device_slots(*backend_, slots);
  const Array<Complex<double>> entries(*backend_, matrices.entries);
  const Array<Index> starts(*backend_, matrices.starts);
  const Array<MatrixQubits> qubits(*backend_, matrices.qubits);
  const Array<double> norms(*backend_, device_slots.size());
  backend_->run_blocks(RunMatrices{states_.data(), device_slots.data(), device_slots.size(),
                                   entries.data(), starts.data(), qubits.data(),
                                   static_cast<int>(steps.size()), num_qubits_, norms.data()},
                       device_slots.size());
  return norms.values();
}

std::vector<double> StateBatch::run_in_memory(const Slots& slots,
                                              std::span<const BatchStep> steps) {
  const Matrices matrices(steps, slots.size());
  const Array<Index> device_slots(*backend_, slots);
  const Array<Complex<double>> entries(*backend_, matrices.entries);
  const Array<Index> starts(*backend_, matrices.starts);
  const Index jobs = device_slots.size();
  StateVectorLibrary* library = backend_->library(LibraryOperation::matrix);
  for (std::size_t k = 0; library != nullptr && k < steps.size(); ++k) {
    const std::vector<std::int32_t> targets(steps[k].qubits.begin(), steps[k].qubits.end());
    for (std::size_t job = 0; job < slots.size(); ++job)
      library->apply_matrix(states_.data() + (slots[job] << num_qubits_), num_qubits_,
                            steps[k].matrices[steps[k].choice_of(job)].data(), targets);
  }
  for (std::size_t k = 0; library == nullptr && k < steps.size(); ++k)
    backend_->run(ApplyMatrices{states_.data(), device_slots.data(), entries.data(),
                                starts.data() + static_cast<Index>(k) * jobs, matrices.qubits[k],
                                num_qubits_},
                  jobs << (num_qubits_ - (matrices.qubits[k].second < 0 ? 1 : 2)));
  const auto sums = sums_on(*backend_, NormTerm{states_.data(), device_slots.data(), num_qubits_},
                            jobs, Index{1} << num_qubits_);
  std::vector<double> norms;
  for (const std::complex<double>& sum : sums) norms.push_back(sum.real());
  return norms;
}

void StateBatch::scale(const Slots& slots, const std::vector<double>& factors) {
  const Array<Index> device_slots(*backend_, slots);
  const Array<double> device_factors(*backend_, factors);
  backend_->run(
      ScaleStates{states_.data(), device_slots.data(), device_factors.data(), num_qubits_},
      device_slots.size() << num_qubits_);
}

std::vector<Eigen::MatrixXcd> StateBatch::reduced(const Slots& slots, std::span<const int> qubits) {
  const int kept = static_cast<int>(qubits.size());
  std::uint32_t mask = 0;
  for (const int qubit : qubits) {
    if (qubit < 0 || qubit >= num_qubits_ || (mask >> qubit & 1) != 0)
      throw std::invalid_argument(
          fmt::format("qubits: {}: expected distinct ones from 0 to {}", qubit, num_qubits_ - 1));
    mask |= std::uint32_t{1} << qubit;
  }
  std::vector<std::uint32_t> places(std::size_t{1} << kept);
  for (std::size_t row = 0; row < places.size(); ++row)
    for (int k = 0; k < kept; ++k)
      if (row >> k & 1) places[row] |= std::uint32_t{1} << qubits[static_cast<std::size_t>(k)];
  const std::uint32_t all = (std::uint32_t{1} << num_qubits_) - 1;
  const Array<Index> device_slots(*backend_, slots);
  const Array<std::uint32_t> device_places(*backend_, places);
  const ReducedTerm term{states_.data(), device_slots.data(),  num_qubits_,
                         kept,           device_places.data(), all & ~mask};
  const Index elements = Index{1} << 2 * kept;
  const auto sums =
      sums_on(*backend_, term, device_slots.size() * elements, Index{1} << (num_qubits_ - kept));
  std::vector<Eigen::MatrixXcd> states;
  const Eigen::Index rows = Eigen::Index{1} << kept;
  for (std::size_t job = 0; job < slots.size(); ++job)
    states.push_back(Eigen::Map<const Eigen::MatrixXcd>(
        sums.data() + static_cast<Index>(job) * elements, rows, rows));
  return states;
}

}  // namespace traversable::cuda
