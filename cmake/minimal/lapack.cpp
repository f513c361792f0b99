// zheevd and dsyevd on Eigen, for the arguments that sim/linear_algebra has.
#include <Eigen/Dense>
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
