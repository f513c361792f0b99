// State vectors on a device: the kernels' bodies, run on this machine over all indices, against the CPU engine.
#include <gtest/gtest.h>

#include "sim/cuda/state_batch.h"
#include "sim/cuda/state_vector_library.h"
#include "sim/state_vector/matrix_gate.h"
#include "tests/sim/cuda/device_checks.h"

namespace traversable {
namespace {

TEST(DeviceRotations, AreTheCpuRotations) {
  const auto backend = cuda::make_host_backend();
  for (const int n : {1, 2, 3, 5, 8, 11, 12, 14}) {
    test::expect_rotations_as_on_cpu<double>(*backend, n);
    test::expect_rotations_as_on_cpu<float>(*backend, n);
  }
}

// Blocks that leave high and middle qubits out.
TEST(DeviceRotations, MasksOnFewOfManyQubitsAreOneSweep) {
  const auto backend = cuda::make_host_backend();
  std::vector<PauliRotation> rotations;
  for (const std::uint64_t x : {0x8001u, 0x4002u, 0x8403u, 0u})
    rotations.push_back({{x, 0x9a5bu & ~x, 0}, 0.3 + 0.1 * static_cast<double>(x)});
  const cuda::DeviceRotations<double> batch(*backend, 16, rotations);
  EXPECT_EQ(batch.num_sweeps(), 1u);
  StateVector<double> expected = random_state<double>(16, 1, 1);
  cuda::DeviceState<double> found(*backend, expected);
  batch.apply(found);
  for (const PauliRotation& rotation : rotations) rotate(expected, rotation);
  EXPECT_LT(test::distance(found, expected), 1e-14);
}

TEST(DeviceState, FunctionsAreTheCpuFunctions) {
  const auto backend = cuda::make_host_backend();
  for (const int n : {1, 4, 13, 15}) {  // less, and more than a chunk of the sums
    test::expect_functions_as_on_cpu<double>(*backend, n);
    test::expect_functions_as_on_cpu<float>(*backend, n);
  }
}

TEST(DeviceOperator, IsTheCpuOperator) {
  const auto backend = cuda::make_host_backend();
  for (const int n : {1, 3, 10, 14}) {
    test::expect_operator_as_on_cpu<double>(*backend, n);
    test::expect_operator_as_on_cpu<float>(*backend, n);
  }
}

TEST(DeviceSpace, EvolutionIsTheCpuEvolution) {
  const auto backend = cuda::make_host_backend();
  for (const auto method : {EvolutionMethod::krylov, EvolutionMethod::chebyshev,
                            EvolutionMethod::trotter, EvolutionMethod::qdrift}) {
    test::expect_evolution_as_on_cpu<double>(*backend, method);
    if (method != EvolutionMethod::qdrift)
      test::expect_evolution_as_on_cpu<float>(*backend, method);
  }
}

TEST(DeviceSpace, TeleportationIsTheExactEngines) {
  const auto backend = cuda::make_host_backend();
  for (const char* method : {"krylov", "chebyshev", "trotter"})
    test::expect_state_vector_teleport_as_exact<double>(*backend, method, 8);
  test::expect_state_vector_teleport_as_exact<float>(*backend, "krylov", 8);
}

TEST(DeviceState, RefusesWhatDoesNotFit) {
  const auto backend = cuda::make_host_backend();
  EXPECT_THROW(cuda::DeviceState<double>(*backend, 0), std::invalid_argument);
  EXPECT_THROW(cuda::DeviceState<double>(*backend, 33), std::invalid_argument);
  try {
    cuda::DeviceState<double>(*backend, 32);
    FAIL() << "64 GiB are there";
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find("the largest that fits has"), std::string::npos);
  }
  cuda::DeviceState<double> three(*backend, 3);
  const cuda::DeviceState<double> four(*backend, 4);
  EXPECT_THROW(add(three, 1.0, four), std::invalid_argument);
  EXPECT_THROW(inner_product(three, four), std::invalid_argument);
  const std::vector<PauliTerm> z{{1.0, pauli_from_text("Z")}};
  const cuda::DeviceOperator<double> op(*backend, 4, z);
  EXPECT_THROW(op.apply(three, three), std::invalid_argument);
  EXPECT_THROW(cuda::DeviceOperator<double>(*backend, 4, {}), std::invalid_argument);
  const std::vector<PauliRotation> far{{pauli_from_text("IIIIZ"), 0.1}};
  EXPECT_THROW(cuda::DeviceRotations<double>(*backend, 4, far), std::invalid_argument);
  EXPECT_THROW(cuda::DeviceRotations<double>(*backend, 4, {}).apply(three), std::invalid_argument);
  scale(three, 0.0);
  EXPECT_THROW(normalize(three), std::invalid_argument);
}

/// Does on this machine what cuStateVec does on a device, and counts.
class FakeLibrary final : public cuda::StateVectorLibrary {
 public:
  int rotations = 0, expected = 0, matrices = 0;

  std::string version() const override { return "fake"; }

  void rotate(void* psi, bool is_double, int num_qubits, const cuda::PauliLetters& p,
              double angle) override {
    ++rotations;
    if (is_double)
      rotate_as<double>(psi, num_qubits, p, angle);
    else
      rotate_as<float>(psi, num_qubits, p, angle);
  }

