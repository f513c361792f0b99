// Minimisation of smooth functions of many variables.
#pragma once

#include <functional>
#include <limits>
#include <stop_token>
#include <vector>

namespace traversable {

/// f(x), its gradient into the second argument (of x's size).
using DifferentiableFunction =
    std::function<double(const std::vector<double>& x, std::vector<double>& gradient)>;

struct LbfgsOptions {
  /// Ends where the value falls to this.
  double goal = -std::numeric_limits<double>::infinity();
  /// ... or changes by less than this relative amount.
  double tolerance = 1e-12;
  int max_evaluations = 2000;
};

struct Minimum {
  std::vector<double> x;
  double value = 0;
  int evaluations = 0;
};

/// The best point that L-BFGS (Nocedal, Math. Comp. 35, 773 (1980); NLopt's) has seen. Never worse
/// than the start. Deterministic. Throws what `function` throws; Interrupted.
Minimum minimize_lbfgs(const DifferentiableFunction& function, std::vector<double> start,
                       const LbfgsOptions& options, const std::stop_token& stop = {});

}  // namespace traversable
