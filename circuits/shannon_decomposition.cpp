#include "circuits/shannon_decomposition.h"

#include <Eigen/Dense>
#include <Eigen/Eigenvalues>
#include <complex>
#include <stdexcept>

#include "circuits/multiplexed_rotation.h"
#include "sim/complex.h"

extern "C" void zuncsd_(const char* jobu1, const char* jobu2, const char* jobv1t,
                        const char* jobv2t, const char* trans, const char* signs, const int* m,
                        const int* p, const int* q, std::complex<double>* x11, const int* ldx11,
                        std::complex<double>* x12, const int* ldx12, std::complex<double>* x21,
                        const int* ldx21, std::complex<double>* x22, const int* ldx22,
                        double* theta, std::complex<double>* u1, const int* ldu1,
                        std::complex<double>* u2, const int* ldu2, std::complex<double>* v1t,
                        const int* ldv1t, std::complex<double>* v2t, const int* ldv2t,
                        std::complex<double>* work, const int* lwork, double* rwork,
                        const int* lrwork, int* iwork, int* info);

namespace traversable {
namespace {

/// U = diag(left_0, left_1) ((C, -S), (S, C)) diag(right_0, right_1), C = cos theta, S = sin theta.
struct CosineSine {
  Eigen::MatrixXcd left_0, left_1, right_0, right_1;
  Eigen::VectorXd theta;
};

CosineSine cosine_sine(const Eigen::MatrixXcd& u) {
  const int m = static_cast<int>(u.rows());
  const int h = m / 2;
  Eigen::MatrixXcd x11 = u.topLeftCorner(h, h), x12 = u.topRightCorner(h, h);
  Eigen::MatrixXcd x21 = u.bottomLeftCorner(h, h), x22 = u.bottomRightCorner(h, h);
  CosineSine r{Eigen::MatrixXcd(h, h), Eigen::MatrixXcd(h, h), Eigen::MatrixXcd(h, h),
               Eigen::MatrixXcd(h, h), Eigen::VectorXd(h)};
  const int size = 64 * m * m;
  std::vector<Complex> work(static_cast<std::size_t>(size));
  std::vector<double> real_work(static_cast<std::size_t>(size));
  std::vector<int> integer_work(static_cast<std::size_t>(m));
  int status = 0;
  zuncsd_("Y", "Y", "Y", "Y", "N", "D", &m, &h, &h, x11.data(), &h, x12.data(), &h, x21.data(), &h,
          x22.data(), &h, r.theta.data(), r.left_0.data(), &h, r.left_1.data(), &h,
          r.right_0.data(), &h, r.right_1.data(), &h, work.data(), &size, real_work.data(), &size,
          integer_work.data(), &status);
  if (status != 0) throw std::runtime_error("the cosine-sine decomposition did not converge");
  return r;
}

PauliString z_on(int qubit) { return {0, std::uint64_t{1} << qubit, 0}; }
PauliString y_on(int qubit) { return {std::uint64_t{1} << qubit, std::uint64_t{1} << qubit, 1}; }

class Splitter {
 public:
  explicit Splitter(Circuit& circuit) : circuit_(circuit) {}

  /// qubits[0] the lowest bit.
  void split(const Eigen::MatrixXcd& u, const std::vector<int>& qubits) {
    if (qubits.size() <= 2) return circuit_.append_unitary(u, qubits);
    const CosineSine cs = cosine_sine(u);
    block_diagonal(cs.right_0, cs.right_1, qubits);
    rotate(cs.theta, y_on(qubits.back()), qubits);
    block_diagonal(cs.left_0, cs.left_1, qubits);
  }

 private:
  /// diag(a, b) = V diag(D, D^+) W with a b^+ = V D^2 V^+, W = D V^+ b.
  void block_diagonal(const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b,
                      const std::vector<int>& qubits) {
    const Eigen::ComplexSchur<Eigen::MatrixXcd> schur(a * b.adjoint());
    const Eigen::MatrixXcd& v = schur.matrixU();
    const Eigen::VectorXd half = schur.matrixT().diagonal().array().arg().matrix() / 2;
    const Eigen::VectorXcd d = (Complex(0, 1) * half).array().exp();
    const std::vector<int> lower(qubits.begin(), qubits.end() - 1);
    split(d.asDiagonal() * v.adjoint() * b, lower);
    rotate(-half, z_on(qubits.back()), qubits);
    split(v, lower);
  }

  void rotate(const Eigen::VectorXd& angles, const PauliString& axis,
              const std::vector<int>& qubits) {
    std::vector<PauliString> controls;
    for (std::size_t k = 0; k + 1 < qubits.size(); ++k) controls.push_back(z_on(qubits[k]));
    const std::span<const double> list(angles.data(), static_cast<std::size_t>(angles.size()));
    for (const PauliRotation& r : multiplexed_rotation(list, axis, controls))
      circuit_.append_rotation(r.string, r.angle);
  }

  Circuit& circuit_;
};

}  // namespace

Circuit split_large_unitaries(const Circuit& circuit) {
  Circuit result(circuit.num_qubits());
  for (const Operation& operation : circuit.operations()) {
    if (operation.gate == Gate::unitary && operation.qubits.size() > 2)
      Splitter(result).split(operation.matrix, operation.qubits);
    else
      result.append(operation);
  }
  return result;
}

}  // namespace traversable