  std::vector<double> expectations(const void* psi, bool is_double, int num_qubits,
                                   std::span<const cuda::PauliLetters> strings) override {
    ++expected;
    std::vector<double> values;
    for (const cuda::PauliLetters& p : strings)
      values.push_back(is_double ? expectation_as<double>(psi, num_qubits, p)
                                 : expectation_as<float>(psi, num_qubits, p));
    return values;
  }

  void apply_matrix(void* psi, int num_qubits, const std::complex<double>* matrix,
                    std::span<const std::int32_t> targets) override {
    ++matrices;
    StateVector<double> state = loaded<double>(psi, num_qubits);
    const Eigen::Index size = Eigen::Index{1} << targets.size();
    apply_matrix_to(state, Eigen::Map<const Eigen::MatrixXcd>(matrix, size, size),
                    {targets.begin(), targets.end()});
    std::copy_n(state.data(), state.size(), static_cast<std::complex<double>*>(psi));
  }

 private:
  static void apply_matrix_to(StateVector<double>& state, const Eigen::MatrixXcd& matrix,
                              const std::vector<int>& qubits) {
    traversable::apply_matrix(state, matrix, qubits);
  }
  template <class Real>
  static StateVector<Real> loaded(const void* psi, int num_qubits) {
    StateVector<Real> state(num_qubits);
    std::copy_n(static_cast<const std::complex<Real>*>(psi), state.size(), state.data());
    return state;
  }
  /// The letters alone.
  static PauliString string_of(const cuda::PauliLetters& p) {
    std::string text(64, 'I');
    for (std::size_t k = 0; k < p.letters.size(); ++k)
      text[static_cast<std::size_t>(p.targets[k])] = "IXYZ"[static_cast<std::size_t>(p.letters[k])];
    return pauli_from_text(text);
  }
  template <class Real>
  static void rotate_as(void* psi, int num_qubits, const cuda::PauliLetters& p, double angle) {
    StateVector<Real> state = loaded<Real>(psi, num_qubits);
    traversable::rotate(state, {string_of(p), angle * p.sign});
    std::copy_n(state.data(), state.size(), static_cast<std::complex<Real>*>(psi));
  }
  template <class Real>
  static double expectation_as(const void* psi, int num_qubits, const cuda::PauliLetters& p) {
    const PauliTerm term{1.0, string_of(p)};
    const StateVector<Real> state = loaded<Real>(psi, num_qubits);
    return PauliOperator<Real>(num_qubits, {&term, 1}).expectation(state).real();
  }
};

// Where operations were chosen for it, the library gets them, in its own terms.
TEST(StateVectorLibrary, TakesWhatItWasChosenFor) {
  const auto fake = std::make_shared<FakeLibrary>();
  const auto backend = cuda::make_host_backend();
  backend->choose_library({cuda::library_operations_by_name("rotation,expectation,matrix"),
                           [fake](void*) { return fake; }});
  const auto stream = backend->another_stream();
  for (const int n : {3, 9}) {
    test::expect_rotations_as_on_cpu<double>(*stream, n);
    test::expect_rotations_as_on_cpu<float>(*stream, n);
  }
  EXPECT_GT(fake->rotations, 20);

  std::vector<PauliTerm> terms{{0.3, {}}, {-0.7, pauli_from_text("XYZ")}};
  terms.push_back({{0.2, 0.4}, pauli_from_text("-ZZ")});
  const StateVector<double> psi = random_state<double>(4, 2, 2);
  const cuda::DeviceOperator<double> op(*stream, 4, terms);
  EXPECT_LT(std::abs(op.expectation(cuda::DeviceState<double>(*stream, psi)) -
                     PauliOperator<double>(4, terms).expectation(psi)),
            1e-13);
  EXPECT_EQ(fake->expected, 1);

  const Eigen::MatrixXcd one = Eigen::MatrixXcd::Random(2, 2), two = Eigen::MatrixXcd::Random(4, 4);
  const auto with_library = test::two_large_states(*stream, one, two);
  const auto without = test::two_large_states(*cuda::make_host_backend(), one, two);
  for (std::size_t k = 0; k < 2; ++k) EXPECT_LT((with_library[k] - without[k]).norm(), 1e-12);
  EXPECT_EQ(fake->matrices, 4);
}

TEST(StateVectorLibrary, IsNotAskedForTheRest) {
  const auto backend = cuda::make_host_backend();
  backend->choose_library({{cuda::LibraryOperation::matrix}, [](void*) {
                             ADD_FAILURE() << "made";
                             return std::make_shared<FakeLibrary>();
                           }});
  test::expect_rotations_as_on_cpu<double>(*backend, 5);
}

TEST(StateVectorLibrary, OperationsByName) {
  using cuda::LibraryOperation;
  EXPECT_TRUE(cuda::library_operations_by_name("").empty());
  EXPECT_EQ(cuda::library_operations_by_name("matrix,rotation"),
            (std::set<LibraryOperation>{LibraryOperation::rotation, LibraryOperation::matrix}));
  EXPECT_THROW(cuda::library_operations_by_name("rotate"), std::invalid_argument);
  EXPECT_THROW(cuda::library_operations_by_name("rotation,,matrix"), std::invalid_argument);
  for (const LibraryOperation operation : cuda::library_operations_by_name("expectation"))
    EXPECT_EQ(name_of(operation), "expectation");
}

}  // namespace
}  // namespace traversable
