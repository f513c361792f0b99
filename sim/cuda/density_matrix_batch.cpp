#include "sim/cuda/density_matrix_batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <stdexcept>

#include "sim/cuda/packed_lists.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/parallel.h"

namespace traversable::cuda {
namespace {

using kernels::TileForm;
static_assert(static_cast<int>(TileForm::exchange) == exchange_stage &&
              static_cast<int>(TileForm::affine) == affine_stage &&
              static_cast<int>(TileForm::unital) == unital_stage &&
              static_cast<int>(TileForm::general) == general_stage &&
              static_cast<int>(TileForm::monomial) == monomial_stage &&
              static_cast<int>(TileForm::sparse) == sparse_stage);
static_assert(kernels::lane_digits == tile_lane_digits && kernels::max_row_digits == 4 &&
              kernels::max_tile_values == max_tile_values);

/// Of a run's array, padded as DensityMatrix.
int digits_of(const DensityMatrixRun& run) {
  return std::max(run.program->num_qubits(), kernels::min_tile_digits);
}

/// What the stages of one run refer to, with places counted from the run's own first.
struct PackedStages {
  std::vector<DeviceStage> stages;
  std::vector<double> entries;
  std::vector<std::uint8_t> columns;

  explicit PackedStages(const TransferProgram& program) {
    for (const TransferProgram::Sweep& sweep : program.sweeps())
      for (const kernels::TileStage& stage : sweep.stages) append(stage);
  }

 private:
  void append(const kernels::TileStage& stage) {
    const auto first_column = static_cast<Index>(columns.size());
    std::size_t count = stage.form == TileForm::exchange ? 0 : 16;
    if (stage.row_sizes != nullptr)
      count = std::accumulate(stage.row_sizes, stage.row_sizes + 16, std::size_t{0});
    stages.push_back({static_cast<std::int32_t>(stage.form), stage.first, stage.second,
                      static_cast<Index>(entries.size()), first_column,
                      first_column + static_cast<Index>(count)});
    entries.insert(entries.end(), stage.entries, stage.entries + count);
    if (stage.row_sizes == nullptr) return;
    columns.insert(columns.end(), stage.columns, stage.columns + count);
    columns.insert(columns.end(), stage.row_sizes, stage.row_sizes + 16);
  }
};

/// The programs of all runs, as the kernels read them.
class Programs {
 public:
  /// Added to the lists, which are sent before run().
  Programs(std::span<const DensityMatrixRun> runs, PackedLists& lists) : lists_(lists) {
    std::vector<std::optional<PackedStages>> packed(runs.size());
    for_each_uneven_index(runs.size(), runs.size() > 1,
                          [&](std::size_t r) { packed[r].emplace(*runs[r].program); });
    const std::vector<Counts> first = join(packed);
    std::size_t launches = 0;
    for (const DensityMatrixRun& run : runs)
      launches = std::max(launches, run.program->num_sweeps());
    std::vector<DeviceSweep> sweeps;
    std::vector<Index> next_stage;
    for (const Counts& counts : first) next_stage.push_back(static_cast<Index>(counts.stages));
    for (std::size_t launch = 0; launch < launches; ++launch) {
      first_sweep_.push_back(sweeps.size());
      Index blocks = 0;
      for (std::size_t r = 0; r < runs.size(); ++r)
        if (launch < runs[r].program->num_sweeps())
          blocks += append(runs[r].program->sweeps()[launch], static_cast<Index>(r),
                           digits_of(runs[r]), blocks, next_stage[r], sweeps);
      num_blocks_.push_back(blocks);
    }
    first_sweep_.push_back(sweeps.size());
    sweeps_ = lists.add(sweeps);
  }

  void run(Backend& backend, double* states, Index values_a_state,
           const std::stop_token& stop) const {
    for (std::size_t launch = 0; launch < num_blocks_.size(); ++launch) {
      throw_if_stopped(stop);
      backend.run_blocks(
          RunTiles{states, values_a_state, lists_.at<DeviceSweep>(sweeps_) + first_sweep_[launch],
                   static_cast<int>(first_sweep_[launch + 1] - first_sweep_[launch]),
                   lists_.at<DeviceStage>(stages_), lists_.at<double>(entries_),
                   lists_.at<std::uint8_t>(columns_)},
          num_blocks_[launch]);
    }
  }

 private:
  struct Counts {
    std::size_t stages = 0, entries = 0, columns = 0;
  };

