#include "sim/state_vector/state_vector.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "sim/memory.h"
#include "sim/parallel.h"
#include "sim/state_vector/kernels.h"
#include "sym/random.h"

namespace traversable {
namespace {

constexpr Eigen::Index chunk_size = Eigen::Index{1} << 12;

int buffer_bits_of(int num_qubits) { return std::max(num_qubits, kernels::min_buffer_bits); }

int checked_qubits(int num_qubits, std::size_t bytes_per_amplitude) {
  if (num_qubits < 1 || num_qubits > max_state_qubits)
    throw std::invalid_argument(
        fmt::format("num_qubits = {}: expected 1 to {}", num_qubits, max_state_qubits));
  const double bytes = state_vector_memory(num_qubits, bytes_per_amplitude);
  if (bytes > 1 << 24) require_memory(bytes, fmt::format("a state of {} qubits", num_qubits));
  return num_qubits;
}

/// body(first, count) over chunks of fixed size, on OpenMP's threads.
template <class Body>
void for_chunks(std::size_t size, const Body& body) {
  const auto total = static_cast<Eigen::Index>(size);
  for_each_index((total + chunk_size - 1) / chunk_size, worth_threads(total),
                 [&](Eigen::Index chunk) {
                   const Eigen::Index first = chunk * chunk_size;
                   body(first, std::min(chunk_size, total - first));
                 });
}

/// Sum of body(first, count) over chunks, in their order.
template <class Body>
std::complex<double> sum_chunks(std::size_t size, const Body& body) {
  const std::size_t chunk = static_cast<std::size_t>(chunk_size);
  std::vector<std::complex<double>> parts((size + chunk - 1) / chunk);
  for_chunks(size, [&](Eigen::Index first, Eigen::Index count) {
    parts[static_cast<std::size_t>(first) / chunk] = body(first, count);
  });
  std::complex<double> sum = 0;
  for (const auto& part : parts) sum += part;
  return sum;
}

template <class Real>
void check_same_size(const StateVector<Real>& a, const StateVector<Real>& b) {
  if (a.num_qubits() != b.num_qubits())
    throw std::invalid_argument(fmt::format("states of {} and {} qubits: expected the same",
                                            a.num_qubits(), b.num_qubits()));
}

}  // namespace

double state_vector_memory(int num_qubits, std::size_t bytes_per_amplitude) {
  return std::ldexp(static_cast<double>(bytes_per_amplitude), buffer_bits_of(num_qubits));
}

template <class Real>
StateVector<Real>::StateVector(int num_qubits)
    : num_qubits_(checked_qubits(num_qubits, sizeof(Amplitude))),
      data_(std::size_t{1} << buffer_bits_of(num_qubits)) {
  for_chunks(data_.size(), [&](Eigen::Index first, Eigen::Index count) {
    std::fill_n(data_.data() + first, count, Amplitude{});
  });
  data_[0] = 1;
}

template <class Real>
StateVector<Real>::StateVector(const StateVector& other)
    : num_qubits_(checked_qubits(other.num_qubits_, sizeof(Amplitude))), data_(other.data_.size()) {
  *this = other;
}

template <class Real>
StateVector<Real>& StateVector<Real>::operator=(const StateVector& other) {
  if (this == &other) return *this;
  if (data_.size() != other.data_.size()) data_ = AlignedBuffer<Amplitude>(other.data_.size());
  num_qubits_ = other.num_qubits_;
  for_chunks(data_.size(), [&](Eigen::Index first, Eigen::Index count) {
    std::copy_n(other.data_.data() + first, count, data_.data() + first);
  });
  return *this;
}

template <class Real>
int StateVector<Real>::buffer_bits() const {
  return buffer_bits_of(num_qubits_);
}

template <class Real>
StateVector<Real> basis_state(int num_qubits, std::uint64_t index) {
  StateVector<Real> state(num_qubits);
  if (index >= state.size())
    throw std::invalid_argument(fmt::format("index = {}: expected below 2^{}", index, num_qubits));
  state[0] = 0;
  state[index] = 1;
  return state;
}

template <class Real>
StateVector<Real> product_state(std::span<const std::array<std::complex<double>, 2>> qubits) {
  StateVector<Real> state(static_cast<int>(qubits.size()));
  for (std::size_t k = 0; k < qubits.size(); ++k) {
    const auto& [a, b] = qubits[k];
    const double length = std::sqrt(std::norm(a) + std::norm(b));
    if (!std::isfinite(length) || length == 0)
      throw std::invalid_argument(
          fmt::format("qubit {}: expected two finite amplitudes, not both zero", k));
    const std::size_t half = std::size_t{1} << k;
    using Amplitude = typename StateVector<Real>::Amplitude;
    for (std::size_t i = 0; i < half; ++i) {
      state[half + i] = static_cast<Amplitude>(std::complex<double>(state[i]) * (b / length));
      state[i] = static_cast<Amplitude>(std::complex<double>(state[i]) * (a / length));
    }
  }
  return state;
}

template <class Real>
StateVector<Real> state_from_amplitudes(std::span<const std::complex<double>> amplitudes) {
  int num_qubits = 0;
  while (num_qubits < 63 && std::size_t{1} << num_qubits < amplitudes.size()) ++num_qubits;
  if (amplitudes.size() < 2 || std::size_t{1} << num_qubits != amplitudes.size())
    throw std::invalid_argument(
        fmt::format("state: {} amplitudes, expected 2^n with n >= 1", amplitudes.size()));
  StateVector<Real> state(num_qubits);
  for (std::size_t i = 0; i < amplitudes.size(); ++i)
    state[i] = static_cast<std::complex<Real>>(amplitudes[i]);
  check_state(state, "state");
  return state;
}

template <class Real>
StateVector<Real> random_state(int num_qubits, std::uint64_t seed, std::uint64_t instance) {
  StateVector<Real> state(num_qubits);
  const RandomStream random(seed, instance, {Stream::states, num_qubits});
  for_chunks(state.size(), [&](Eigen::Index first, Eigen::Index count) {
    for (Eigen::Index i = first; i < first + count; ++i)
      state[static_cast<std::size_t>(i)] =
          static_cast<std::complex<Real>>(random.complex_gaussian(static_cast<std::uint64_t>(i)));
  });
  normalize(state);
  return state;
}

template <class Real>
std::complex<double> inner_product(const StateVector<Real>& a, const StateVector<Real>& b) {
  check_same_size(a, b);
  return sum_chunks(a.size(), [&](Eigen::Index first, Eigen::Index count) {
    return std::complex<double>(
        a.amplitudes().segment(first, count).dot(b.amplitudes().segment(first, count)));
  });
}

template <class Real>
double squared_norm(const StateVector<Real>& state) {
  return sum_chunks(
             state.size(),
             [&](Eigen::Index first, Eigen::Index count) {
               return std::complex<double>(state.amplitudes().segment(first, count).squaredNorm());
             })
      .real();
}

template <class Real>
double norm(const StateVector<Real>& state) {
  return std::sqrt(squared_norm(state));
}

template <class Real>
void scale(StateVector<Real>& state, std::complex<double> factor) {
  const auto re = static_cast<Real>(factor.real());
  const auto im = static_cast<Real>(factor.imag());
  for_chunks(state.size(), [&](Eigen::Index first, Eigen::Index count) {
    Real* reals = state.reals() + 2 * first;
    if (im == 0) {
      for (Eigen::Index i = 0; i < 2 * count; ++i) reals[i] *= re;
      return;
    }
    for (Eigen::Index i = 0; i < 2 * count; i += 2) {
      const Real x = reals[i];
      reals[i] = re * x - im * reals[i + 1];
      reals[i + 1] = re * reals[i + 1] + im * x;
    }
  });
}

// Eigen's products of complex<float> read them as doubles, which their alignment does not allow.
template <class Real>
void add(std::complex<Real>* y, std::complex<Real> factor, const std::complex<Real>* x,
         std::size_t count) {
  const Real re = factor.real();
  const Real im = factor.imag();
  Real* out = reinterpret_cast<Real*>(y);
  const Real* in = reinterpret_cast<const Real*>(x);
  if (im == 0) {
    for (std::size_t i = 0; i < 2 * count; ++i) out[i] += re * in[i];
    return;
  }
  for (std::size_t i = 0; i < 2 * count; i += 2) {
    out[i] += re * in[i] - im * in[i + 1];
    out[i + 1] += re * in[i + 1] + im * in[i];
  }
}

template <class Real>
void add(StateVector<Real>& y, std::complex<double> factor, const StateVector<Real>& x) {
  check_same_size(y, x);
  const auto f = static_cast<std::complex<Real>>(factor);
  for_chunks(y.size(), [&](Eigen::Index first, Eigen::Index count) {
    add(y.data() + first, f, x.data() + first, static_cast<std::size_t>(count));
  });
}

template <class Real>
void combine_states(std::span<const StateVector<Real>> states,
                    std::span<const std::complex<double>> factors, StateVector<Real>& result) {
  for (const StateVector<Real>& state : states) check_same_size(state, result);
  for_chunks(result.size(), [&](Eigen::Index first, Eigen::Index count) {
    std::fill_n(result.data() + first, count, std::complex<Real>{});
    for (std::size_t k = 0; k < factors.size(); ++k)
      add(result.data() + first, static_cast<std::complex<Real>>(factors[k]),
          states[k].data() + first, static_cast<std::size_t>(count));
  });
}

template <class Real>
double normalize(StateVector<Real>& state) {
  check_state(state, "state");
  const double length = norm(state);
  scale(state, 1.0 / length);
  return length;
}

template <class Real>
void check_state(const StateVector<Real>& state, const char* what) {
  const double square = squared_norm(state);
  if (!std::isfinite(square))
    throw std::invalid_argument(fmt::format("{}: holds amplitudes that are not finite", what));
  if (square == 0) throw std::invalid_argument(fmt::format("{}: is zero", what));
}

template <class Real>
Eigen::MatrixXcd reduced_density_matrix(const StateVector<Real>& state,
                                        std::span<const int> qubits) {
  constexpr std::size_t most = 12;
  if (qubits.size() > most)
    throw std::invalid_argument(
        fmt::format("qubits: {} of them, expected at most {}", qubits.size(), most));
  std::uint64_t kept = 0;
  for (const int q : qubits) {
    if (q < 0 || q >= state.num_qubits() || (kept >> q & 1) != 0)
      throw std::invalid_argument(fmt::format("qubits: {}: expected distinct ones from 0 to {}", q,
                                              state.num_qubits() - 1));
    kept |= std::uint64_t{1} << q;
  }
  const std::size_t rows = std::size_t{1} << qubits.size();
  std::vector<std::size_t> place(rows);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t k = 0; k < qubits.size(); ++k)
      if (r >> k & 1) place[r] |= std::size_t{1} << qubits[k];
  Eigen::MatrixXcd rho =
      Eigen::MatrixXcd::Zero(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(rows));
  Eigen::VectorXcd column(static_cast<Eigen::Index>(rows));
  for (std::size_t rest = 0; rest < state.size(); rest = ((rest | kept) + 1) & ~kept) {
    for (std::size_t r = 0; r < rows; ++r)
      column[static_cast<Eigen::Index>(r)] = std::complex<double>(state[rest | place[r]]);
    rho.noalias() += column * column.adjoint();
  }
  return rho;
}

