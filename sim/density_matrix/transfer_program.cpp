#include "sim/density_matrix/transfer_program.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <stdexcept>

#include "sim/at.h"
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

/// Where the qubits are while a program runs.
struct Layout {
  std::vector<int> digit_of;  // of every qubit, those of the padding included
  std::vector<int> qubit_at;

  explicit Layout(int digits) : digit_of(static_cast<std::size_t>(digits)), qubit_at(digit_of) {
    for (int q = 0; q < digits; ++q) digit_of[at(q)] = qubit_at[at(q)] = q;
  }
  bool in_lanes(int qubit) const { return digit_of[at(qubit)] < lane_digits; }
  void exchange(int a, int b) {
    std::swap(qubit_at[at(a)], qubit_at[at(b)]);
    digit_of[at(qubit_at[at(a)])] = a;
    digit_of[at(qubit_at[at(b)])] = b;
  }
};

using Qubits = std::array<int, 2>;  // of an operation; the second -1 where it has one
using Sweep = TransferProgram::Sweep;

std::uint64_t bit(int qubit) { return std::uint64_t{1} << qubit; }

std::uint64_t mask_of(const Qubits& qubits) {
  return bit(qubits[0]) | (qubits[1] < 0 ? 0 : bit(qubits[1]));
}

/// What the next sweep does: the qubits it takes and the operations that can be done on them.
struct Choice {
  std::uint64_t qubits = 0;
  std::vector<std::size_t> taken;
  std::vector<std::size_t> next_use;  // of every qubit: its place among the operations left over
};

/// Takes from `waiting`, in order, what the operations before it and four qubits allow.
Choice choose(std::vector<std::size_t>& waiting, const std::vector<Qubits>& qubits_of,
              std::uint64_t all, std::size_t digits) {
  Choice choice;
  choice.next_use.assign(digits, std::numeric_limits<std::size_t>::max());
  std::uint64_t blocked = 0;
  std::vector<std::size_t> left;
  for (const std::size_t k : waiting) {
    const std::uint64_t mask = mask_of(qubits_of[k]);
    if (blocked != all && (mask & blocked) == 0 &&
        std::popcount(choice.qubits | mask) <= max_row_digits) {
      choice.qubits |= mask;
      choice.taken.push_back(k);
      continue;
    }
    blocked |= mask;
    for (const int qubit : qubits_of[k])
      if (qubit >= 0)
        choice.next_use[at(qubit)] = std::min(choice.next_use[at(qubit)], left.size());
    left.push_back(k);
  }
  waiting = std::move(left);
  return choice;
}

/// The row digits of a sweep and which digits change places first.
struct Placement {
  std::vector<int> rows;
  std::vector<std::pair<int, int>> exchanges;
};

/// A chosen qubit in the lanes changes places with the one that is needed last.
Placement placement_of(const Choice& choice, const Layout& layout) {
  const int digits = static_cast<int>(layout.digit_of.size());
  Placement placement;
  std::uint64_t kept = choice.qubits;
  for (int qubit = 0; qubit < digits; ++qubit) {
    if ((choice.qubits & bit(qubit)) == 0) continue;
    int digit = layout.digit_of[at(qubit)];
    if (layout.in_lanes(qubit)) {
      int idle = -1;
      for (int other = 0; other < digits; ++other)
        if ((kept & bit(other)) == 0 && !layout.in_lanes(other) &&
            (idle < 0 || choice.next_use[at(other)] > choice.next_use[at(idle)]))
          idle = other;
      kept |= bit(idle);
      placement.exchanges.emplace_back(digit, layout.digit_of[at(idle)]);
      digit = layout.digit_of[at(idle)];
    }
    placement.rows.push_back(digit);
  }
  return placement;
}

/// Exchanges that bring qubits from `qubit` on back to their digits, as many as one sweep holds;
/// `qubit` becomes the first that is left for the next.
Placement way_back(Layout layout, int& qubit) {
  Placement placement;
  for (; qubit < static_cast<int>(layout.digit_of.size()); ++qubit) {
    const int digit = layout.digit_of[at(qubit)];
    if (digit == qubit) continue;
    std::vector<int> wanted = placement.rows;
    for (const int candidate : {qubit, digit})
      if (candidate >= lane_digits &&
          std::find(wanted.begin(), wanted.end(), candidate) == wanted.end())
        wanted.push_back(candidate);
    if (wanted.size() > max_row_digits) break;
    placement.rows = std::move(wanted);
    placement.exchanges.emplace_back(qubit, digit);
    layout.exchange(qubit, digit);
  }
  return placement;
}

/// Digits of the array become those of the tile.
int tile_digit(const Sweep& sweep, int digit) {
  if (digit < lane_digits) return digit;
  const auto place = std::find(sweep.digits.begin(), sweep.digits.end(), digit);
  return lane_digits + static_cast<int>(place - sweep.digits.begin());
}

/// The sweep's tiles and exchanges, which the layout follows.
Sweep begin_sweep(Placement placement, Layout& layout) {
  Sweep sweep;
  sweep.digits = std::move(placement.rows);
  std::sort(sweep.digits.begin(), sweep.digits.end());
  sweep.rows.resize(std::size_t{1} << 2 * sweep.digits.size());
  for (std::size_t row = 0; row < sweep.rows.size(); ++row)
    for (std::size_t k = 0; k < sweep.digits.size(); ++k)
      sweep.rows[row] |= (row >> 2 * k & 3) << 2 * sweep.digits[k];
  for (const auto& [a, b] : placement.exchanges) {
    const auto [first, second] = std::minmax({tile_digit(sweep, a), tile_digit(sweep, b)});
    sweep.stages.push_back({.form = kernels::TileForm::exchange, .first = first, .second = second});
    layout.exchange(a, b);
  }
  return sweep;
}

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
  Layout layout(std::max(num_qubits_, kernels::min_tile_digits));
  const std::uint64_t all = bit(num_qubits_) - 1;

  std::vector<Qubits> qubits_of;
  std::vector<std::size_t> waiting;
  for (const Operation& operation : operations_) {
    if (operation.matrix.size() > 0) waiting.push_back(qubits_of.size());
    qubits_of.push_back(operation.qubits);
  }
  while (!waiting.empty()) {
    const Choice choice = choose(waiting, qubits_of, all, layout.digit_of.size());
    Sweep sweep = begin_sweep(placement_of(choice, layout), layout);
    const auto place = [&](int qubit) {
      return qubit < 0 ? -1 : tile_digit(sweep, layout.digit_of[at(qubit)]);
    };
    for (const std::size_t k : choice.taken) {
      const auto [first, second] = qubits_of[k];
      sweep.stages.push_back(stage_of(operations_[k], {place(first), place(second)}));
    }
    sweeps_.push_back(std::move(sweep));
  }
  for (int qubit = 0;;) {
    Placement placement = way_back(layout, qubit);
    if (placement.exchanges.empty()) break;
    sweeps_.push_back(begin_sweep(std::move(placement), layout));
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
