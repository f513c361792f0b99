#include "sim/density_matrix/transfer_program.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <stdexcept>

#include "sim/parallel.h"

namespace traversable {
namespace {

using kernels::lane_digits;
using kernels::max_row_digits;

Eigen::Index num_entries(const Eigen::MatrixXd& matrix) { return (matrix.array() != 0).count(); }

/// matrix on digit `place` (0 or 1) of two.
Eigen::MatrixXd on_two(const Eigen::MatrixXd& matrix, int place) {
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(16, 16);
  const int stride = place == 0 ? 1 : 4, other = place == 0 ? 4 : 1;
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j)
      for (int k = 0; k < 4; ++k)
        result(stride * i + other * k, stride * j + other * k) = matrix(i, j);
  return result;
}

/// The same map with the two digits named in the other order.
Eigen::MatrixXd exchanged(const Eigen::MatrixXd& matrix) {
  Eigen::MatrixXd result(16, 16);
  const auto swap = [](int index) { return (index & 3) << 2 | index >> 2; };
  for (int i = 0; i < 16; ++i)
    for (int j = 0; j < 16; ++j) result(swap(i), swap(j)) = matrix(i, j);
  return result;
}

bool has_first_row_of_identity(const Eigen::MatrixXd& matrix) {
  return matrix(0, 0) == 1 && matrix.row(0).tail(matrix.cols() - 1).isZero(0);
}

/// Where the qubits are while a program runs, and which of them each operation still waits for.
struct Layout {
  std::vector<int> digit_of;  // of every qubit, those of the padding included
  std::vector<int> qubit_at;

  explicit Layout(int digits) : digit_of(static_cast<std::size_t>(digits)), qubit_at(digit_of) {
    for (int q = 0; q < digits; ++q) digit_of[at(q)] = qubit_at[at(q)] = q;
  }
  static std::size_t at(int index) { return static_cast<std::size_t>(index); }
  bool in_lanes(int qubit) const { return digit_of[at(qubit)] < lane_digits; }
  void exchange(int a, int b) {
    std::swap(qubit_at[at(a)], qubit_at[at(b)]);
    digit_of[at(qubit_at[at(a)])] = a;
    digit_of[at(qubit_at[at(b)])] = b;
  }
};

/// What the next sweep does: the qubits it takes and the operations that can be done on them.
struct Choice {
  std::uint64_t qubits = 0;
  std::vector<std::size_t> taken;
};

std::uint64_t bit(int qubit) { return std::uint64_t{1} << qubit; }

}  // namespace

TransferProgram::TransferProgram(int num_qubits) : num_qubits_(num_qubits) {
  if (num_qubits < 1 || num_qubits > max_density_qubits)
    throw std::invalid_argument(
        fmt::format("a program on {} qubits: expected 1..{}", num_qubits, max_density_qubits));
  last_.assign(static_cast<std::size_t>(num_qubits), -1);
}

std::size_t TransferProgram::num_operations() const {
  return static_cast<std::size_t>(
      std::count_if(operations_.begin(), operations_.end(),
                    [](const Operation& operation) { return operation.matrix.size() > 0; }));
}

void TransferProgram::append(const Eigen::MatrixXd& transfer, std::span<const int> qubits) {
  const Eigen::Index size = qubits.size() == 1 ? 4 : 16;
  if (qubits.empty() || qubits.size() > 2 || transfer.rows() != size || transfer.cols() != size)
    throw std::invalid_argument(
        fmt::format("a transfer matrix of {} x {} on {} qubits: expected 4 x 4 on one, 16 x 16 on "
                    "two",
                    transfer.rows(), transfer.cols(), qubits.size()));
  for (const int qubit : qubits)
    if (qubit < 0 || qubit >= num_qubits_)
      throw std::invalid_argument(fmt::format("qubit {}: expected 0..{}", qubit, num_qubits_ - 1));
  if (!transfer.allFinite())
    throw std::invalid_argument("a transfer matrix with an element that is not finite");
  compiled_ = false;
  if (qubits.size() == 1) return append_one(transfer, qubits[0]);
  if (qubits[0] == qubits[1])
    throw std::invalid_argument(fmt::format("qubit {} is named twice", qubits[0]));
  append_two(transfer, qubits[0], qubits[1]);
}

void TransferProgram::append_one(const Eigen::MatrixXd& matrix, int qubit) {
  int& last = last_[static_cast<std::size_t>(qubit)];
  if (last >= 0) {
    Operation& previous = operations_[static_cast<std::size_t>(last)];
    if (previous.qubits[1] < 0) {
      previous.matrix = matrix * previous.matrix;
      return;
    }
    Eigen::MatrixXd product = on_two(matrix, previous.qubits[0] == qubit ? 0 : 1) * previous.matrix;
    if (num_entries(product) <= num_entries(previous.matrix)) {
      previous.matrix = std::move(product);
      return;
    }
  }
  last = static_cast<int>(operations_.size());
  operations_.push_back({{qubit, -1}, matrix});
}