template <class Real>
std::vector<std::uint64_t> sample(const StateVector<Real>& state, std::size_t shots,
                                  std::uint64_t seed) {
  check_state(state, "state");
  require_memory(24.0 * static_cast<double>(shots), fmt::format("a sample of {} shots", shots));
  const double total = squared_norm(state);
  const RandomStream random(seed, 0, Stream::samples);
  std::vector<std::pair<double, std::size_t>> targets(shots);
  for (std::size_t s = 0; s < shots; ++s) targets[s] = {random.uniform(s) * total, s};
  std::sort(targets.begin(), targets.end());
  std::vector<std::uint64_t> outcomes(shots);
  double sum = 0;
  std::uint64_t i = 0;
  std::uint64_t last = 0;  // the last outcome that can occur, where rounding leaves a target behind
  for (const auto& [target, shot] : targets) {
    for (; i < state.size() && sum < target; ++i)
      if (const double p = std::norm(std::complex<double>(state[i])); p > 0) {
        sum += p;
        last = i;
      }
    outcomes[shot] = last;
  }
  return outcomes;
}

#define TRAVERSABLE_INSTANTIATE(Real)                                                              \
  template class StateVector<Real>;                                                                \
  template StateVector<Real> basis_state(int, std::uint64_t);                                      \
  template StateVector<Real> product_state(std::span<const std::array<std::complex<double>, 2>>);  \
  template StateVector<Real> state_from_amplitudes(std::span<const std::complex<double>>);         \
  template StateVector<Real> random_state(int, std::uint64_t, std::uint64_t);                      \
  template std::complex<double> inner_product(const StateVector<Real>&, const StateVector<Real>&); \
  template double squared_norm(const StateVector<Real>&);                                          \
  template double norm(const StateVector<Real>&);                                                  \
  template void scale(StateVector<Real>&, std::complex<double>);                                   \
  template void add(StateVector<Real>&, std::complex<double>, const StateVector<Real>&);           \
  template void add(std::complex<Real>*, std::complex<Real>, const std::complex<Real>*,            \
                    std::size_t);                                                                  \
  template void combine_states(std::span<const StateVector<Real>>,                                 \
                               std::span<const std::complex<double>>, StateVector<Real>&);         \
  template double normalize(StateVector<Real>&);                                                   \
  template void check_state(const StateVector<Real>&, const char*);                                \
  template Eigen::MatrixXcd reduced_density_matrix(const StateVector<Real>&,                       \
                                                   std::span<const int>);                          \
  template std::vector<std::uint64_t> sample(const StateVector<Real>&, std::size_t, std::uint64_t);
TRAVERSABLE_INSTANTIATE(float)
TRAVERSABLE_INSTANTIATE(double)
#undef TRAVERSABLE_INSTANTIATE

}  // namespace traversable
