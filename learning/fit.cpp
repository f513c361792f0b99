#include "learning/fit.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "sim/evolution_length.h"
#include "sim/optimization/lbfgs.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr double tolerance = 1e-9;

/// The loss on the couplings that are not zero, keeping the best.
class Support {
 public:
  Support(const LearningObjective& objective, const CouplingSpace& space,
          const Eigen::VectorXd& start, const std::stop_token& stop)
      : objective_(objective), space_(space), stop_(stop) {
    best_.couplings = start;
    for (Eigen::Index k = 0; k < start.size(); ++k)
      if (start[k] != 0) places_.push_back(k);
    if (places_.empty())
      throw std::invalid_argument("all couplings are zero: expected one to fit at least");
  }

  std::vector<double> values(const Eigen::VectorXd& couplings) const {
    std::vector<double> x;
    for (const Eigen::Index k : places_) x.push_back(couplings[k]);
    return x;
  }

  double operator()(const std::vector<double>& x, std::vector<double>& slope) {
    Eigen::VectorXd couplings = Eigen::VectorXd::Zero(best_.couplings.size());
    for (std::size_t k = 0; k < x.size(); ++k) couplings[places_[k]] = x[k];
    // Where a search has gone astray is no bad input.
    if (!couplings.allFinite()) throw NotFinite("a coupling is not finite");
    if (is_too_long(longest_time(objective_), space_.one_norm(couplings)))
      throw NotFinite("the couplings have grown beyond what can be evolved");
    const LossValue value = learning_loss(objective_, space_, couplings, stop_);
    slope.resize(x.size());
    for (std::size_t k = 0; k < x.size(); ++k) slope[k] = value.gradient[places_[k]];
    const double loss = value.parts.total();
    if (loss < least_) {
      least_ = loss;
      best_.couplings = couplings;
      best_.parts = value.parts;
    }
    best_.history.push_back(least_);
    return loss;
  }

  const Fit& best() const { return best_; }

 private:
  const LearningObjective& objective_;
  const CouplingSpace& space_;
  const std::stop_token& stop_;
  std::vector<Eigen::Index> places_;
  Fit best_;
  double least_ = std::numeric_limits<double>::infinity();
};

void fit_by_adam(Support& support, std::vector<double> x, const FitOptions& options) {
  Adam adam(static_cast<Eigen::Index>(x.size()), options.learning_rate);
  std::vector<double> slope;
  for (int step = 0; step < options.evaluations; ++step) {
    support(x, slope);
    const Eigen::Map<const Eigen::VectorXd> gradient(slope.data(),
                                                     static_cast<Eigen::Index>(slope.size()));
    const Eigen::VectorXd change = adam.step(gradient, cosine_schedule(step, options.evaluations));
    for (std::size_t k = 0; k < x.size(); ++k) x[k] -= change[static_cast<Eigen::Index>(k)];
  }
}

}  // namespace

Optimizer optimizer_by_name(std::string_view name) {
  if (name == "lbfgs") return Optimizer::lbfgs;
  if (name == "adam") return Optimizer::adam;
  throw std::invalid_argument(fmt::format("optimizer {}: expected lbfgs or adam", in_quotes(name)));
}

std::string_view name_of(Optimizer optimizer) {
  return optimizer == Optimizer::lbfgs ? "lbfgs" : "adam";
}

Eigen::VectorXd Adam::step(const Eigen::VectorXd& gradient, double scale) {
  constexpr double decay1 = 0.9, decay2 = 0.999, epsilon = 1e-12;
  ++count_;
  first_ = decay1 * first_ + (1 - decay1) * gradient;
  second_ = decay2 * second_ + (1 - decay2) * gradient.cwiseAbs2();
  const Eigen::ArrayXd mean = first_.array() / (1 - std::pow(decay1, count_));
  const Eigen::ArrayXd square = second_.array() / (1 - std::pow(decay2, count_));
  return learning_rate_ * scale * mean / (square.sqrt() + epsilon);
}

double cosine_schedule(int step, int count) {
  constexpr double least = 0.01;
  const double done = static_cast<double>(step) / std::max(1, count - 1);
  return least + (1 - least) * 0.5 * (1 + std::cos(std::numbers::pi * done));
}

Fit fit(const LearningObjective& objective, const CouplingSpace& space,
        const Eigen::VectorXd& start, const FitOptions& options, const std::stop_token& stop) {
  Support support(objective, space, start, stop);
  if (options.optimizer == Optimizer::adam)
    fit_by_adam(support, support.values(start), options);
  else
    minimize_lbfgs(
        [&](const std::vector<double>& x, std::vector<double>& slope) { return support(x, slope); },
        support.values(start), {.tolerance = tolerance, .max_evaluations = options.evaluations},
        stop);
  return support.best();
}

}  // namespace traversable