  /// One run after the other; where each begins.
  std::vector<Counts> join(const std::vector<std::optional<PackedStages>>& packed) {
    std::vector<Counts> first;
    Counts total;
    for (const auto& run : packed) {
      first.push_back(total);
      total.stages += run->stages.size();
      total.entries += run->entries.size();
      total.columns += run->columns.size();
    }
    stages_ = lists_.add_room<DeviceStage>(total.stages);
    entries_ = lists_.add_room<double>(total.entries);
    columns_ = lists_.add_room<std::uint8_t>(total.columns);
    for_each_index(packed.size(), packed.size() > 1, [&](std::size_t r) {
      DeviceStage* out = lists_.room<DeviceStage>(stages_) + first[r].stages;
      for (DeviceStage stage : packed[r]->stages) {
        stage.entries += static_cast<Index>(first[r].entries);
        stage.columns += static_cast<Index>(first[r].columns);
        stage.row_sizes += static_cast<Index>(first[r].columns);
        *out++ = stage;
      }
      std::ranges::copy(packed[r]->entries, lists_.room<double>(entries_) + first[r].entries);
      std::ranges::copy(packed[r]->columns, lists_.room<std::uint8_t>(columns_) + first[r].columns);
    });
    return first;
  }

  /// The number of its blocks.
  static Index append(const TransferProgram::Sweep& sweep, Index run, int digits, Index first_block,
                      Index& next_stage, std::vector<DeviceSweep>& sweeps) {
    DeviceSweep& device = sweeps.emplace_back();
    device.run = run;
    device.first_block = first_block;
    device.first_stage = next_stage;
    device.num_stages = static_cast<std::int32_t>(sweep.stages.size());
    device.row_digits = static_cast<std::int32_t>(sweep.digits.size());
    std::copy(sweep.digits.begin(), sweep.digits.end(), device.digits);
    next_stage += device.num_stages;
    return Index{1} << 2 * (digits - tile_lane_digits - device.row_digits);
  }

  PackedLists& lists_;
  std::size_t sweeps_ = 0, stages_ = 0, entries_ = 0, columns_ = 0;
  std::vector<std::size_t> first_sweep_;
  std::vector<Index> num_blocks_;
};

/// Runs that fit on the device together.
std::size_t runs_at_once(Backend& backend, int digits, int num_qubits) {
  // What the programs and the launches take beside the states.
  constexpr double share = 0.85;
  const double available = share * backend.available_memory();
  const double one = density_matrix_memory(digits);
  if (one <= available) return static_cast<std::size_t>(available / one);
  throw std::invalid_argument(fmt::format(
      "a density matrix of {} qubits needs {} on the device, {} are available; the largest that "
      "fits has {} qubits",
      num_qubits, format_bytes(one), format_bytes(available),
      static_cast<int>(std::log2(std::max(available, 1.0) / 8) / 2)));
}

void run_part(Backend& backend, std::span<const DensityMatrixRun> runs, int digits,
              std::vector<Eigen::MatrixXcd>& results, const std::stop_token& stop) {
  const Index values_a_state = Index{1} << 2 * digits;
  std::vector<std::int32_t> qubits;
  std::vector<Index> places;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const int num_qubits = runs[r].program->num_qubits();
    qubits.push_back(num_qubits);
    for (const std::size_t place : reduced_places(num_qubits, runs[r].kept))
      places.push_back(static_cast<Index>(r) * values_a_state + static_cast<Index>(place));
  }
  PackedLists lists;
  const Programs programs(runs, lists);
  const std::size_t qubits_at = lists.add(qubits), places_at = lists.add(places);
  lists.send(backend);
  const Array<double> states(backend, static_cast<Index>(runs.size()) * values_a_state);
  backend.run(ClearDensityMatrices{states.data(), digits, lists.at<std::int32_t>(qubits_at)},
              states.size());
  programs.run(backend, states.data(), values_a_state, stop);
  const Array<double> gathered(backend, static_cast<Index>(places.size()));
  backend.run(GatherValues{states.data(), lists.at<Index>(places_at), gathered.data()},
              gathered.size());
  const std::vector<double> values = gathered.values();
  std::size_t first = 0;
  for (const DensityMatrixRun& run : runs) {
    const std::size_t count = std::size_t{1} << 2 * run.kept.size();
    results.push_back(matrix_of_coefficients(std::span(values).subspan(first, count)));
    first += count;
  }
}

}  // namespace

std::vector<Eigen::MatrixXcd> run_density_matrices(Backend& backend,
                                                   std::span<const DensityMatrixRun> runs,
                                                   const std::stop_token& stop) {
  std::vector<Eigen::MatrixXcd> results;
  if (runs.empty()) return results;
  int digits = 0, num_qubits = 0;
  for (const DensityMatrixRun& run : runs) {
    if (!run.program->is_compiled()) throw std::logic_error("run_density_matrices before compile");
    digits = std::max(digits, digits_of(run));
    num_qubits = std::max(num_qubits, run.program->num_qubits());
  }
  const std::size_t at_once = runs_at_once(backend, digits, num_qubits);
  for (std::span<const DensityMatrixRun> left = runs; !left.empty();) {
    const std::size_t count = std::min(at_once, left.size());
    run_part(backend, left.first(count), digits, results, stop);
    left = left.subspan(count);
  }
  return results;
}

}  // namespace traversable::cuda
