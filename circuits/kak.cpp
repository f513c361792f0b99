#include "circuits/kak.h"

#include <Eigen/LU>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "circuits/gate.h"
#include "sim/complex.h"
#include "sim/linear_algebra/spectral_decomposition.h"

namespace traversable {
namespace {

using std::numbers::pi;

/// Columns are Bell states with the phases that turn local unitaries into real orthogonal matrices.
/// XX, YY, ZZ are diagonal in it: (1, 1, -1, -1), (-1, 1, -1, 1), (1, -1, -1, 1).
Eigen::Matrix4cd magic_basis() {
  const double r = std::sqrt(0.5);
  Eigen::Matrix4cd b;
  b << r, 0, 0, imaginary * r, 0, imaginary * r, r, 0, 0, imaginary * r, -r, 0, r, 0, 0,
      -imaginary * r;
  return b;
}

/// Real orthogonal P of determinant 1 with P^T m P diagonal, m = m^T unitary: an eigenbasis of a
/// combination of the real and the imaginary part, which commute; of several combinations the one
/// in which no two eigenvalues fall together.
Eigen::Matrix4d diagonalise(const Eigen::Matrix4cd& m) {
  Eigen::Matrix4d best;
  double least = std::numeric_limits<double>::infinity();
  for (int k = 0; k < 12 && least > 1e-14; ++k) {
    const double angle = 0.37 + 0.61 * k;
    const Eigen::Matrix4d mix = std::cos(angle) * m.real() + std::sin(angle) * m.imag();
    const Eigen::MatrixXd symmetric = 0.5 * (mix + mix.transpose());
    const Eigen::Matrix4d p = spectral_decomposition(symmetric).vectors;
    Eigen::Matrix4cd d = p.transpose() * m * p;
    d.diagonal().setZero();
    const double error = d.cwiseAbs().maxCoeff();
    if (error < least) least = error, best = p;
  }
  if (best.determinant() < 0) best.col(0) *= -1;
  return best;
}

/// high, low with kron(high, low) = m, m such a product: both of determinant 1.
std::array<Eigen::Matrix2cd, 2> split_product(const Eigen::Matrix4cd& m) {
  Eigen::Index row, column;
  m.cwiseAbs().maxCoeff(&row, &column);
  Eigen::Matrix2cd high, low;
  for (Eigen::Index a = 0; a < 2; ++a)
    for (Eigen::Index b = 0; b < 2; ++b) {
      high(a, b) = m(2 * a + row % 2, 2 * b + column % 2);
      low(a, b) = m(row / 2 * 2 + a, column / 2 * 2 + b);
    }
  high /= std::sqrt(high.determinant());
  low /= std::sqrt(low.determinant());
  if ((kron(high, low).adjoint() * m).trace().real() < 0) low *= -1;
  return {high, low};
}

/// The moves between equivalent coordinates, each with the local gates that undo it.
class Chamber {
 public:
  explicit Chamber(Kak kak) : kak_(std::move(kak)), c_{kak_.x, kak_.y, kak_.z} {}

  Kak reduced() {
    for (std::size_t axis = 0; axis < 3; ++axis) shift(axis, std::round(c_[axis] / (pi / 2)));
    if (std::abs(c_[0]) < std::abs(c_[1])) exchange(0, 1);
    if (std::abs(c_[1]) < std::abs(c_[2])) exchange(1, 2);
    if (std::abs(c_[0]) < std::abs(c_[1])) exchange(0, 1);
    if (c_[0] < 0) negate(0, c_[1] < 0 ? 1 : 2);
    if (c_[1] < 0) negate(1, 2);
    if (c_[0] > pi / 4 - 1e-9 && c_[2] < 0) {
      shift(0, 1);
      negate(0, 2);
    }
    kak_.x = c_[0], kak_.y = c_[1], kak_.z = c_[2];
    return kak_;
  }

 private:
  static Eigen::Matrix2cd pauli(std::size_t axis) {
    return matrix_of(axis == 0 ? Gate::x : axis == 1 ? Gate::y : Gate::z, nullptr);
  }

