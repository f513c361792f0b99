#include "experiments/runs/machine_speed.h"

#include <algorithm>
#include <chrono>

#include "sim/linear_algebra/block_product.h"

namespace traversable {

double measured_speed(Eigen::Index n) {
  const Eigen::MatrixXcd a = Eigen::MatrixXcd::Ones(n, n);
  Eigen::MatrixXcd c(n, n);
  const BlockProduct product{ProductForm::plain, a, a, c};
  const double operations =
      8.0 * static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
  const int products = std::max(1, static_cast<int>(1e6 / operations));
  std::chrono::duration<double> fastest = std::chrono::hours(1);
  for (int repetition = 0; repetition < 5; ++repetition) {  // the first ones wake the threads
    const auto start = std::chrono::steady_clock::now();
    for (int k = 0; k < products; ++k) multiply({&product, 1});
    fastest =
        std::min<std::chrono::duration<double>>(fastest, std::chrono::steady_clock::now() - start);
  }
  return operations * products / fastest.count();
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
