#include "sim/state_vector/rotation_batch.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "sim/parallel.h"

namespace traversable {
namespace {

using kernels::chunk_bits;

constexpr std::uint64_t low_bits(int count) { return (std::uint64_t{1} << count) - 1; }

/// One pass over a whole state in place, its units shared between threads.
template <class Real>
void run_on_state(const RotationPass<Real>& pass, StateVector<Real>& state) {
  const kernels::PairPass<Real> view = pass.view();
  const std::uint64_t units = kernels::num_units(view, state.buffer_bits());
#pragma omp parallel if (worth_threads(static_cast <Eigen::Index>(state.size())))
  {
    const auto threads = static_cast<std::uint64_t>(omp_get_num_threads());
    const auto thread = static_cast<std::uint64_t>(omp_get_thread_num());
    kernels::run_pair_pass(state.reals(), state.buffer_bits(), view, 0, units * thread / threads,
                           units * (thread + 1) / threads);
  }
}

template <class Real>
std::size_t leading_rotations(std::span<const PauliRotation> rotations) {
  std::vector<PauliString> strings;
  for (const PauliRotation& r : rotations.first(leading_with_same_x(rotations)))
    strings.push_back(r.string);
  return leading_pass<Real>(strings);
}

/// Grows the support to at least 2^10 amplitudes (longer runs, less overhead), low qubits first.
std::uint64_t widened(std::uint64_t support, int buffer_bits) {
  for (int bit = 0; bit < buffer_bits && std::popcount(support) < block_bits - 3; ++bit)
    support |= std::uint64_t{1} << bit;
  return support;
}

}  // namespace

template <class Real>
void rotate(StateVector<Real>& state, const PauliRotation& rotation) {
  check_rotation(rotation, state.num_qubits());
  run_on_state(rotation_pass<Real>({&rotation, 1}), state);
}

template <class Real>
void apply_pauli(StateVector<Real>& state, const PauliString& string) {
  check_reach(string, state.num_qubits());
  // exp(-i pi/2 P) = -i P for the Hermitian letters; the phase is multiplied in once.
  PauliString letters = string;
  letters.phase = std::popcount(string.x & string.z) % 4;
  run_on_state(rotation_pass<Real>(std::array{PauliRotation{letters, M_PI_2}}), state);
  scale(state, std::complex<double>(0, 1) * coefficient(string));
}

template <class Real>
RotationBatch<Real>::RotationBatch(int num_qubits, std::span<const PauliRotation> rotations)
    : num_qubits_(num_qubits),
      buffer_bits_(std::max(num_qubits, kernels::min_buffer_bits)),
      num_rotations_(rotations.size()) {
  if (num_qubits < 1 || num_qubits > max_state_qubits)
    throw std::invalid_argument(
        fmt::format("num_qubits = {}: expected 1 to {}", num_qubits, max_state_qubits));
  for (const PauliRotation& rotation : rotations) check_rotation(rotation, num_qubits);
  while (!rotations.empty()) {
    const LeadingSegment segment = leading_segment(rotations, block_bits, low_block_bits);
    segments_.push_back(
        compile(rotations.first(segment.count),
                segment.whole_state ? all_bits() : widened(segment.support, buffer_bits_)));
    rotations = rotations.subspan(segment.count);
  }
}

template <class Real>
auto RotationBatch<Real>::compile(std::span<const PauliRotation> rotations,
                                  std::uint64_t support) const -> Segment {
  Segment segment{support, {}, {}};
  const std::uint64_t rest = low_bits(buffer_bits_) & ~support;
  const int bits = std::popcount(support);
  const auto relabel = [&](std::uint64_t mask) {
    return extract_bits(mask, support) | extract_bits(mask, rest) << bits;
  };
  std::vector<PauliRotation> relabelled;
  for (const PauliRotation& r : rotations)
    relabelled.push_back({{relabel(r.string.x), relabel(r.string.z), r.string.phase}, r.angle});
  for (std::span<const PauliRotation> left = relabelled; !left.empty();) {
    const std::size_t count = leading_rotations<Real>(left);
    segment.passes.push_back(rotation_pass<Real>(left.first(count)));
    left = left.subspan(count);
  }
  const int run_bits = std::countr_one(support);
  for (std::uint64_t run = 0; run < std::uint64_t{1} << (bits - run_bits); ++run)
    segment.runs.push_back(deposit_bits(run << run_bits, support));
  return segment;
}

template <class Real>
std::size_t RotationBatch<Real>::num_passes() const {
  std::size_t count = 0;
  for (const Segment& segment : segments_) count += segment.passes.size();
  return count;
}

template <class Real>
std::size_t RotationBatch<Real>::num_sweeps() const {
  std::size_t count = 0;
  for (const Segment& segment : segments_)
    count += segment.support == all_bits() && buffer_bits_ > block_bits ? segment.passes.size() : 1;
  return count;
}

template <class Real>
void RotationBatch<Real>::apply(StateVector<Real>& state) const {
  if (state.num_qubits() != num_qubits_)
    throw std::invalid_argument(
        fmt::format("state: {} qubits, the batch has {}", state.num_qubits(), num_qubits_));
  for (const Segment& segment : segments_) sweep(segment, state);
}

template <class Real>
void RotationBatch<Real>::sweep(const Segment& segment, StateVector<Real>& state) const {
  if (segment.support == all_bits() && state.buffer_bits() > block_bits) {
    for (const RotationPass<Real>& pass : segment.passes) run_on_state(pass, state);
    return;
  }
  using Amplitude = std::complex<Real>;
  const int bits = std::popcount(segment.support);
  const int lane_bits = kernels::lane_bits<Real>();
  const std::uint64_t rest = low_bits(buffer_bits_) & ~segment.support;
  const auto blocks = std::int64_t{1} << (buffer_bits_ - bits);
  const std::size_t run = std::size_t{1} << std::countr_one(segment.support);
  const bool contiguous = segment.runs.size() == 1;
  using Buffer = AlignedBuffer<Amplitude>;
  for_each_index_with(
      blocks, worth_threads(static_cast<Eigen::Index>(state.size())),
      [&] { return Buffer(contiguous ? 0 : std::size_t{1} << bits); },
      [&](std::int64_t block, Buffer& buffer) {
        Amplitude* base = state.data() + deposit_bits(static_cast<std::uint64_t>(block), rest);
        Amplitude* work = contiguous ? base : buffer.data();
        if (!contiguous)
          for (std::size_t k = 0; k < segment.runs.size(); ++k)
            std::copy_n(base + segment.runs[k], run, work + k * run);
        const std::uint64_t outer = static_cast<std::uint64_t>(block) << (bits - lane_bits);
        for (const RotationPass<Real>& pass : segment.passes)
          kernels::run_pair_pass(reinterpret_cast<Real*>(work), bits, pass.view(),
                                 kernels::entry_of(pass.geometry, outer), 0,
                                 kernels::num_units(pass.view(), bits));
        if (!contiguous)
          for (std::size_t k = 0; k < segment.runs.size(); ++k)
            std::copy_n(work + k * run, run, base + segment.runs[k]);
      });
}

template void rotate(StateVector<float>&, const PauliRotation&);
template void rotate(StateVector<double>&, const PauliRotation&);
template void apply_pauli(StateVector<float>&, const PauliString&);
template void apply_pauli(StateVector<double>&, const PauliString&);
template class RotationBatch<float>;
template class RotationBatch<double>;

}  // namespace traversable
