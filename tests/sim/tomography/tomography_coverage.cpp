#include "tests/sim/tomography/tomography_coverage.h"

#include <array>
#include <cmath>
#include <complex>

namespace traversable::test {
namespace {

using Complex = std::complex<double>;

struct WrittenState {
  const char* name;
  /// The lower triangle, row by row.
  std::array<Complex, 10> elements;
};

/// Of `teleport` (learned model at beta 4, t 2.8, with the noise of the sycamore preset at the time
/// of writing) and of a Wishart matrix: what matters here is that they are states.
const WrittenState written[] = {
    {"learned, mu = -12, no noise",
     {Complex(0.3685131816, 0), Complex(-1.332951891e-16, 3.729634015e-18),
      Complex(0.1314868184, 0), Complex(1.363391021e-16, 4.607887429e-18),
      Complex(-0.02568287265, 0), Complex(0.1314868184, 0), Complex(-0.2308995029, 0),
      Complex(1.363391021e-16, -4.607887429e-18), Complex(-1.332951891e-16, -3.729634015e-18),
      Complex(0.3685131816, 0)}},
    {"learned, mu = -12, noise scale 2",
     {Complex(0.2449860289, 0), Complex(-0.0001434066366, -0.02639116463), Complex(0.1939020349, 0),
      Complex(0.0003070233133, -0.0004836733742), Complex(-0.008455000102, 4.210549127e-06),
      Complex(0.2548222853, 0), Complex(-0.05660334758, -8.820622467e-05),
      Complex(0.0003069058182, 0.0004927510113), Complex(-0.0001727647054, -0.03367804384),
      Complex(0.3062896509, 0)}},
    {"learned, mu = 12, no noise",
     {Complex(0.2578156237, 0), Complex(-6.097989881e-17, 3.729634015e-18),
      Complex(0.2421843763, 0), Complex(-8.607845729e-17, -1.398888871e-17),
      Complex(0.02010471295, 0), Complex(0.2421843763, 0), Complex(0.1283243064, 0),
      Complex(-8.607845729e-17, 1.398888871e-17), Complex(-6.097989881e-17, -3.729634015e-18),
      Complex(0.2578156237, 0)}},
    {"learned, mu = -16",
     {Complex(0.3976592807, 0), Complex(0, 0), Complex(0.1023407193, 0), Complex(0, 0),
      Complex(-0.0162618762, -8.67361738e-18), Complex(0.1023407193, 0),
      Complex(-0.2367801129, -9.540979118e-18), Complex(0, 0), Complex(0, 0),
      Complex(0.3976592807, 0)}},
    {"random, least eigenvalue 0.0055",
     {Complex(0.2072069831, 0), Complex(-0.1018679988, 0.01048010487), Complex(0.1767648133, 0),
      Complex(0.07159678252, -0.04989070023), Complex(0.0286618303, 0.10179879),
      Complex(0.2615510291, 0), Complex(-0.09741957356, -0.03727114051),
      Complex(0.03979674788, 0.02785490383), Complex(-0.2152947051, -0.07069438621),
      Complex(0.3544771745, 0)}},
    {"H = psi1 psi2 psi3 psi4, beta 4, mu -20, t 6.2",
     {Complex(0.4751429519, 0), Complex(0, 0), Complex(0.02485704806, 0), Complex(0, 0),
      Complex(0, -0), Complex(0.02485704806, 0), Complex(-0.473014698, -0), Complex(0, 0),
      Complex(0, 0), Complex(0.4751429519, 0)}},
};

Eigen::Matrix4cd matrix_of(const WrittenState& state) {
  Eigen::Matrix4cd rho;
  std::size_t k = 0;
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j <= i; ++j, ++k) {
      rho(i, j) = state.elements[k];
      rho(j, i) = std::conj(state.elements[k]);
    }
  return rho / rho.trace().real();
}

Eigen::Vector4cd bell() { return Eigen::Vector4cd(1, 0, 0, 1) / std::sqrt(2.0); }

Eigen::Matrix4cd werner(double share) {
  return share * bell() * bell().adjoint() + (1 - share) / 4 * Eigen::Matrix4cd::Identity();
}

/// A Bell pair of which one qubit has lost its excitation with probability gamma.
Eigen::Matrix4cd damped_bell(double gamma) {
  const Eigen::Vector4cd kept = Eigen::Vector4cd(1, 0, 0, std::sqrt(1 - gamma)) / std::sqrt(2.0);
  const Eigen::Vector4cd lost = Eigen::Vector4cd(0, 0, std::sqrt(gamma / 2), 0);
  return kept * kept.adjoint() + lost * lost.adjoint();
}

/// Two random vectors, the second with half of the weight of the first.
Eigen::Matrix4cd random_of_rank_two() {
  const Eigen::Vector4cd a(Complex(0.31, 0.52), Complex(-0.64, 0.11), Complex(0.27, -0.83),
                           Complex(-0.45, 0.36));
  const Eigen::Vector4cd b(Complex(-0.72, 0.14), Complex(0.38, 0.91), Complex(0.55, 0.21),
                           Complex(-0.16, -0.67));
  return (2 * a * a.adjoint() / a.squaredNorm() + b * b.adjoint() / b.squaredNorm()) / 3;
}

Eigen::Matrix2cd qubit(double x, double y, double z) {
  Eigen::Matrix2cd rho;
  rho << (1 + z) / 2, Complex(x, -y) / 2.0, Complex(x, y) / 2.0, (1 - z) / 2;
  return rho;
}

Eigen::Matrix4cd product(const Eigen::Matrix2cd& p, const Eigen::Matrix2cd& t) {
  Eigen::Matrix4cd rho;
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j) rho.block<2, 2>(2 * i, 2 * j) = p(i, j) * t;
  return rho;
}

}  // namespace

