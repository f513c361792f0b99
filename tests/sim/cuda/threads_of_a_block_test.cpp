// Every block body on block_threads real threads with a barrier between phases, two blocks side by side, against the loops of the
// host backend, bit for bit. `scripts/nightly.sh threads` builds it alone under ThreadSanitizer.
#include <gtest/gtest.h>

#include <algorithm>
#include <barrier>
#include <cstddef>
#include <cstring>
#include <memory>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "sim/at.h"
#include "sim/cuda/kernels.h"

namespace traversable::cuda {
namespace {

using Shared = std::vector<std::max_align_t>;

template <class Body>
Shared poisoned(const Body& body) {
  Shared shared(body.shared_bytes() / sizeof(std::max_align_t) + 1);
  std::memset(shared.data(), 0xff, shared.size() * sizeof(std::max_align_t));
  return shared;
}

template <class Body>
void run_in_loops(const Body& body, Index count) {
  for (Index block = 0; block < count; ++block) {
    Shared shared = poisoned(body);
    const auto own = body.prepare(block);
    for (int phase = 0; phase < body.phases(own); ++phase)
      for (int thread = 0; thread < block_threads; ++thread)
        body(own, thread, phase, shared.data());
  }
}

template <class Body>
void run_on_threads(const Body& body, Index count) {
  constexpr Index teams = 2;
  std::vector<Shared> shared;
  std::vector<std::unique_ptr<std::barrier<>>> barriers;
  for (Index team = 0; team < teams; ++team) {
    shared.push_back(poisoned(body));
    barriers.push_back(std::make_unique<std::barrier<>>(block_threads));
  }
  std::vector<std::jthread> threads;
  for (Index team = 0; team < teams; ++team)
    for (int thread = 0; thread < block_threads; ++thread)
      threads.emplace_back([&, team, thread] {
        const auto t = static_cast<std::size_t>(team);
        for (Index block = team; block < count; block += teams) {
          const auto own = body.prepare(block);
          for (int phase = 0; phase < body.phases(own); ++phase) {
            body(own, thread, phase, shared[t].data());
            barriers[t]->arrive_and_wait();
          }
        }
      });
}

/// body_on(data) is the body on that data; both ways end with the same bits.
template <class T, class Make>
void expect_same_bits(const std::vector<T>& data, Index count, const Make& body_on) {
  std::vector<T> looped = data, threaded = data;
  run_in_loops(body_on(looped), count);
  run_on_threads(body_on(threaded), count);
  EXPECT_EQ(std::memcmp(looped.data(), threaded.data(), data.size() * sizeof(T)), 0);
  EXPECT_NE(std::memcmp(looped.data(), data.data(), data.size() * sizeof(T)), 0);
}

class Random {
 public:
  std::size_t below(std::size_t bound) { return engine_() % bound; }
  std::uint32_t bits(int count) {
    return static_cast<std::uint32_t>(engine_()) & ((1u << count) - 1);
  }
  double real() { return std::uniform_real_distribution<double>(-1, 1)(engine_); }
  template <class Real>
  std::vector<Complex<Real>> amplitudes(std::size_t count) {
    std::vector<Complex<Real>> values(count);
    for (Complex<Real>& z : values) z = {static_cast<Real>(real()), static_cast<Real>(real())};
    return values;
  }

