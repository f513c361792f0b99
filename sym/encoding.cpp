#include "sym/encoding.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "sym/quoted.h"

namespace traversable {
namespace {

std::string majorana_name(std::size_t position, std::size_t num_majoranas) {
  return position < num_majoranas ? fmt::format("left[{}]", position)
                                  : fmt::format("right[{}]", position - num_majoranas);
}

std::vector<PauliString> strings_from_text(const std::vector<std::string_view>& texts) {
  std::vector<PauliString> strings;
  for (const auto text : texts) strings.push_back(pauli_from_text(text));
  return strings;
}

void check_side(int num_majoranas) {
  if (num_majoranas < 1 || num_majoranas > 64)
    throw std::invalid_argument(
        fmt::format("num_majoranas = {}: expected 1 to 64 a side", num_majoranas));
}

}  // namespace

PauliString jordan_wigner(int majorana) {
  if (majorana < 0 || majorana > 127)
    throw std::invalid_argument(fmt::format("majorana = {}: expected 0 to 127", majorana));
  const int qubit = majorana / 2;
  const std::uint64_t bit = std::uint64_t{1} << qubit;
  const std::uint64_t below = bit - 1;
  if (majorana % 2 == 0) return {bit, below, 0};
  return {bit, below | bit, 1};
}

Encoding paired_encoding(int num_majoranas) {
  check_side(num_majoranas);
  std::vector<PauliString> left, right;
  for (int j = 0; j < num_majoranas; ++j) {
    left.push_back(jordan_wigner(2 * j));
    right.push_back(jordan_wigner(2 * j + 1));
  }
  return user_encoding(std::move(left), std::move(right));
}

Encoding split_encoding(int num_majoranas) {
  check_side(num_majoranas);
  const int right_start = num_majoranas + num_majoranas % 2;
  std::vector<PauliString> left, right;
  for (int j = 0; j < num_majoranas; ++j) {
    left.push_back(jordan_wigner(j));
    right.push_back(jordan_wigner(right_start + j));
  }
  Encoding encoding = user_encoding(std::move(left), std::move(right));
  encoding.num_qubits = right_start;
  return encoding;
}

Encoding sycamore_encoding() {
  return user_encoding(strings_from_text({"ZX", "ZY", "ZZZZZX", "ZZX", "ZZZZX", "ZZZX", "ZZZZZZX"}),
                       strings_from_text({"X", "Y", "ZZZZZY", "ZZY", "ZZZZY", "ZZZY", "ZZZZZZY"}));
}

Encoding user_encoding(std::vector<PauliString> left, std::vector<PauliString> right) {
  if (left.size() != right.size() || left.empty())
    throw std::invalid_argument(
        fmt::format("encoding: {} left and {} right strings, expected the same positive number",
                    left.size(), right.size()));
  std::vector<PauliString> all = left;
  all.insert(all.end(), right.begin(), right.end());
  int qubits = 0;
  for (std::size_t a = 0; a < all.size(); ++a) {
    qubits = std::max(qubits, num_qubits(all[a]));
    if (!is_hermitian(all[a]))
      throw std::invalid_argument(fmt::format("encoding: {} = {} is not Hermitian",
                                              majorana_name(a, left.size()), to_text(all[a])));
    for (std::size_t b = 0; b < a; ++b)
      if (commute(all[a], all[b]))
        throw std::invalid_argument(
            fmt::format("encoding: {} = {} and {} = {} commute, expected them to anticommute",
                        majorana_name(b, left.size()), to_text(all[b]),
                        majorana_name(a, left.size()), to_text(all[a])));
  }
  return {qubits, std::move(left), std::move(right)};
}

Encoding encoding_by_name(std::string_view name, int num_majoranas) {
  if (name == "paired") return paired_encoding(num_majoranas);
  if (name == "split") return split_encoding(num_majoranas);
  if (name == "sycamore") {
    if (num_majoranas != 7)
      throw std::invalid_argument(
          fmt::format("encoding sycamore is for 7 Majoranas a side, not {}", num_majoranas));
    return sycamore_encoding();
  }
  throw std::invalid_argument(
      fmt::format("encoding {}: expected paired, split or sycamore", in_quotes(name)));
}

PauliString encode(const MajoranaString& string, const Encoding& encoding) {
  PauliString result;
  for (int j = 0; j < 64; ++j)
    if (string.left >> j & 1)
      result = product(result, encoding.left.at(static_cast<std::size_t>(j)));
  for (int j = 0; j < 64; ++j)
    if (string.right >> j & 1)
      result = product(result, encoding.right.at(static_cast<std::size_t>(j)));
  return result;
}

}  // namespace traversable
