#include "sim/cuda/state_vector_library.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

#include "sym/quoted.h"

namespace traversable::cuda {
namespace {

constexpr std::array<std::pair<LibraryOperation, std::string_view>, 3> names{
    {{LibraryOperation::rotation, "rotation"},
     {LibraryOperation::expectation, "expectation"},
     {LibraryOperation::matrix, "matrix"}}};

LibraryOperation operation_by_name(std::string_view text) {
  for (const auto& [operation, name] : names)
    if (name == text) return operation;
  throw std::invalid_argument(fmt::format(
      "TRAVERSABLE_CUSTATEVEC: {}, expected rotation, expectation or matrix", in_quotes(text)));
}

}  // namespace

std::string_view name_of(LibraryOperation operation) {
  return names[static_cast<std::size_t>(operation)].second;
}

std::set<LibraryOperation> library_operations_by_name(std::string_view text) {
  std::set<LibraryOperation> operations;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    operations.insert(operation_by_name(text.substr(0, comma)));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return operations;
}

std::set<LibraryOperation> chosen_library_operations() {
  const char* chosen = std::getenv("TRAVERSABLE_CUSTATEVEC");
  return library_operations_by_name(chosen == nullptr ? "" : chosen);
}

PauliLetters letters_of(const PauliString& string) {
  PauliLetters result;
  result.sign = coefficient(string).real();
  for (int k = 0; k < num_qubits(string); ++k) {
    const bool x = (string.x >> k & 1) != 0, z = (string.z >> k & 1) != 0;
    if (!x && !z) continue;
    result.targets.push_back(k);
    result.letters.push_back(x ? (z ? 2 : 1) : 3);
  }
  return result;
}

}  // namespace traversable::cuda