 private:
  std::mt19937_64 engine_{1};
};

template <class Real>
void rotate_blocks(int num_qubits, int bits) {
  Random random;
  constexpr int num_groups = 7;
  std::vector<Rotation<Real>> rotations;
  std::vector<RotationGroup> groups;
  for (int g = 0; g < num_groups; ++g) {
    RotationGroup group{g % 4 == 3 ? 0u : random.bits(bits),
                        static_cast<std::int32_t>(rotations.size()), 0};
    for (int k = 0; k < 1 + g % 3; ++k)
      rotations.push_back({random.bits(bits),
                           random.bits(num_qubits) >> bits << bits,
                           Real(0.8),
                           {Real(0.0), Real(0.6)}});
    group.last = static_cast<std::int32_t>(rotations.size());
    groups.push_back(group);
  }
  std::vector<std::uint32_t> offsets;
  for (std::uint32_t k = 0; k < 1u << bits; ++k) offsets.push_back(k);
  const std::uint32_t rest = ((1u << num_qubits) - 1) >> bits << bits;
  expect_same_bits(random.amplitudes<Real>(std::size_t{1} << num_qubits),
                   Index{1} << (num_qubits - bits), [&](std::vector<Complex<Real>>& psi) {
                     return RotateBlocks<Real>{psi.data(), rotations.data(), groups.data(),
                                               num_groups, offsets.data(),   rest,
                                               bits};
                   });
}

TEST(ThreadsOfABlock, RotateBlocks) {
  rotate_blocks<double>(12, 11);
  rotate_blocks<float>(13, 12);
  rotate_blocks<double>(5, 3);
}

TEST(ThreadsOfABlock, ApplyPauliSum) {
  constexpr int num_qubits = 11, bits = 9, num_groups = 12;
  Random random;
  std::vector<SumGroup> groups;
  std::vector<TilePart> parts;
  std::vector<std::uint32_t> masks, places, offsets;
  for (std::int32_t g = 0; g < num_groups; ++g) {
    const std::uint32_t outer = static_cast<std::uint32_t>(g / 4) << bits;
    places.push_back(random.bits(bits));
    groups.push_back({outer | places.back(), 3, 3 * g, 8 * g});
    for (int r = 0; r < 3; ++r) masks.push_back(random.bits(num_qubits));
    if (g % 4 == 0) parts.push_back({outer, g, g + 4});
  }
  for (std::uint32_t k = 0; k < 1u << bits; ++k) offsets.push_back(k);
  const auto table = random.amplitudes<double>(8 * num_groups),
             x = random.amplitudes<double>(1 << num_qubits);
  expect_same_bits(random.amplitudes<double>(1 << num_qubits), 1 << (num_qubits - bits),
                   [&](std::vector<Complex<double>>& y) {
                     return ApplyPauliSum<double>{
                         {groups.data(), num_groups, masks.data(), table.data()},
                         parts.data(),
                         static_cast<int>(parts.size()),
                         places.data(),
                         offsets.data(),
                         3u << bits,
                         bits,
                         x.data(),
                         y.data()};
                   });
}

TEST(ThreadsOfABlock, BlockSum) {
  Random random;
  const auto a = random.amplitudes<double>(1 << 11), b = random.amplitudes<double>(1 << 11);
  for (const Index chunk : {1, 64, 256, 1024})
    expect_same_bits(std::vector<Complex<double>>(2), 2, [&](std::vector<Complex<double>>& out) {
      return BlockSum<InnerTerm<double>>{{a.data(), b.data()}, out.data(), chunk};
    });
}

/// Jobs of different lengths, a last block that is not full, both forms of norms.
void run_matrices(int num_qubits, int num_jobs, bool every_norm) {
  Random random;
  const auto matrices = random.amplitudes<double>(4 * entries_a_matrix);
  const BatchMatrices all{matrices.data(), matrices.data() + 2 * entries_a_matrix};
  std::vector<BatchJob> jobs;
  std::vector<BatchStep> steps;
  for (std::int32_t j = 0; j < num_jobs; ++j) {
    jobs.push_back({j, j % 2 == 0 ? j : num_jobs + j, static_cast<std::int32_t>(steps.size()),
                    j % 3 == 1 ? 0 : 2 + j % 4});
    for (int k = 0; k < jobs.back().num_steps; ++k) {
      const auto first = static_cast<std::int16_t>(random.below(at(num_qubits)));
      auto second = static_cast<std::int16_t>(random.below(at(num_qubits)));
      if (second == first) second = -1;
      steps.push_back({static_cast<std::int32_t>(random.below(4)) - 2, first, second});
    }
  }
  const std::size_t states = std::size_t{2} * at(num_jobs) << num_qubits;
  auto data = random.amplitudes<double>(states + std::max(steps.size(), jobs.size()));
  const auto body_on = [&](std::vector<Complex<double>>& all_states) {
    // Norms lie behind the states, so that they are compared with them.
    return RunMatrices{all_states.data(),
                       jobs.data(),
                       num_jobs,
                       steps.data(),
                       all,
                       num_qubits,
                       every_norm,
                       reinterpret_cast<double*>(all_states.data() + states)};
  };
  expect_same_bits(data, body_on(data).num_blocks(), body_on);
}

TEST(ThreadsOfABlock, RunMatrices) {
  for (const bool every_norm : {false, true}) {
    run_matrices(11, 2, every_norm);
    run_matrices(9, 5, every_norm);
    run_matrices(7, 11, every_norm);
    run_matrices(2, 9, every_norm);
    run_matrices(1, 3, every_norm);
  }
}

/// Stages of all forms on random digits.
void append_stages(int tile_digits, int count, Random& random, std::vector<DeviceStage>& stages,
                   std::vector<double>& entries, std::vector<std::uint8_t>& columns) {
  for (int k = 0; k < count; ++k) {
    const auto form = static_cast<std::int32_t>(k % 6);
    const bool one = form == affine_stage || form == unital_stage || form == general_stage;
    auto first = static_cast<std::int32_t>(random.below(at(tile_digits))),
         second = static_cast<std::int32_t>(random.below(at(tile_digits)));
    if (first == second) second = (first + 1) % tile_digits;
    if (first > second) std::swap(first, second);
    DeviceStage stage{
        form, first, second, static_cast<Index>(entries.size()), static_cast<Index>(columns.size()),
        0};
    std::size_t size = form == exchange_stage ? 0 : 16;
    if (!one && form != exchange_stage) {
      std::vector<std::uint8_t> rows;
      size = 0;
      for (int row = 0; row < 16; ++row) {
        rows.push_back(form == monomial_stage ? std::uint8_t{1}
                                              : static_cast<std::uint8_t>(1 + random.below(5)));
        size += rows.back();
      }
      for (std::size_t e = 0; e < size; ++e)
        columns.push_back(static_cast<std::uint8_t>(random.below(16)));
      stage.row_sizes = static_cast<Index>(columns.size());
      columns.insert(columns.end(), rows.begin(), rows.end());
    }
    for (std::size_t e = 0; e < size; ++e) entries.push_back(0.3 * random.real());
    stages.push_back(stage);
  }
}

TEST(ThreadsOfABlock, RunTiles) {
  constexpr int digits = 7, num_stages = 12;
  Random random;
  std::vector<DeviceSweep> sweeps;
  std::vector<DeviceStage> stages;
  std::vector<double> entries;
  std::vector<std::uint8_t> columns;
  Index blocks = 0;
  for (Index run = 0; run < 2; ++run) {
    DeviceSweep sweep{run, blocks, static_cast<Index>(stages.size()), num_stages, 4, {2, 3, 5, 6}};
    if (run == 1) sweep = {run, blocks, sweep.first_stage, num_stages, 3, {2, 4, 6, 0}};
    const int tile_digits = tile_lane_digits + sweep.row_digits;
    append_stages(tile_digits, num_stages, random, stages, entries, columns);
    sweeps.push_back(sweep);
    blocks += Index{1} << 2 * (digits - tile_digits);
  }
  std::vector<double> states(std::size_t{2} << 2 * digits);
  for (double& value : states) value = random.real();
  expect_same_bits(states, blocks, [&](std::vector<double>& all) {
    return RunTiles{all.data(),    Index{1} << 2 * digits, sweeps.data(), 2,
                    stages.data(), entries.data(),         columns.data()};
  });
}

}  // namespace
}  // namespace traversable::cuda
