#include "circuits/draw.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace traversable {
namespace {

/// Characters on the screen: UTF-8 continuation bytes take no place.
int columns_of(const std::string& text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string repeat(const std::string& piece, int count) {
  std::string text;
  for (int k = 0; k < count; ++k) text += piece;
  return text;
}

std::string centred(const std::string& text, int width, const std::string& filling) {
  const int space = width - columns_of(text);
  return repeat(filling, space / 2) + text + repeat(filling, space - space / 2);
}

std::string in_brackets(const Operation& operation, AngleStyle style) {
  if (operation.angles.empty()) return "";
  return "(" + angles_text(operation, style) + ")";
}

char letter_of(const PauliString& pauli, std::size_t k) {
  const bool x = (pauli.x >> k & 1) != 0;
  const bool z = (pauli.z >> k & 1) != 0;
  return x ? (z ? 'Y' : 'X') : 'Z';
}

/// The grid of cells: lines 2 q for qubit q and 2 q + 1 for what is between q and q + 1.
struct Drawing {
  std::vector<std::string> lines;
  int width = 0;
};

void append_column(const Circuit& circuit, const std::vector<std::size_t>& column, AngleStyle style,
                   Drawing& drawing) {
  const auto n = static_cast<std::size_t>(circuit.num_qubits());
  std::vector<std::string> cells(2 * n - 1);
  std::vector<bool> crossed(2 * n - 1, false);
  for (const std::size_t index : column) {
    const Operation& operation = circuit.operations()[index];
    for (std::size_t k = 0; k < operation.qubits.size(); ++k)
      cells[2 * static_cast<std::size_t>(operation.qubits[k])] = gate_label(operation, k, style);
    const auto [low, high] = std::minmax_element(operation.qubits.begin(), operation.qubits.end());
    for (int line = 2 * *low + 1; line < 2 * *high; ++line)
      crossed[static_cast<std::size_t>(line)] = true;
  }
  int width = 1;
  for (const std::string& cell : cells) width = std::max(width, columns_of(cell));
  for (std::size_t line = 0; line < cells.size(); ++line) {
    const std::string wire = line % 2 == 0 ? "─" : " ";
    std::string cell = cells[line];
    if (cell.empty()) cell = !crossed[line] ? wire : line % 2 == 0 ? "┼" : "│";
    drawing.lines[line] += centred(cell, width, wire) + wire;
  }
  drawing.width += width + 1;
}

}  // namespace

std::string gate_label(const Operation& operation, std::size_t k, AngleStyle style) {
  const GateInfo& about = info(operation.gate);
  switch (operation.gate) {
    case Gate::measure:
      return fmt::format("M→c{}", operation.bit);
    case Gate::pauli_rotation:
      return std::string(1, letter_of(operation.pauli, k)) +
             (k == 0 ? in_brackets(operation, style) : "");
    case Gate::unitary:
      return operation.qubits.size() == 1 ? "U" : fmt::format("U[{}]", k);
    default:
      break;
  }
  const bool second = k == 1 && !about.second_symbol.empty();
  // The angles stand once, and not on a control.
  const bool with_angles = second || (k == 0 && about.second_symbol.empty());
  return std::string(second ? about.second_symbol : about.symbol) +
         (with_angles ? in_brackets(operation, style) : "");
}

std::vector<std::vector<std::size_t>> drawing_columns(const Circuit& circuit) {
  std::vector<std::vector<std::size_t>> columns;
  for (const auto& moment : moments(circuit)) {
    std::vector<std::vector<std::size_t>> layers;
    std::vector<std::uint64_t> taken;
    for (const std::size_t index : moment) {
      const auto& qubits = circuit.operations()[index].qubits;
      const auto [low, high] = std::minmax_element(qubits.begin(), qubits.end());
      std::uint64_t span = 0;
      for (int q = *low; q <= *high; ++q) span |= std::uint64_t{1} << q;
      std::size_t layer = 0;
      while (layer < taken.size() && (taken[layer] & span) != 0) ++layer;
      if (layer == taken.size()) {
        taken.push_back(0);
        layers.emplace_back();
      }
      taken[layer] |= span;
      layers[layer].push_back(index);
    }
    columns.insert(columns.end(), layers.begin(), layers.end());
  }
  return columns;
}

std::string draw(const Circuit& circuit, int width, const std::vector<std::string>& labels,
                 AngleStyle style) {
  const auto n = static_cast<std::size_t>(circuit.num_qubits());
  if (!labels.empty() && labels.size() != n)
    throw std::invalid_argument(fmt::format("{} labels for {} qubits", labels.size(), n));
  std::vector<std::string> names = labels;
  for (std::size_t q = names.size(); q < n; ++q) names.push_back(fmt::format("q{}", q));
  int margin = 0;
  for (const std::string& name : names) margin = std::max(margin, columns_of(name));

  const auto fresh = [&] {
    Drawing drawing{std::vector<std::string>(2 * n - 1), margin + 3};
    for (std::size_t line = 0; line < 2 * n - 1; ++line)
      drawing.lines[line] =
          line % 2 == 0
              ? names[line / 2] +
                    std::string(static_cast<std::size_t>(margin - columns_of(names[line / 2])),
                                ' ') +
                    ": ─"
              : std::string(static_cast<std::size_t>(margin) + 3, ' ');
    return drawing;
  };
  std::string text;
  Drawing drawing = fresh();
  const auto finish = [&] {
    for (std::string& line : drawing.lines) {
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    }
  };
  bool empty = true;
  for (const auto& column : drawing_columns(circuit)) {
    Drawing next = drawing;
    append_column(circuit, column, style, next);
    if (width > 0 && next.width > width && !empty) {
      finish();
      text += "\n";
      next = fresh();
      append_column(circuit, column, style, next);
    }
    drawing = std::move(next);
    empty = false;
  }
  finish();
  return text;
}

}  // namespace traversable
