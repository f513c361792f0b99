// Fitting the couplings that are not zero.
#pragma once

#include <stop_token>
#include <string_view>
#include <vector>

#include "learning/objective.h"

namespace traversable {

enum class Optimizer {
  lbfgs,  ///< quasi-Newton (sim/optimization/lbfgs.h)
  adam    ///< Kingma and Ba, arXiv:1412.6980, with beta = 0.9, 0.999
};
/// "lbfgs" or "adam". Throws std::invalid_argument.
Optimizer optimizer_by_name(std::string_view name);
std::string_view name_of(Optimizer optimizer);

struct FitOptions {
  Optimizer optimizer = Optimizer::lbfgs;
  /// Most evaluations of the loss.
  int evaluations = 150;
  /// Step of Adam, in units of the couplings; falls with the cosine to a hundredth.
  double learning_rate = 0.01;
};

/// Couplings with their loss, and the best loss after every evaluation on the way.
struct Fit {
  Eigen::VectorXd couplings;
  LossParts parts;
  std::vector<double> history;

  double loss() const { return parts.total(); }
  int num_terms() const { return static_cast<int>((couplings.array() != 0).count()); }
};

/// The best couplings seen, zeros staying zero. Throws as learning_loss; std::invalid_argument where
/// all couplings are zero.
Fit fit(const LearningObjective& objective, const CouplingSpace& space,
        const Eigen::VectorXd& start, const FitOptions& options, const std::stop_token& stop = {});

/// State of Adam on a vector of parameters.
class Adam {
 public:
  Adam(Eigen::Index size, double learning_rate)
      : first_(Eigen::VectorXd::Zero(size)),
        second_(Eigen::VectorXd::Zero(size)),
        learning_rate_(learning_rate) {}

  /// The step to take at `gradient`, times `scale`.
  Eigen::VectorXd step(const Eigen::VectorXd& gradient, double scale);

 private:
  Eigen::VectorXd first_, second_;
  double learning_rate_;
  int count_ = 0;
};

/// Falls from 1 to 1/100 over `count` steps.
double cosine_schedule(int step, int count);

}  // namespace traversable
