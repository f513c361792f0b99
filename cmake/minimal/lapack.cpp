// zgemm, zheevd and dsyevd on Eigen, for the arguments that sim/linear_algebra has.
#include <Eigen/Dense>
#include <complex>

namespace {

using Matrix = Eigen::MatrixXcd;
using View = Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>;

Matrix operand(const char* trans, int rows, int columns, const void* data, int stride) {
  const auto* first = static_cast<const std::complex<double>*>(data);
  if (*trans == 'N') return View(first, rows, columns, Eigen::OuterStride<>(stride));
  return View(first, columns, rows, Eigen::OuterStride<>(stride)).adjoint();
}

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

extern "C" void zgemm_(const char* transa, const char* transb, const int* m, const int* n,
                       const int* k, const void* alpha, const void* a, const int* lda,
                       const void* b, const int* ldb, const void* beta, void* c, const int* ldc) {
  Eigen::Map<Matrix, 0, Eigen::OuterStride<>> result(static_cast<std::complex<double>*>(c), *m, *n,
                                                     Eigen::OuterStride<>(*ldc));
  const Matrix product = operand(transa, *m, *k, a, *lda) * operand(transb, *k, *n, b, *ldb);
  const auto one = *static_cast<const std::complex<double>*>(alpha);
  const auto kept = *static_cast<const std::complex<double>*>(beta);
  // What is not kept may not be a number.
  if (kept == 0.0)
    result = one * product;
  else
    result = one * product + kept * Matrix(result);
}

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
