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

namespace traversable {

Eigen::VectorXd diagonalize_hermitian(Eigen::MatrixXcd& a, const std::stop_token& stop) {
  throw_if_stopped(stop);
  const SingleThreadedBlas single_threaded;
  const int n = static_cast<int>(a.rows());
  Eigen::VectorXd levels(n);
  int info = 0;
  const int query = -1;
  std::complex<double> best_work;
  double best_rwork = 0.0;
  int best_iwork = 0;
  zheevd_("V", "L", &n, a.data(), &n, levels.data(), &best_work, &query, &best_rwork, &query,
          &best_iwork, &query, &info);
  const int lwork = static_cast<int>(best_work.real());
  const int lrwork = static_cast<int>(best_rwork);
  std::vector<std::complex<double>> work(static_cast<std::size_t>(lwork));
  std::vector<double> rwork(static_cast<std::size_t>(lrwork));
  std::vector<int> iwork(static_cast<std::size_t>(best_iwork));
  zheevd_("V", "L", &n, a.data(), &n, levels.data(), work.data(), &lwork, rwork.data(), &lrwork,
          iwork.data(), &best_iwork, &info);
  if (info != 0)
    throw std::runtime_error(
        fmt::format("diagonalisation of a {0} x {0} block failed: zheevd {1}", n, info));
  if (!levels.allFinite())
    throw std::runtime_error(
        fmt::format("diagonalisation of a {0} x {0} block gave levels that are not finite", n));
  return levels;
}

}  // namespace traversable
