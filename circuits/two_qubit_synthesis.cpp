#include "circuits/two_qubit_synthesis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <optional>
#include <stdexcept>

#include "circuits/kak.h"
#include "sim/complex.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

using std::numbers::pi;
constexpr Complex i(0, 1);

/// Coordinates closer than this to a face of the chamber lie on it.
constexpr double same_point = 1e-11;

/// Entanglers with a pair of one-qubit gates between each two of them: layers[k] = {low, high}.
struct Core {
  int entanglers = 0;
  std::vector<std::array<Eigen::Matrix2cd, 2>> layers;
};

Eigen::Matrix4cd unitary_of(const Core& core, const Eigen::Matrix4cd& entangler) {
  Eigen::Matrix4cd m = entangler;
  for (const auto& [low, high] : core.layers) m = entangler * kron(high, low) * m;
  return m;
}

Eigen::Matrix2cd rx(double theta) { return matrix_of(Gate::rx, &theta); }
Eigen::Matrix2cd rz(double theta) { return matrix_of(Gate::rz, &theta); }
Eigen::Matrix2cd hadamard() { return matrix_of(Gate::h, nullptr); }

/// exp(i (x XX + y ZZ)) = CNOT (e^{i x X} x e^{i y Z}) CNOT, the control the lower bit.
Core two_cz(double x, double y) {
  return {2, {{rx(-2 * x), hadamard() * rz(-2 * y) * hadamard()}}};
}

struct Dressed {
  Core core;
  Eigen::Matrix2cd before_0, before_1, after_0, after_1;
};

/// Local gates that turn the core into the target; nothing where their coordinates differ.
std::optional<Dressed> dress(const Kak& target, Core core, const Eigen::Matrix4cd& entangler) {
  const Kak own = kak_decomposition(unitary_of(core, entangler));
  const double distance = std::max(
      {std::abs(own.x - target.x), std::abs(own.y - target.y), std::abs(own.z - target.z)});
  if (distance > 1e-9) return std::nullopt;
  return Dressed{std::move(core), own.before_0.adjoint() * target.before_0,
                 own.before_1.adjoint() * target.before_1, target.after_0 * own.after_0.adjoint(),
                 target.after_1 * own.after_1.adjoint()};
}

/// With CNOT, control low: exp(i (x XX + y YY + z ZZ)) = CNOT (e^{i x X} x e^{i z Z}) W, where
/// W = exp(-i y Z x X) CNOT (X on the low qubit) takes two CZ. Only the coordinates matter, so what
/// comes before W's first CZ is left out.
Core three_cz(double x, double y, double z) {
  const Eigen::Matrix4cd xz = kron(matrix_of(Gate::z, nullptr), matrix_of(Gate::x, nullptr));
  const Eigen::Matrix4cd w = (std::cos(y) * Eigen::Matrix4cd::Identity() - i * std::sin(y) * xz) *
                             matrix_of(Gate::cnot, nullptr);
  const Kak k = kak_decomposition(w);
  const auto dressed = dress(k, two_cz(k.x, k.y), matrix_of(Gate::cz, nullptr));
  if (!dressed) throw std::logic_error("two CZ miss a CNOT and a rotation");
  return {3,
          {dressed->core.layers[0],
           {rx(-2 * x) * dressed->after_0, hadamard() * rz(-2 * z) * dressed->after_1}}};
}

Core cz_core(const Kak& k, int entanglers) {
  if (entanglers == 1) return {1, {}};
  return entanglers == 2 ? two_cz(k.x, k.y) : three_cz(k.x, k.y, k.z);
}

bool is_at(const Kak& k, double x, double y, double z) {
  return std::abs(k.x - x) < same_point && std::abs(k.y - y) < same_point &&
         std::abs(k.z - z) < same_point;
}

/// 2 atan of the root of a ratio: the angle with 1 - cos = `minus`, 1 + cos = `plus`.
double angle_between(double minus, double plus) {
  return 2 * std::atan2(std::sqrt(std::max(0.0, minus)), std::sqrt(std::max(0.0, plus)));
}

/// Huang et al., arXiv:2105.06074, theorem 1: cos alpha, beta = cos 2x - cos 2y + cos 2z +- 2 sqrt
/// C, cos^2 gamma = s^2 / (s^2 + cos 2x cos 2y cos 2z), s = 2 cos x cos z sin y, written such that
/// nothing cancels where an arc cosine would lose half of the digits. C = a b.
Core two_sqrt_iswap(double x, double y, double z) {
  const double p = std::cos(2 * x), q = std::cos(2 * y), r = std::cos(2 * z);
  const double a = std::sqrt(std::max(0.0, std::sin(x + y - z) * std::sin(x - y + z)));
  const double b = std::sqrt(std::max(0.0, std::sin(x + y + z) * std::sin(x - y - z)));
  const double difference = a + b > 0 ? std::sin(2 * y) * std::sin(2 * z) / (a + b) : 0;  // a - b
  const double common = 4 * std::pow(std::cos(y) * std::sin(z), 2);
  const double plus_alpha = 1 + p - q + r + 2 * a * b;
  const double pqr = std::max(0.0, p * q * r);
  const double plus_beta =
      2 * ((1 + p) * 2 * std::pow(std::sin(y), 2) * (1 + r) + 2 * pqr) / plus_alpha;
  const double alpha = angle_between(difference * difference + common, plus_alpha);
  const double beta = angle_between((a + b) * (a + b) + common, plus_beta);
  const double s = 2 * std::cos(x) * std::cos(z) * std::sin(y);
  const double gamma = std::atan2(std::sqrt(pqr), z < 0 ? -s : s);
  return {2, {{rz(-gamma) * rx(-alpha) * rz(-gamma), rx(-beta)}}};
}

