#include "sim/state_vector/pauli_operator.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "sim/parallel.h"

namespace traversable {
namespace {

/// Chunks of 64 vectors in an output block: 32 KiB, which stay in the first-level cache while all
/// passes add to them.
constexpr std::uint64_t block_chunks = 8;

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
    : terms_(num_qubits, terms, max_state_qubits) {
  const std::span<const PauliTerm> all = terms_.terms();
  std::vector<PauliString> strings;
  for (const PauliTerm& term : all) strings.push_back(term.string);
  for (std::size_t first = 0; first < all.size();) {
    const std::size_t count = leading_pass<Real>(std::span(strings).subspan(first));
    passes_.push_back(apply_pass<Real>(all.subspan(first, count)));
    first += count;
  }
  for (const auto& pass : passes_) views_.push_back(pass.view());
}

template <class Real>
void PauliOperator<Real>::check_size(const StateVector<Real>& state) const {
  if (state.num_qubits() != num_qubits())
    throw std::invalid_argument(
        fmt::format("state: {} qubits, the operator acts on {}", state.num_qubits(), num_qubits()));
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
  using Vector = Eigen::VectorX<std::complex<Real>>;
  using Buffer = AlignedBuffer<std::complex<Real>>;
  const auto length = static_cast<Eigen::Index>(blocks.amplitude(blocks.step));
  for_each_index_with(
      parts.size(), blocks.worth_threads(views_.size()),
      [&] { return Buffer(static_cast<std::size_t>(length)); },
      [&](std::size_t block, Buffer& y) {
        const std::uint64_t first = block * blocks.step;
        kernels::run_sum_passes(b.reals(), reinterpret_cast<Real*>(y.data()), b.buffer_bits(),
                                views_.data(), views_.size(), first, blocks.step);
        const Eigen::Map<const Vector> left(a.data() + blocks.amplitude(first), length);
        const Eigen::Map<const Vector> right(y.data(), length);
        parts[block] = std::complex<double>(left.dot(right));
      });
  std::complex<double> sum = 0;
  for (const auto& part : parts) sum += part;
  return sum;
}

template class PauliOperator<float>;
template class PauliOperator<double>;

}  // namespace traversable