std::vector<NamedState> tomography_states() {
  std::vector<NamedState> states;
  for (const WrittenState& state : written) states.push_back({state.name, matrix_of(state)});
  states.push_back({"random, rank 2", random_of_rank_two()});
  states.push_back({"I/4", Eigen::Matrix4cd::Identity() / 4});
  states.push_back({"mixed product", product(qubit(0.3, 0.2, 0.6), qubit(0, -0.2, 0.2))});
  states.push_back({"Werner 0.90", werner(0.90)});
  states.push_back({"Werner 0.98", werner(0.98)});
  states.push_back({"damped Bell pair, 1.10 bits", damped_bell(0.43704234531204694)});
  states.push_back({"damped Bell pair, 1.32 bits", damped_bell(0.3024924070501438)});
  states.push_back({"Bell pair", bell() * bell().adjoint()});
  states.push_back({"pure product |00>", product(qubit(0, 0, 1), qubit(0, 0, 1))});
  states.push_back(
      {"pure product, other axes", product(qubit(0.6, 0, 0.8), qubit(-0.48, 0.64, 0.6))});
  return states;
}

double allowed_deviation(int repetitions) {
  return 0.02 + 4 * std::sqrt(0.95 * 0.05 / repetitions);
}

Coverage coverage(const Eigen::Matrix4cd& rho, std::uint64_t shots,
                  const TomographyOptions& tomography, int repetitions, std::uint64_t seed) {
  const double exact = mutual_information(rho), n = repetitions;
  const OutcomeProbabilities probabilities = outcome_probabilities(rho, tomography.errors);
  Coverage result;
  double mean = 0, square = 0, error = 0;
  for (int k = 0; k < repetitions; ++k) {
    const auto number = static_cast<std::uint64_t>(k);
    const auto e = estimate_mutual_information(sample_counts(probabilities, shots, seed, number),
                                               tomography, {}, seed, number);
    constexpr double rounding = 1e-9;
    if (e.low <= exact + rounding && exact <= e.high + rounding) result.share += 1 / n;
    result.in_range = result.in_range && e.low >= 0 && e.low <= e.value && e.value <= e.high &&
                      e.high <= 2 + 1e-12;
    mean += (e.value - exact) / n;
    square += (e.value - exact) * (e.value - exact) / n;
    error += e.standard_error / n;
  }
  const double deviation = std::sqrt(square - mean * mean);
  result.bias = mean / deviation;
  result.error_ratio = error / deviation;
  return result;
}

}  // namespace traversable::test
