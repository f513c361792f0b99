#include "experiments/runs/machine_speed.h"

#include <algorithm>
#include <chrono>

#include "sim/space/host_matrices.h"

namespace traversable {

namespace {

template <class Real>
double product_speed(Eigen::Index n) {
  const HostMatrices<Real> space;
  const auto a = space.load(Eigen::MatrixXcd::Ones(n, n)), c = space.make(n, n);
  const double operations =
      8.0 * static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
  const int products = std::max(1, static_cast<int>(1e6 / operations));
  std::chrono::duration<double> fastest = std::chrono::hours(1);
  for (int repetition = 0; repetition < 5; ++repetition) {  // the first ones wake the threads
    const auto start = std::chrono::steady_clock::now();
    for (int k = 0; k < products; ++k)
      space.multiply({Form::plain, a.view(), Form::plain, a.view(), c.view()});
    fastest =
        std::min<std::chrono::duration<double>>(fastest, std::chrono::steady_clock::now() - start);
  }
  return operations * products / fastest.count();
}

}  // namespace

double measured_speed(Eigen::Index n, Precision precision) {
  return precision == Precision::single_precision ? product_speed<float>(n)
                                                  : product_speed<double>(n);
}

double fastest_seconds(const std::function<void()>& work) {
  using Clock = std::chrono::steady_clock;
  std::chrono::duration<double> fastest = std::chrono::hours(1000), sum{0};
  for (int repetition = 0; sum.count() < (repetition < 3 ? 0.3 : 0.05); ++repetition) {
    const auto start = Clock::now();
    work();
    const std::chrono::duration<double> time = Clock::now() - start;
    fastest = std::min(fastest, time);
    sum += time;
  }
  return fastest.count();
}

}  // namespace traversable
