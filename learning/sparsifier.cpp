#include "learning/sparsifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "sim/interrupted.h"
#include "sym/quoted.h"
#include "sym/random.h"

namespace traversable {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr std::array<std::pair<Sparsifier, std::string_view>, 4> names{
    {{Sparsifier::prune, "prune"},
     {Sparsifier::greedy, "greedy"},
     {Sparsifier::l1, "l1"},
     {Sparsifier::hard_concrete, "hard_concrete"}}};

/// Above this many terms magnitudes decide alone.
constexpr int most_tried = 12;
/// What a term that joins starts with, downhill.
constexpr double seedling = 1e-3;

int count(const VectorXd& couplings) { return static_cast<int>((couplings.array() != 0).count()); }

/// Terms that are not zero, the smallest first.
std::vector<Index> by_magnitude(const VectorXd& couplings) {
  std::vector<Index> order;
  for (Index k = 0; k < couplings.size(); ++k)
    if (couplings[k] != 0) order.push_back(k);
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return std::abs(couplings[a]) < std::abs(couplings[b]);
  });
  return order;
}

VectorXd without_smallest(VectorXd couplings, int num_terms) {
  const std::vector<Index> order = by_magnitude(couplings);
  for (std::size_t k = 0; k + static_cast<std::size_t>(num_terms) < order.size(); ++k)
    couplings[order[k]] = 0;
  return couplings;
}

class Ladder {
 public:
  Ladder(const LearningObjective& objective, const CouplingSpace& space,
         const SparsifierOptions& options, const std::stop_token& stop)
      : objective_(objective), space_(space), options_(options), stop_(stop) {}

  Fit run(const VectorXd& start, int num_terms) {
    Fit result;
    if (count(start) <= num_terms) {
      result = fitted(start);
    } else {
      switch (options_.kind) {
        case Sparsifier::prune:
          result = regrown(dropped(start, num_terms), num_terms);
          break;
        case Sparsifier::greedy:
          result = dropped(start, num_terms);
          break;
        case Sparsifier::l1:
          result = fitted(without_smallest(shrunk(start, num_terms), num_terms));
          break;
        case Sparsifier::hard_concrete:
          result = fitted(without_smallest(gated(start, num_terms), num_terms));
          break;
      }
    }
    result.history = history_;
    return result;
  }

 private:
  Fit fitted(const VectorXd& start) {
    return recorded(fit(objective_, space_, start, options_.fit, stop_));
  }

  Fit recorded(Fit result) {
    history_.insert(history_.end(), result.history.begin(), result.history.end());
    return result;
  }

  LossValue loss(const VectorXd& couplings) {
    LossValue value = learning_loss(objective_, space_, couplings, stop_);
    history_.push_back(value.parts.total());
    return value;
  }

  /// Down to `num_terms`: at once while many are left, then with a choice among the smallest.
  Fit dropped(const VectorXd& start, int num_terms) {
    const bool greedy = options_.kind == Sparsifier::greedy;
    Fit now;
    now.couplings = start;
    bool is_fitted = false;
    for (int left = count(now.couplings); left > num_terms; left = count(now.couplings)) {
      if (left > most_tried + 1) {
        // Greedy: a tenth at a time, so that the fit can answer.
        const int next = greedy ? std::max(most_tried, left - std::max(1, left / 10)) : most_tried;
        now = fitted(without_smallest(now.couplings, std::max(num_terms, next)));
      } else if (!greedy && left - num_terms > 3) {
        now = fitted(without_smallest(now.couplings, left - 3));
      } else {
        now = cheapest_removal(now.couplings);
      }
      is_fitted = true;
    }
    return is_fitted ? now : fitted(now.couplings);
  }

  /// One term less: of the smallest `candidates`, the one whose loss costs least.
  Fit cheapest_removal(const VectorXd& couplings) {
    const std::vector<Index> order = by_magnitude(couplings);
    const std::size_t tried =
        std::min(order.size(), static_cast<std::size_t>(std::max(1, options_.candidates)));
    Fit best;
    for (std::size_t k = 0; k < tried; ++k) {
      VectorXd fewer = couplings;
      fewer[order[k]] = 0;
      Fit result = fitted(fewer);
      if (k == 0 || result.loss() < best.loss()) best = std::move(result);
    }
    return best;
  }

  /// Terms with the steepest gradient join, the smallest go again, while that helps.
  Fit regrown(Fit best, int num_terms) {
    if (num_terms > most_tried) return best;
    for (int round = 0; round < options_.regrowth && best.loss() > options_.goal; ++round) {
      // Another number of newcomers every round.
      const int newcomers = 2 + (num_terms / 2 + round) % (num_terms + 1);
      const Fit grown = fitted(with_steepest(best.couplings, newcomers));
      Fit pruned = dropped(grown.couplings, num_terms);
      if (pruned.loss() < best.loss()) best = std::move(pruned);
    }
    return best;
  }

  VectorXd with_steepest(VectorXd couplings, int newcomers) {
    const VectorXd gradient = loss(couplings).gradient;
    std::vector<Index> absent;
    for (Index k = 0; k < couplings.size(); ++k)
      if (couplings[k] == 0) absent.push_back(k);
    std::stable_sort(absent.begin(), absent.end(), [&](Index a, Index b) {
      return std::abs(gradient[a]) > std::abs(gradient[b]);
    });
    for (std::size_t k = 0; k < absent.size() && k < static_cast<std::size_t>(newcomers); ++k)
      couplings[absent[k]] = gradient[absent[k]] > 0 ? -seedling : seedling;
    return couplings;
  }

