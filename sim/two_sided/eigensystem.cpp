#include "sim/two_sided/eigensystem.h"

#include <cmath>
#include <utility>

#include "sim/at.h"

namespace traversable {

template <class Real>
Eigensystem<HostMatrices<Real>> eigensystem(const HostMatrices<Real>& space, GradedMatrix h,
                                            const SymmetryClass& symmetry,
                                            const std::stop_token& stop) {
  return eigensystem(space, diagonalize(std::move(h), symmetry, stop));
}

template <class Real>
Eigensystem<DeviceMatrices<Real>> eigensystem(const DeviceMatrices<Real>& space, GradedMatrix h,
                                              const SymmetryClass&, const std::stop_token& stop) {
  const DeviceMatrices<double> in_double{space.backend};
  Eigensystem<DeviceMatrices<Real>> result;
  for (std::size_t s = 0; s < 2; ++s) {
    throw_if_stopped(stop);
    DeviceMatrix<double> u = in_double.load(h.block[s]);
    h.block[s].resize(0, 0);
    const std::vector<double> levels = space.backend->diagonalize(u.view().data, u.rows());
    result.levels[s] =
        Eigen::Map<const Eigen::VectorXd>(levels.data(), static_cast<Eigen::Index>(levels.size()));
    if constexpr (std::is_same_v<Real, double>)
      result.vectors[s] = std::move(u);
    else
      result.vectors[s] = space.load(in_double.read(u.view()));
  }
  return result;
}

template <class Real>
void time_phases(const HostMatrices<Real>&, const Eigen::VectorXd& levels,
                 std::span<const double> times, const HostMatrix<Real>& phases) {
  const MatrixView<Real> v = phases.view();
  for_each_index(v.columns, worth_threads(v.size()), [&](Size t) {
    for (Size m = 0; m < v.rows; ++m) {
      const double angle = -levels[m] * times[static_cast<std::size_t>(t)];
      v(m, t) = {static_cast<Real>(std::cos(angle)), static_cast<Real>(std::sin(angle))};
    }
  });
}

template <class Real>
void time_phases(const DeviceMatrices<Real>& space, const Eigen::VectorXd& levels,
                 std::span<const double> times, const DeviceMatrix<Real>& phases) {
  const HostMatrix<Real> here(phases.rows(), phases.columns());
  time_phases(HostMatrices<Real>{}, levels, times, here);
  space.backend->upload(phases.view().data, here.view().data,
                        static_cast<std::size_t>(here.view().size()) * sizeof(cuda::Complex<Real>));
}

#define TRAVERSABLE_INSTANTIATE(Space, Matrix, Real)                                             \
  template Eigensystem<Space<Real>> eigensystem(const Space<Real>&, GradedMatrix,                \
                                                const SymmetryClass&, const std::stop_token&);   \
  template void time_phases(const Space<Real>&, const Eigen::VectorXd&, std::span<const double>, \
                            const Matrix<Real>&);
TRAVERSABLE_INSTANTIATE(HostMatrices, HostMatrix, float)
TRAVERSABLE_INSTANTIATE(HostMatrices, HostMatrix, double)
TRAVERSABLE_INSTANTIATE(DeviceMatrices, DeviceMatrix, float)
TRAVERSABLE_INSTANTIATE(DeviceMatrices, DeviceMatrix, double)
#undef TRAVERSABLE_INSTANTIATE

}  // namespace traversable
