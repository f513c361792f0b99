// cuStateVec in place of our own kernels, an operation at a time.
//
// Which of the two is faster depends on the card and the operation: benchmarks/gpu measures both and prints the line to set. A
// run does not measure: its results would depend on the clock.
#pragma once

#include <complex>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sym/operator_sum.h"
#include "sym/pauli_string.h"

namespace traversable::cuda {

enum class LibraryOperation {
  rotation,     ///< custatevecApplyPauliRotation, for a rotation that is a sweep by itself
  expectation,  ///< custatevecComputeExpectationsOnPauliBasis
  matrix        ///< custatevecApplyMatrix, for states larger than shared memory
};

/// Those that the environment variable TRAVERSABLE_CUSTATEVEC names, by comma; none where it is not set. Throws
/// std::invalid_argument for another name.
std::set<LibraryOperation> chosen_library_operations();
std::set<LibraryOperation> library_operations_by_name(std::string_view names);
std::string_view name_of(LibraryOperation operation);

/// A string as the library takes it: sign * (product of letters on targets), letters I, X, Y, Z = 0, 1, 2, 3.
struct PauliLetters {
  std::vector<std::int32_t> letters;
  std::vector<std::int32_t> targets;
  double sign = 1;
};
/// Of a Hermitian string.
PauliLetters letters_of(const PauliString& string);

/// States are device pointers to 2^num_qubits amplitudes, complex<double> or complex<float>. Errors are std::runtime_error
/// with the library's words.
class StateVectorLibrary {
 public:
  virtual ~StateVectorLibrary() = default;
  virtual std::string version() const = 0;

  /// psi <- exp(-i angle P) psi.
  virtual void rotate(void* psi, bool is_double, int num_qubits, const PauliLetters& p,
                      double angle) = 0;
  /// <psi|P|psi>, signs left out.
  virtual std::vector<double> expectations(const void* psi, bool is_double, int num_qubits,
                                           std::span<const PauliLetters> strings) = 0;
  /// A column-major matrix of complex<double> on one or two qubits, targets[0] the lowest bit; psi in double.
  virtual void apply_matrix(void* psi, int num_qubits, const std::complex<double>* matrix,
                            std::span<const std::int32_t> targets) = 0;
};

}  // namespace traversable::cuda