void TransferProgram::append_two(const Eigen::MatrixXd& matrix, int first, int second) {
  Operation next{{first, second}, matrix};
  int& last_first = last_[static_cast<std::size_t>(first)];
  int& last_second = last_[static_cast<std::size_t>(second)];
  if (last_first >= 0 && last_first == last_second) {
    Operation& previous = operations_[static_cast<std::size_t>(last_first)];
    previous.matrix =
        (previous.qubits[0] == first ? next.matrix : exchanged(next.matrix)) * previous.matrix;
    return;
  }
  for (int place = 0; place < 2; ++place) {
    const int last = place == 0 ? last_first : last_second;
    if (last < 0) continue;
    Operation& previous = operations_[static_cast<std::size_t>(last)];
    if (previous.qubits[1] >= 0) continue;
    Eigen::MatrixXd product = next.matrix * on_two(previous.matrix, place);
    if (num_entries(product) > num_entries(next.matrix)) continue;
    next.matrix = std::move(product);
    previous.matrix.resize(0, 0);
  }
  last_first = last_second = static_cast<int>(operations_.size());
  operations_.push_back(std::move(next));
}

kernels::TileStage TransferProgram::stage_of(const Operation& operation,
                                             std::array<int, 2> digits) {
  using kernels::TileForm;
  kernels::TileStage stage;
  std::vector<double>& entries = entries_.emplace_back();
  std::vector<std::uint8_t>& columns = columns_.emplace_back();
  stage.first = digits[0];
  if (operation.qubits[1] < 0) {
    for (Eigen::Index i = 0; i < 4; ++i)
      for (Eigen::Index j = 0; j < 4; ++j) entries.push_back(operation.matrix(i, j));
    stage.form = !has_first_row_of_identity(operation.matrix) ? TileForm::general
                 : operation.matrix.col(0).tail(3).isZero(0)  ? TileForm::unital
                                                              : TileForm::affine;
    stage.entries = entries.data();
    return stage;
  }
  const bool ascending = digits[0] < digits[1];
  const Eigen::MatrixXd matrix = ascending ? operation.matrix : exchanged(operation.matrix);
  stage.first = std::min(digits[0], digits[1]);
  stage.second = std::max(digits[0], digits[1]);
  std::vector<std::uint8_t> sizes;
  for (Eigen::Index i = 0; i < 16; ++i) {
    std::uint8_t size = 0;
    for (Eigen::Index j = 0; j < 16; ++j)
      if (matrix(i, j) != 0) {
        entries.push_back(matrix(i, j));
        columns.push_back(static_cast<std::uint8_t>(j));
        ++size;
      }
    sizes.push_back(size);
  }
  const bool monomial =
      std::all_of(sizes.begin(), sizes.end(), [](auto size) { return size == 1; });
  stage.form = monomial ? TileForm::monomial : TileForm::sparse;
  columns.insert(columns.end(), sizes.begin(), sizes.end());
  stage.entries = entries.data();
  stage.columns = columns.data();
  stage.row_sizes = columns.data() + entries.size();
  return stage;
}

