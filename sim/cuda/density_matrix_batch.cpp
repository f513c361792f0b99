#include "sim/cuda/density_matrix_batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "sim/interrupted.h"
#include "sim/memory.h"

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

/// The programs of all runs, as the kernels read them.
class Programs {
 public:
  explicit Programs(std::span<const DensityMatrixRun> runs) {
    std::size_t launches = 0;
    for (const DensityMatrixRun& run : runs)
      launches = std::max(launches, run.program->num_sweeps());
    for (std::size_t launch = 0; launch < launches; ++launch) {
      first_sweep_.push_back(sweeps_.size());
      Index blocks = 0;
      for (std::size_t r = 0; r < runs.size(); ++r)
        if (launch < runs[r].program->num_sweeps())
          blocks += append(runs[r].program->sweeps()[launch], static_cast<Index>(r),
                           digits_of(runs[r]), blocks);
      num_blocks_.push_back(blocks);
    }
    first_sweep_.push_back(sweeps_.size());
  }

  void run(Backend& backend, double* states, Index values_a_state,
           const std::stop_token& stop) const {
    const Array<DeviceSweep> sweeps(backend, sweeps_);
    const Array<DeviceStage> stages(backend, stages_);
    const Array<double> entries(backend, entries_);
    const Array<std::uint8_t> columns(backend, columns_);
    for (std::size_t launch = 0; launch < num_blocks_.size(); ++launch) {
      throw_if_stopped(stop);
      backend.run_blocks(RunTiles{states, values_a_state, sweeps.data() + first_sweep_[launch],
                                  static_cast<int>(first_sweep_[launch + 1] - first_sweep_[launch]),
                                  stages.data(), entries.data(), columns.data()},
                         num_blocks_[launch]);
    }
  }

 private:
  /// The number of its blocks.
  Index append(const TransferProgram::Sweep& sweep, Index run, int digits, Index first_block) {
    DeviceSweep& device = sweeps_.emplace_back();
    device.run = run;
    device.first_block = first_block;
    device.first_stage = static_cast<Index>(stages_.size());
    device.num_stages = static_cast<std::int32_t>(sweep.stages.size());
    device.row_digits = static_cast<std::int32_t>(sweep.digits.size());
    std::copy(sweep.digits.begin(), sweep.digits.end(), device.digits);
    for (const kernels::TileStage& stage : sweep.stages) append(stage);
    return Index{1} << 2 * (digits - tile_lane_digits - device.row_digits);
  }

  void append(const kernels::TileStage& stage) {
    const auto columns = static_cast<Index>(columns_.size());
    std::size_t count = stage.form == TileForm::exchange ? 0 : 16;
    if (stage.row_sizes != nullptr)
      count = std::accumulate(stage.row_sizes, stage.row_sizes + 16, std::size_t{0});
    stages_.push_back({static_cast<std::int32_t>(stage.form), stage.first, stage.second,
                       static_cast<Index>(entries_.size()), columns,
                       columns + static_cast<Index>(count)});
    entries_.insert(entries_.end(), stage.entries, stage.entries + count);
    if (stage.row_sizes == nullptr) return;
    columns_.insert(columns_.end(), stage.columns, stage.columns + count);
    columns_.insert(columns_.end(), stage.row_sizes, stage.row_sizes + 16);
  }

  std::vector<DeviceSweep> sweeps_;
  std::vector<DeviceStage> stages_;
  std::vector<double> entries_;
  std::vector<std::uint8_t> columns_;
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
  const Array<double> states(backend, static_cast<Index>(runs.size()) * values_a_state);
  const Array<std::int32_t> device_qubits(backend, qubits);
  backend.run(ClearDensityMatrices{states.data(), values_a_state, device_qubits.data()},
              states.size());
  Programs(runs).run(backend, states.data(), values_a_state, stop);
  const Array<Index> device_places(backend, places);
  const Array<double> gathered(backend, static_cast<Index>(places.size()));
  backend.run(GatherValues{states.data(), device_places.data(), gathered.data()}, gathered.size());
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
