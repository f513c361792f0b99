#include "sim/linear_algebra/hermitian_eigen.h"

#include <fmt/format.h>

#include <complex>
#include <stdexcept>
#include <vector>

#include "sim/interrupted.h"
#include "sim/linear_algebra/single_threaded_blas.h"

extern "C" void zheevd_(const char* jobz, const char* uplo, const int* n, void* a, const int* lda,
                        double* w, void* work, const int* lwork, double* rwork, const int* lrwork,
                        int* iwork, const int* liwork, int* info);
extern "C" void dsyevd_(const char* jobz, const char* uplo, const int* n, double* a, const int* lda,
                        double* w, double* work, const int* lwork, int* iwork, const int* liwork,
                        int* info);

namespace traversable {
namespace {

/// LAPACK's work space; dsyevd takes no `rwork`.
template <class Scalar>
struct WorkSpace {
  std::vector<Scalar> work{Scalar(0)};
  std::vector<double> rwork{0.0};
  std::vector<int> iwork{0};

  /// As a query has left the sizes in the first elements.
  void resize_as_asked() {
    work.resize(static_cast<std::size_t>(std::real(work[0])));
    rwork.resize(static_cast<std::size_t>(rwork[0]));
    iwork.resize(static_cast<std::size_t>(iwork[0]));
  }
};

/// Sizes of a work space as LAPACK is told them; -1 where it is to say what it needs.
struct Lengths {
  int work = -1, rwork = -1, iwork = -1;
};

int call(Eigen::MatrixXcd& a, Eigen::VectorXd& levels, WorkSpace<std::complex<double>>& space,
         const Lengths& lengths) {
  const int n = static_cast<int>(a.rows());
  int info = 0;
  zheevd_("V", "L", &n, a.data(), &n, levels.data(), space.work.data(), &lengths.work,
          space.rwork.data(), &lengths.rwork, space.iwork.data(), &lengths.iwork, &info);
  return info;
}

int call(Eigen::MatrixXd& a, Eigen::VectorXd& levels, WorkSpace<double>& space,
         const Lengths& lengths) {
  const int n = static_cast<int>(a.rows());
  int info = 0;
  dsyevd_("V", "L", &n, a.data(), &n, levels.data(), space.work.data(), &lengths.work,
          space.iwork.data(), &lengths.iwork, &info);
  return info;
}

template <class Scalar>
Eigen::VectorXd diagonalize(Eigen::MatrixX<Scalar>& a, const char* routine,
                            const std::stop_token& stop) {
  throw_if_stopped(stop);
  const SingleThreadedBlas single_threaded;
  Eigen::VectorXd levels(a.rows());
  WorkSpace<Scalar> space;
  call(a, levels, space, {});
  space.resize_as_asked();
  const int info = call(a, levels, space,
                        {static_cast<int>(space.work.size()), static_cast<int>(space.rwork.size()),
                         static_cast<int>(space.iwork.size())});
  if (info != 0)
    throw std::runtime_error(fmt::format("diagonalisation of a {0} x {0} block failed: {1} {2}",
                                         a.rows(), routine, info));
  if (!levels.allFinite())
    throw std::runtime_error(fmt::format(
        "diagonalisation of a {0} x {0} block gave levels that are not finite", a.rows()));
  return levels;
}

}  // namespace

Eigen::VectorXd diagonalize_hermitian(Eigen::MatrixXcd& a, const std::stop_token& stop) {
  return diagonalize(a, "zheevd", stop);
}

Eigen::VectorXd diagonalize_symmetric(Eigen::MatrixXd& a, const std::stop_token& stop) {
  return diagonalize(a, "dsyevd", stop);
}

}  // namespace traversable