void TransferProgram::compile() {
  sweeps_.clear();
  entries_.clear();
  columns_.clear();
  const int digits = std::max(num_qubits_, kernels::min_tile_digits);
  Layout layout(digits);

  std::vector<std::size_t> waiting;
  for (std::size_t k = 0; k < operations_.size(); ++k)
    if (operations_[k].matrix.size() > 0) waiting.push_back(k);
  const auto mask_of = [&](std::size_t k) {
    const auto [first, second] = operations_[k].qubits;
    return bit(first) | (second < 0 ? 0 : bit(second));
  };
  const std::uint64_t all = (std::uint64_t{1} << num_qubits_) - 1;

  /// Tiles whose row digits are `rows`; digits of the array become those of the tile.
  const auto new_sweep = [&](std::vector<int> rows) -> Sweep& {
    std::sort(rows.begin(), rows.end());
    Sweep& sweep = sweeps_.emplace_back();
    sweep.digits = std::move(rows);
    sweep.rows.resize(std::size_t{1} << 2 * sweep.digits.size());
    for (std::size_t row = 0; row < sweep.rows.size(); ++row)
      for (std::size_t k = 0; k < sweep.digits.size(); ++k)
        sweep.rows[row] |= (row >> 2 * k & 3) << 2 * sweep.digits[k];
    return sweep;
  };
  const auto tile_digit = [](const Sweep& sweep, int digit) {
    if (digit < lane_digits) return digit;
    const auto place = std::find(sweep.digits.begin(), sweep.digits.end(), digit);
    return lane_digits + static_cast<int>(place - sweep.digits.begin());
  };
  const auto add_exchange = [&](Sweep& sweep, int a, int b) {
    const int first = tile_digit(sweep, a), second = tile_digit(sweep, b);
    sweep.stages.push_back({.form = kernels::TileForm::exchange,
                            .first = std::min(first, second),
                            .second = std::max(first, second)});
    layout.exchange(a, b);
  };

  while (!waiting.empty()) {
    Choice choice;
    std::uint64_t blocked = 0;
    std::vector<std::size_t> left;
    std::vector<std::size_t> next_use(static_cast<std::size_t>(digits),
                                      std::numeric_limits<std::size_t>::max());
    for (const std::size_t k : waiting) {
      const std::uint64_t mask = mask_of(k);
      if (blocked != all && (mask & blocked) == 0 &&
          std::popcount(choice.qubits | mask) <= max_row_digits) {
        choice.qubits |= mask;
        choice.taken.push_back(k);
        continue;
      }
      blocked |= mask;
      for (const int qubit : operations_[k].qubits)
        if (qubit >= 0)
          next_use[Layout::at(qubit)] = std::min(next_use[Layout::at(qubit)], left.size());
      left.push_back(k);
    }
    waiting = std::move(left);

    // A chosen qubit in the lanes changes places with the one that is needed last.
    std::vector<int> rows;
    std::vector<std::pair<int, int>> exchanges;
    std::uint64_t kept = choice.qubits;
    for (int qubit = 0; qubit < num_qubits_; ++qubit) {
      if ((choice.qubits & bit(qubit)) == 0) continue;
      int digit = layout.digit_of[Layout::at(qubit)];
      if (layout.in_lanes(qubit)) {
        int idle = -1;
        for (int other = 0; other < digits; ++other)
          if ((kept & bit(other)) == 0 && !layout.in_lanes(other) &&
              (idle < 0 || next_use[Layout::at(other)] > next_use[Layout::at(idle)]))
            idle = other;
        kept |= bit(idle);
        exchanges.emplace_back(digit, layout.digit_of[Layout::at(idle)]);
        digit = layout.digit_of[Layout::at(idle)];
      }
      rows.push_back(digit);
    }
    Sweep& sweep = new_sweep(std::move(rows));
    for (const auto& [a, b] : exchanges) add_exchange(sweep, a, b);
    for (const std::size_t k : choice.taken) {
      const auto [first, second] = operations_[k].qubits;
      const auto place = [&](int qubit) {
        return qubit < 0 ? -1 : tile_digit(sweep, layout.digit_of[Layout::at(qubit)]);
      };
      sweep.stages.push_back(stage_of(operations_[k], {place(first), place(second)}));
    }
  }

  // Every qubit back to its digit.
  for (int qubit = 0; qubit < digits;) {
    std::vector<int> rows;
    std::vector<std::pair<int, int>> exchanges;
    for (; qubit < digits; ++qubit) {
      const int digit = layout.digit_of[Layout::at(qubit)];
      if (digit == qubit) continue;
      std::vector<int> wanted = rows;
      for (const int candidate : {qubit, digit})
        if (candidate >= lane_digits &&
            std::find(wanted.begin(), wanted.end(), candidate) == wanted.end())
          wanted.push_back(candidate);
      if (wanted.size() > max_row_digits) break;
      rows = std::move(wanted);
      exchanges.emplace_back(qubit, digit);
      layout.exchange(qubit, digit);
    }
    if (exchanges.empty()) break;
    for (auto last = exchanges.rbegin(); last != exchanges.rend(); ++last)
      layout.exchange(last->first, last->second);
    Sweep& sweep = new_sweep(std::move(rows));
    for (const auto& [a, b] : exchanges) add_exchange(sweep, a, b);
  }
  compiled_ = true;
}

void TransferProgram::apply(DensityMatrix& rho) const {
  if (rho.num_qubits() != num_qubits_)
    throw std::invalid_argument(
        fmt::format("a program of {} qubits on a state of {}", num_qubits_, rho.num_qubits()));
  if (!compiled_) throw std::logic_error("TransferProgram::apply before compile");
  const int digits = rho.buffer_digits();
  double* const data = rho.data();
#pragma omp parallel if (worth_threads(Eigen::Index{1} << 2 * digits))
  {
    alignas(64) double tile[kernels::max_tile_values];
    for (const Sweep& sweep : sweeps_) {
      const int row_digits = static_cast<int>(sweep.digits.size());
      const std::size_t num_tiles = std::size_t{1} << 2 * (digits - lane_digits - row_digits);
#pragma omp for schedule(static)
      for (std::size_t number = 0; number < num_tiles; ++number) {
        // Zeros put into the number at the tile's digits.
        std::size_t start = number << 2 * lane_digits;
        for (const int digit : sweep.digits) {
          const std::size_t below = (std::size_t{1} << 2 * digit) - 1;
          start = (start & ~below) << 2 | (start & below);
        }
        for (std::size_t row = 0; row < sweep.rows.size(); ++row)
          std::memcpy(tile + row * kernels::lane_values, data + start + sweep.rows[row],
                      sizeof(double) * kernels::lane_values);
        kernels::run_tile(tile, row_digits, sweep.stages);
        for (std::size_t row = 0; row < sweep.rows.size(); ++row)
          std::memcpy(data + start + sweep.rows[row], tile + row * kernels::lane_values,
                      sizeof(double) * kernels::lane_values);
      }
    }
  }
}

}  // namespace traversable
