#include "sim/state_vector/pauli_operator.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <tuple>

#include "sim/parallel.h"
#include "sim/state_vector/parity_map.h"

namespace traversable {
namespace {

/// Chunks of 64 vectors in an output block: 32 KiB, which stay in the first-level cache while all
/// passes add to them.
constexpr std::uint64_t block_chunks = 8;

/// The product of letters with i^phase moved into the coefficient.
PauliTerm normal_form(const PauliTerm& term) {
  PauliTerm result = term;
  result.coefficient *= coefficient(term.string);
  result.string.phase = std::popcount(term.string.x & term.string.z) % 4;
  return result;
}

/// By X mask, equal strings added. Within a mask, strings that share parities come together: what
/// differs outside of the mask first.
std::vector<PauliTerm> collect(std::span<const PauliTerm> terms) {
  std::vector<PauliTerm> sorted;
  for (const PauliTerm& term : terms) sorted.push_back(normal_form(term));
  const auto key = [](const PauliTerm& t) {
    return std::tuple(t.string.x, t.string.z & ~t.string.x, t.string.z);
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const PauliTerm& a, const PauliTerm& b) { return key(a) < key(b); });
  std::vector<PauliTerm> result;
  for (const PauliTerm& term : sorted)
    if (!result.empty() && result.back().string == term.string)
      result.back().coefficient += term.coefficient;
    else
      result.push_back(term);
  return result;
}

/// The output in blocks of `step` chunks.
struct Blocks {
  int chunk_bits;  // log2 of the amplitudes in a chunk
  std::uint64_t chunks;
  std::uint64_t step;

  std::size_t amplitude(std::uint64_t chunk) const { return chunk << chunk_bits; }
  bool worth_threads(std::size_t passes) const {
    return traversable::worth_threads(static_cast<Eigen::Index>(amplitude(chunks) * passes / 16));
  }
};

template <class Real>
Blocks blocks_of(const StateVector<Real>& x) {
  const int chunk = std::min(x.buffer_bits(), kernels::lane_bits<Real>() + kernels::chunk_bits);
  const std::uint64_t chunks = std::uint64_t{1} << (x.buffer_bits() - chunk);
  return {chunk, chunks, std::min(chunks, block_chunks)};
}

}  // namespace

template <class Real>
PauliOperator<Real>::PauliOperator(int num_qubits, std::span<const PauliTerm> terms)
    : num_qubits_(num_qubits), terms_(collect(terms)) {
  if (num_qubits < 1 || num_qubits > max_state_qubits)
    throw std::invalid_argument(
        fmt::format("num_qubits = {}: expected 1 to {}", num_qubits, max_state_qubits));
  if (terms.empty()) throw std::invalid_argument("operator: no terms, expected at least one");
  std::vector<PauliString> strings;
  for (const PauliTerm& term : terms_) {
    if (traversable::num_qubits(term.string) > num_qubits)
      throw std::invalid_argument(
          fmt::format("{}: reaches beyond {} qubits", to_text(term.string), num_qubits));
    if (!std::isfinite(term.coefficient.real()) || !std::isfinite(term.coefficient.imag()))
      throw std::invalid_argument(
          fmt::format("coefficient of {}: expected a finite number", to_text(term.string)));
    strings.push_back(term.string);
  }
  for (std::size_t first = 0; first < terms_.size();) {
    std::size_t last = first;
    while (last < terms_.size() && strings[last].x == strings[first].x) ++last;
    const std::size_t count = leading_pass<Real>(std::span(strings).subspan(first, last - first));
    passes_.push_back(apply_pass<Real>(std::span<const PauliTerm>(terms_).subspan(first, count)));
    first += count;
  }
  for (const auto& pass : passes_) views_.push_back(pass.view());
}

template <class Real>
void PauliOperator<Real>::check_size(const StateVector<Real>& state) const {
  if (state.num_qubits() != num_qubits_)
    throw std::invalid_argument(
        fmt::format("state: {} qubits, the operator acts on {}", state.num_qubits(), num_qubits_));
}

template <class Real>
void PauliOperator<Real>::apply(const StateVector<Real>& x, StateVector<Real>& y) const {
  check_size(x);
  check_size(y);
  if (&x == &y) throw std::invalid_argument("apply: x and y must be different states");
  const Blocks blocks = blocks_of(x);
#pragma omp parallel for schedule(static) if (blocks.worth_threads(views_.size()))
  for (std::uint64_t first = 0; first < blocks.chunks; first += blocks.step)
    kernels::run_sum_passes(x.reals(), y.reals() + 2 * blocks.amplitude(first), x.buffer_bits(),
                            views_.data(), views_.size(), first, blocks.step);
}

template <class Real>
std::complex<double> PauliOperator<Real>::matrix_element(const StateVector<Real>& a,
                                                         const StateVector<Real>& b) const {
  check_size(a);
  check_size(b);
  const Blocks blocks = blocks_of(b);
  std::vector<std::complex<double>> parts(blocks.chunks / blocks.step);
#pragma omp parallel if (blocks.worth_threads(views_.size()))
  {
    AlignedBuffer<std::complex<Real>> y(blocks.amplitude(blocks.step));
    using Vector = Eigen::VectorX<std::complex<Real>>;
    const auto length = static_cast<Eigen::Index>(y.size());
#pragma omp for schedule(static)
    for (std::uint64_t first = 0; first < blocks.chunks; first += blocks.step) {
      kernels::run_sum_passes(b.reals(), reinterpret_cast<Real*>(y.data()), b.buffer_bits(),
                              views_.data(), views_.size(), first, blocks.step);
      const Eigen::Map<const Vector> left(a.data() + blocks.amplitude(first), length);
      const Eigen::Map<const Vector> right(y.data(), length);
      parts[first / blocks.step] = std::complex<double>(left.dot(right));
    }
  }
  std::complex<double> sum = 0;
  for (const auto& part : parts) sum += part;
  return sum;
}

template <class Real>
bool PauliOperator<Real>::is_hermitian() const {
  // Every string is the product of its letters, which is Hermitian.
  double scale = 0;
  for (const PauliTerm& term : terms_) scale = std::max(scale, std::abs(term.coefficient));
  return std::all_of(terms_.begin(), terms_.end(), [&](const PauliTerm& term) {
    return std::abs(term.coefficient.imag()) <= 1e-14 * scale;
  });
}

template <class Real>
std::complex<double> PauliOperator<Real>::mean() const {
  for (const PauliTerm& term : terms_)
    if (term.string.x == 0 && term.string.z == 0) return term.coefficient;
  return 0;
}

template <class Real>
double PauliOperator<Real>::one_norm() const {
  double sum = 0;
  for (const PauliTerm& term : terms_) sum += std::abs(term.coefficient);
  return sum;
}

template class PauliOperator<float>;
template class PauliOperator<double>;

}  // namespace traversable