  /// exp(i k pi/2 PP) = (i PP)^k.
  void shift(std::size_t axis, double k) {
    c_[axis] -= k * pi / 2;
    kak_.phase += k * pi / 2;
    if (std::fmod(std::abs(k), 2) == 0) return;
    kak_.after_0 = kak_.after_0 * pauli(axis);
    kak_.after_1 = kak_.after_1 * pauli(axis);
  }

  /// Conjugation of one qubit by the third Pauli matrix.
  void negate(std::size_t a, std::size_t b) {
    const Eigen::Matrix2cd p = pauli(3 - a - b);
    kak_.after_0 = kak_.after_0 * p;
    kak_.before_0 = p * kak_.before_0;
    c_[a] = -c_[a];
    c_[b] = -c_[b];
  }

  /// Conjugation of both qubits by a quarter turn about the third axis.
  void exchange(std::size_t a, std::size_t b) {
    const Eigen::Matrix2cd turn =
        std::sqrt(0.5) * (Eigen::Matrix2cd::Identity() - imaginary * pauli(3 - a - b));
    kak_.after_0 = kak_.after_0 * turn;
    kak_.after_1 = kak_.after_1 * turn;
    kak_.before_0 = turn.adjoint() * kak_.before_0;
    kak_.before_1 = turn.adjoint() * kak_.before_1;
    std::swap(c_[a], c_[b]);
  }

  Kak kak_;
  std::array<double, 3> c_;
};

}  // namespace

Eigen::Matrix4cd kron(const Eigen::Matrix2cd& high, const Eigen::Matrix2cd& low) {
  Eigen::Matrix4cd m;
  for (Eigen::Index a = 0; a < 2; ++a)
    for (Eigen::Index b = 0; b < 2; ++b) m.block<2, 2>(2 * a, 2 * b) = high(a, b) * low;
  return m;
}

Eigen::Matrix4cd canonical_gate(double x, double y, double z) {
  const Eigen::Vector4cd theta(x - y + z, x + y - z, -x - y - z, -x + y + z);
  const Eigen::Matrix4cd b = magic_basis();
  return b * (imaginary * theta).array().exp().matrix().asDiagonal() * b.adjoint();
}

Kak kak_decomposition(const Eigen::Matrix4cd& unitary) {
  if (!unitary.allFinite() || unitarity_error(unitary) > 1e-9)
    throw std::invalid_argument("the KAK decomposition of a matrix that is not unitary");
  const Eigen::Matrix4cd b = magic_basis();
  const Complex root = std::polar(1.0, std::arg(unitary.determinant()) / 4);
  const Eigen::Matrix4cd u = b.adjoint() * (unitary / root) * b;
  const Eigen::Matrix4d p = diagonalise(u.transpose() * u);
  const Eigen::Vector4cd d = (p.transpose() * (u.transpose() * u) * p).diagonal();
  Eigen::Vector4d theta = d.array().arg().matrix() / 2;
  // u p e^{-i theta} is real up to sign; its determinant has to be that of p, 1.
  const Complex product = std::polar(1.0, theta.sum());
  if (product.real() < 0) theta[0] += pi;
  const Eigen::Matrix4cd k =
      u * p * (-imaginary * theta.cast<Complex>()).array().exp().matrix().asDiagonal();

  Kak kak;
  const double mean = theta.sum() / 4;
  kak.phase = std::arg(root) + mean;
  kak.x = (theta[0] + theta[1] - theta[2] - theta[3]) / 4;
  kak.y = (-theta[0] + theta[1] - theta[2] + theta[3]) / 4;
  kak.z = (theta[0] - theta[1] - theta[2] + theta[3]) / 4;
  const auto after = split_product(b * k.real().cast<Complex>() * b.adjoint());
  const auto before = split_product(b * p.transpose().cast<Complex>() * b.adjoint());
  kak.after_1 = after[0], kak.after_0 = after[1];
  kak.before_1 = before[0], kak.before_0 = before[1];
  return Chamber(kak).reduced();
}

}  // namespace traversable