  /// Accelerated proximal gradient with backtracking for growing lambda.
  VectorXd shrunk(const VectorXd& start, int num_terms) {
    constexpr double first_share = 1e-7, growth = 1.6;
    constexpr int most_lambdas = 80, steps_a_lambda = 25;
    VectorXd x = start;
    double lambda = first_share / start.cwiseAbs().sum();
    double step = 1.0;
    for (int k = 0; k < most_lambdas && count(x) > num_terms; ++k, lambda *= growth) {
      VectorXd y = x;
      double momentum = 1;
      for (int s = 0; s < steps_a_lambda; ++s) {
        throw_if_stopped(stop_);
        const LossValue at = loss(y);
        VectorXd next;
        for (;; step /= 2) {
          next = soft_threshold(y - step * at.gradient, step * lambda);
          if ((next.array() == 0).all()) return x;
          const VectorXd change = next - y;
          const double bound =
              at.parts.total() + at.gradient.dot(change) + change.squaredNorm() / (2 * step);
          if (loss(next).parts.total() <= bound + 1e-15 || step < 1e-12) break;
        }
        const double faster = (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
        y = next + (momentum - 1) / faster * (next - x);
        momentum = faster;
        x = next;
        step *= 1.2;
        if (count(x) <= num_terms) break;
      }
    }
    return x;
  }

  static VectorXd soft_threshold(const VectorXd& x, double threshold) {
    return x.array().sign() * (x.array().abs() - threshold).max(0.0);
  }

  /// Adam on theta and the gates' log alpha, the penalty growing until the gates' modes leave at
  /// most num_terms open.
  VectorXd gated(const VectorXd& start, int num_terms) {
    constexpr double temperature = 2.0 / 3, low = -0.1, high = 1.1;
    constexpr double learning_rate = 0.02, first_penalty = 1e-6, growth = 1.03;
    constexpr int most_steps = 400;
    const Index n = start.size();
    VectorXd theta = start, log_alpha = VectorXd::Zero(n);
    const double scale = start.cwiseAbs().maxCoeff();
    for (Index k = 0; k < n; ++k) log_alpha[k] = 1 + 2 * std::abs(start[k]) / scale;
    Adam theta_step(n, 0.1 * learning_rate), gate_step(n, 5 * learning_rate);
    double penalty = first_penalty;
    const double shift = temperature * std::log(-low / high);
    for (int step = 0; step < most_steps; ++step, penalty *= growth) {
      const VectorXd open = theta.cwiseProduct(modes(log_alpha, theta, low, high));
      if (count(open) <= num_terms && count(open) > 0) return open;
      const RandomStream random(options_.seed, options_.stage, Stream::gates);
      VectorXd z(n), slope(n);
      for (Index k = 0; k < n; ++k) {
        const double u =
            std::clamp(random.uniform(static_cast<std::uint64_t>(step * n + k)), 1e-9, 1 - 1e-9);
        const double s = sigmoid((std::log(u) - std::log1p(-u) + log_alpha[k]) / temperature);
        const double stretched = s * (high - low) + low;
        if (start[k] == 0) {  // not asked for any more
          z[k] = slope[k] = 0;
          continue;
        }
        z[k] = std::clamp(stretched, 0.0, 1.0);
        slope[k] = stretched > 0 && stretched < 1 ? (high - low) * s * (1 - s) / temperature : 0;
      }
      const VectorXd couplings = theta.cwiseProduct(z);
      if (count(couplings) == 0) continue;
      const VectorXd gradient = loss(couplings).gradient;
      VectorXd gate_gradient(n);
      for (Index k = 0; k < n; ++k) {
        const double active = sigmoid(log_alpha[k] - shift);
        gate_gradient[k] = gradient[k] * theta[k] * slope[k] + penalty * active * (1 - active);
      }
      theta -= theta_step.step(gradient.cwiseProduct(z), 1);
      log_alpha -= gate_step.step(gate_gradient, 1);
    }
    return theta.cwiseProduct(modes(log_alpha, theta, low, high));
  }

  static double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

  /// Gates without noise.
  static VectorXd modes(const VectorXd& log_alpha, const VectorXd& theta, double low, double high) {
    VectorXd z(log_alpha.size());
    for (Index k = 0; k < z.size(); ++k)
      z[k] = theta[k] == 0 ? 0 : std::clamp(sigmoid(log_alpha[k]) * (high - low) + low, 0.0, 1.0);
    return z;
  }

  const LearningObjective& objective_;
  const CouplingSpace& space_;
  const SparsifierOptions& options_;
  const std::stop_token& stop_;
  std::vector<double> history_;
};

}  // namespace

Sparsifier sparsifier_by_name(std::string_view name) {
  for (const auto& [kind, text] : names)
    if (text == name) return kind;
  throw std::invalid_argument(
      fmt::format("sparsifier {}: expected prune, greedy, l1 or hard_concrete", in_quotes(name)));
}

std::string_view name_of(Sparsifier sparsifier) {
  return names[static_cast<std::size_t>(sparsifier)].second;
}

Fit sparsify(const LearningObjective& objective, const CouplingSpace& space, const VectorXd& start,
             int num_terms, const SparsifierOptions& options, const std::stop_token& stop) {
  if (num_terms < 1)
    throw std::invalid_argument(fmt::format("{} terms: expected one at least", num_terms));
  return Ladder(objective, space, options, stop).run(start, num_terms);
}

}  // namespace traversable
