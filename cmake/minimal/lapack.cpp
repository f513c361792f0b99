// zheevd, dsyevd and zuncsd on Eigen, for the arguments that the project has.
#include <Eigen/Dense>
#include <cmath>
#include <complex>

namespace {

/// Eigenvectors into a, eigenvalues into w; LAPACK's info.
template <class Scalar>
int diagonalize(int n, Scalar* a, double* w) {
  Eigen::Map<Eigen::MatrixX<Scalar>> matrix(a, n, n);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixX<Scalar>> solver(matrix);
  matrix = solver.eigenvectors();
  Eigen::Map<Eigen::VectorXd>(w, n) = solver.eigenvalues();
  return solver.info() == Eigen::Success ? 0 : 1;
}

}  // namespace

extern "C" void zheevd_(const char*, const char*, const int* n, void* a, const int*, double* w,
                        void* work, const int* lwork, double* rwork, const int*, int* iwork,
                        const int*, int* info) {
  *info = 0;
  if (*lwork == -1) {
    *static_cast<std::complex<double>*>(work) = 1.0;
    *rwork = 1;
    *iwork = 1;
    return;
  }
  *info = diagonalize(*n, static_cast<std::complex<double>*>(a), w);
}

extern "C" void dsyevd_(const char*, const char*, const int* n, double* a, const int*, double* w,
                        double* work, const int* lwork, int* iwork, const int*, int* info) {
  *info = 0;
  if (*lwork == -1) {
    *work = 1;
    *iwork = 1;
    return;
  }
  *info = diagonalize(*n, a, w);
}

/// Cosines and sines of a unitary matrix in four square blocks of p rows, X11 = U1 C V1t, X21 = U2 S V1t, X12 = -U1 S V2t,
/// X22 = U2 C V2t: as it is called with SIGNS of the default and everything computed.
extern "C" void zuncsd_(const char*, const char*, const char*, const char*, const char*,
                        const char*, const int*, const int* p, const int*,
                        std::complex<double>* x11, const int*, std::complex<double>* x12,
                        const int*, std::complex<double>* x21, const int*,
                        std::complex<double>* x22, const int*, double* theta,
                        std::complex<double>* u1, const int*, std::complex<double>* u2, const int*,
                        std::complex<double>* v1t, const int*, std::complex<double>* v2t,
                        const int*, std::complex<double>* work, const int* lwork, double* rwork,
                        const int*, int*, int* info) {
  *info = 0;
  if (*lwork == -1) {
    *work = 1.0;
    *rwork = 1;
    return;
  }
  using Matrix = Eigen::MatrixXcd;
  const auto block = [p](std::complex<double>* data) { return Eigen::Map<Matrix>(data, *p, *p); };
  const Eigen::JacobiSVD<Matrix> svd(block(x11), Eigen::ComputeFullU | Eigen::ComputeFullV);
  // Sines in descending order: what belongs to those that vanish is what is left.
  const Matrix left = svd.matrixU().rowwise().reverse(), right = svd.matrixV().rowwise().reverse();
  const Eigen::HouseholderQR<Matrix> qr(block(x21) * right);
  Matrix second = qr.householderQ();
  Eigen::VectorXd sines(*p), cosines = svd.singularValues().reverse();
  for (int i = 0; i < *p; ++i) {
    const std::complex<double> r = qr.matrixQR()(i, i);
    sines[i] = std::abs(r);
    if (sines[i] > 0) second.col(i) *= r / sines[i];
    theta[i] = std::atan2(sines[i], cosines[i]);
  }
  block(u1) = left;
  block(u2) = second;
  block(v1t) = right.adjoint();
  block(v2t) = cosines.asDiagonal() * (second.adjoint() * block(x22)) -
               sines.asDiagonal() * (left.adjoint() * block(x12));
}