/// A remainder that two roots of iSWAP reach after one more of them is split off: the canonical
/// gates commute, and so does a root of iSWAP along any two axes.
std::optional<std::array<double, 3>> remainder(const Kak& k) {
  for (std::size_t idle = 0; idle < 3; ++idle)
    for (const int signs : {0, 1, 2, 3}) {
      std::array<double, 3> c{k.x, k.y, k.z};
      const std::size_t a = (idle + 1) % 3;
      const std::size_t b = (idle + 2) % 3;
      c[a] -= (signs & 1) != 0 ? -pi / 8 : pi / 8;
      c[b] -= (signs & 2) != 0 ? -pi / 8 : pi / 8;
      const Kak rest = kak_decomposition(canonical_gate(c[0], c[1], c[2]));
      if (rest.x >= rest.y + std::abs(rest.z) - same_point) return c;
    }
  return std::nullopt;
}

int count(const Kak& k, Entangler entangler) {
  if (is_at(k, 0, 0, 0)) return 0;
  if (entangler == Entangler::cz) {
    if (is_at(k, pi / 4, 0, 0)) return 1;
    return std::abs(k.z) < same_point ? 2 : 3;
  }
  if (is_at(k, pi / 8, pi / 8, 0)) return 1;
  return k.x >= k.y + std::abs(k.z) - same_point ? 2 : 3;
}

std::vector<Operation> emit(const Dressed& dressed, int a, int b, Entangler entangler) {
  std::vector<Operation> operations;
  const auto local = [&](const Eigen::Matrix2cd& low, const Eigen::Matrix2cd& high) {
    operations.push_back({Gate::unitary, {a}, {}, {}, low, -1});
    operations.push_back({Gate::unitary, {b}, {}, {}, high, -1});
  };
  local(dressed.before_0, dressed.before_1);
  for (int k = 0; k < dressed.core.entanglers; ++k) {
    if (k > 0) {
      const auto& layer = dressed.core.layers[static_cast<std::size_t>(k) - 1];
      local(layer[0], layer[1]);
    }
    operations.push_back({gate_of(entangler), {a, b}, {}, {}, {}, -1});
  }
  local(dressed.after_0, dressed.after_1);
  return operations;
}

/// One root of iSWAP, then the rest by two.
std::vector<Operation> three_sqrt_iswap(const Kak& k, int a, int b) {
  const auto rest = remainder(k);
  if (!rest) throw std::logic_error("no root of iSWAP splits off");
  const auto [x, y, z] = *rest;
  const Eigen::Matrix4cd first =
      canonical_gate(k.x - x, k.y - y, k.z - z) * kron(k.before_1, k.before_0);
  const Eigen::Matrix4cd second = kron(k.after_1, k.after_0) * canonical_gate(x, y, z);
  std::vector<Operation> operations = two_qubit_synthesis(first, a, b, Entangler::sqrt_iswap);
  for (Operation& operation : two_qubit_synthesis(second, a, b, Entangler::sqrt_iswap))
    operations.push_back(std::move(operation));
  return operations;
}

}  // namespace

Entangler entangler_by_name(std::string_view name) {
  if (name == "cz") return Entangler::cz;
  if (name == "sqrt_iswap") return Entangler::sqrt_iswap;
  throw std::invalid_argument(fmt::format("{}: expected cz or sqrt_iswap", in_quotes(name)));
}

std::string_view name_of(Entangler entangler) {
  return entangler == Entangler::cz ? "cz" : "sqrt_iswap";
}

Gate gate_of(Entangler entangler) {
  return entangler == Entangler::cz ? Gate::cz : Gate::sqrt_iswap;
}

int num_entanglers(const Eigen::Matrix4cd& unitary, Entangler entangler) {
  return count(kak_decomposition(unitary), entangler);
}

std::vector<Operation> two_qubit_synthesis(const Eigen::Matrix4cd& unitary, int a, int b,
                                           Entangler entangler) {
  const Kak k = kak_decomposition(unitary);
  const int entanglers = count(k, entangler);
  if (entanglers == 0)
    return {{Gate::unitary, {a}, {}, {}, k.after_0 * k.before_0, -1},
            {Gate::unitary, {b}, {}, {}, k.after_1 * k.before_1, -1}};
  if (entangler == Entangler::sqrt_iswap && entanglers == 3) return three_sqrt_iswap(k, a, b);
  const Core core = entangler == Entangler::cz ? cz_core(k, entanglers)
                    : entanglers == 1          ? Core{1, {}}
                                               : two_sqrt_iswap(k.x, k.y, k.z);
  const auto dressed = dress(k, core, matrix_of(gate_of(entangler), nullptr));
  if (!dressed) throw std::logic_error("an entangling core misses its Weyl coordinates");
  return emit(*dressed, a, b, entangler);
}

}  // namespace traversable
