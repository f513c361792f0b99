#include "learning/objective.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "sim/observables/observables.h"

namespace traversable {
namespace {

using Eigen::Index;
using Eigen::Matrix4cd;

/// Curves and asymmetry in one pass: parts are told apart by a pair of sums a group.
LossValue curve_loss(const CurveTarget& target, const CouplingSpace& space,
                     const Eigen::VectorXd& couplings, const std::stop_token& stop,
                     cuda::StreamPool* device) {
  const auto pairs = sign_pairs(target.points.mu);
  const std::size_t count = num_points(target.points);
  const double curve = target.weight / static_cast<double>(count);
  const double asymmetric = pairs.empty() ? 0
                                          : target.asymmetry_weight *
                                                static_cast<double>(target.points.mu.size()) /
                                                static_cast<double>(count * pairs.size());
  std::vector<LossParts> parts(target.points.times.size());
  const auto loss = [&](std::size_t group, std::span<const Matrix4cd> rho,
                        std::span<Matrix4cd> lambda) {
    const std::vector<double>& wanted = target.information[group];
    std::vector<double> distance(rho.size()), slope(rho.size());
    for (std::size_t k = 0; k < rho.size(); ++k) {
      distance[k] = mutual_information(rho[k]) - wanted[k];
      slope[k] = 2 * curve * distance[k];
      parts[group].curves += curve * distance[k] * distance[k];
    }
    const std::size_t times = target.points.times[group].t1.size();
    for (const auto& [negative, positive] : pairs)
      for (std::size_t t = 0; t < times; ++t) {
        const double d = distance[negative * times + t] - distance[positive * times + t];
        parts[group].asymmetry += asymmetric * d * d;
        slope[negative * times + t] += 2 * asymmetric * d;
        slope[positive * times + t] -= 2 * asymmetric * d;
      }
    for (std::size_t k = 0; k < rho.size(); ++k)
      lambda[k] = slope[k] * mutual_information_gradient(rho[k]);
    return parts[group].total();
  };
  const ProtocolGradient gradient =
      teleport_gradient(space, couplings, target.points, loss, {}, stop, device);
  LossValue value{{}, gradient.couplings};
  for (const LossParts& part : parts) {
    value.parts.curves += part.curves;
    value.parts.asymmetry += part.asymmetry;
  }
  return value;
}

CouplingGradient two_point_loss(const TwoPointTarget& target, const CouplingSpace& space,
                                const Eigen::VectorXd& couplings, const std::stop_token& stop) {
  const double weight = target.weight / static_cast<double>(target.values.size());
  return two_point_gradient(
      space, couplings, target.points,
      [&](Index j, const Eigen::VectorXd& values, Eigen::VectorXd& weights) {
        const Eigen::VectorXd distance = values - target.values.row(j).transpose();
        weights = 2 * weight * distance;
        return weight * distance.squaredNorm();
      },
      stop);
}

CouplingGradient winding_loss(const WindingTarget& target, const CouplingSpace& space,
                              const Eigen::VectorXd& couplings, const std::stop_token& stop) {
  return size_winding_gradient(
      space, couplings, target.point,
      [&](const Eigen::VectorXcd& q, Eigen::VectorXcd& w) {
        const Eigen::VectorXcd distance = q - target.q;
        w = 2 * target.weight * distance.conjugate();
        return target.weight * distance.squaredNorm();
      },
      stop);
}

void add_penalties(const CouplingPenalties& penalties, const CouplingSpace& space,
                   const Eigen::VectorXd& couplings, LossValue& value) {
  if (penalties.commutativity_weight > 0 || penalties.noncommutativity_weight > 0) {
    const PenaltyValue kappa = noncommutativity(space, couplings);
    const double lack = std::max(0.0, penalties.least_noncommutativity - kappa.value);
    value.parts.penalties += penalties.commutativity_weight * kappa.value +
                             penalties.noncommutativity_weight * lack * lack;
    value.gradient +=
        (penalties.commutativity_weight - 2 * penalties.noncommutativity_weight * lack) *
        kappa.gradient;
  }
  if (penalties.norm_weight > 0) {
    const PenaltyValue norm = effective_coupling_squared(space, couplings);
    const double distance = norm.value - penalties.norm;
    value.parts.penalties += penalties.norm_weight * distance * distance;
    value.gradient += 2 * penalties.norm_weight * distance * norm.gradient;
  }
}

void check_weight(const char* name, double weight) {
  if (!(weight >= 0) || !std::isfinite(weight))
    throw std::invalid_argument(
        fmt::format("{} = {}: expected a finite number >= 0", name, weight));
}

void check_curve(const CurveTarget& target, const CouplingSpace& space) {
  validate(target.points, space.num_majoranas());
  check_weight("curve_weight", target.weight);
  check_weight("asymmetry_weight", target.asymmetry_weight);
  if (target.asymmetry_weight > 0 && sign_pairs(target.points.mu).empty())
    throw std::invalid_argument("asymmetry_weight: expected both signs of one |mu|");
  bool fits = target.information.size() == target.points.times.size();
  for (std::size_t g = 0; fits && g < target.information.size(); ++g) {
    fits =
        target.information[g].size() == target.points.mu.size() * target.points.times[g].t1.size();
    for (const double value : target.information[g])
      if (!std::isfinite(value))
        throw std::invalid_argument(
            fmt::format("target: I_PT = {}, expected a finite number", value));
  }
  if (!fits) throw std::invalid_argument("target: expected a value of I_PT for every mu and time");
}

}  // namespace

void validate(const LearningObjective& objective, const CouplingSpace& space) {
  double weights = 0;
  for (const CurveTarget& target : objective.curves) {
    check_curve(target, space);
    weights += target.weight + target.asymmetry_weight;
  }
  for (const TwoPointTarget& target : objective.two_point) {
    validate(target.points, space.num_majoranas());
    check_weight("two_point_weight", target.weight);
    if (target.values.rows() != static_cast<Index>(target.points.fermions.size()) ||
        target.values.cols() != static_cast<Index>(target.points.times.size()) ||
        !target.values.allFinite())
      throw std::invalid_argument(
          "target: expected a finite two-point function for every fermion and time");
    weights += target.weight;
  }
  for (const WindingTarget& target : objective.size_winding) {
    check_weight("winding_weight", target.weight);
    const CouplingTerms counted = counting_terms(target.point.counted, space.num_majoranas());
    if (target.q.size() != static_cast<Index>(counted.sets.size()) + 1 || !target.q.allFinite())
      throw std::invalid_argument("target: expected a finite Q(n) for every size");
    weights += target.weight;
  }
  if (weights == 0)
    throw std::invalid_argument(
        "curve_weight = 0: no target with a weight above 0, expected one at least");
  const CouplingPenalties& p = objective.penalties;
  check_weight("commutativity_weight", p.commutativity_weight);
  check_weight("noncommutativity_weight", p.noncommutativity_weight);
  check_weight("norm_weight", p.norm_weight);
  check_weight("norm", p.norm);
  if (!(p.least_noncommutativity >= 0 && p.least_noncommutativity < 1))
    throw std::invalid_argument(fmt::format("least_noncommutativity = {}: expected 0 <= kappa < 1",
                                            p.least_noncommutativity));
  if (p.commutativity_weight > 0 && p.noncommutativity_weight > 0)
    throw std::invalid_argument(
        "commutativity_weight and noncommutativity_weight contradict each other: expected one of "
        "them");
}

double longest_time(const LearningObjective& objective) {
  double longest = 0;
  for (const CurveTarget& target : objective.curves)
    longest = std::max(longest, longest_time(target.points));
  for (const TwoPointTarget& target : objective.two_point)
    for (const double t : target.points.times) longest = std::max(longest, std::abs(t));
  for (const WindingTarget& target : objective.size_winding)
    longest = std::max(longest, std::abs(target.point.t));
  return longest;
}

LossValue learning_loss(const LearningObjective& objective, const CouplingSpace& space,
                        const Eigen::VectorXd& couplings, const std::stop_token& stop) {
  LossValue value{{}, Eigen::VectorXd::Zero(couplings.size())};
  for (const CurveTarget& target : objective.curves) {
    const LossValue part = curve_loss(target, space, couplings, stop, objective.device.get());
    value.parts.curves += part.parts.curves;
    value.parts.asymmetry += part.parts.asymmetry;
    value.gradient += part.gradient;
  }
  for (const TwoPointTarget& target : objective.two_point) {
    const CouplingGradient part = two_point_loss(target, space, couplings, stop);
    value.parts.two_point += part.loss;
    value.gradient += part.couplings;
  }
  for (const WindingTarget& target : objective.size_winding) {
    const CouplingGradient part = winding_loss(target, space, couplings, stop);
    value.parts.size_winding += part.loss;
    value.gradient += part.couplings;
  }
  add_penalties(objective.penalties, space, couplings, value);
  if (!std::isfinite(value.parts.total()) || !value.gradient.allFinite())
    throw NotFinite("the loss or its gradient is not finite");
  return value;
}

std::vector<std::vector<double>> information_curves(const CouplingSpace& space,
                                                    const Eigen::VectorXd& couplings,
                                                    const ProtocolPoints& points,
                                                    const std::stop_token& stop,
                                                    cuda::StreamPool* device) {
  std::vector<std::vector<double>> curves;
  for (const auto& states : teleport_states(space, couplings, points, stop, device)) {
    std::vector<double>& curve = curves.emplace_back();
    for (const Matrix4cd& rho : states) curve.push_back(mutual_information(rho));
  }
  return curves;
}

std::vector<std::vector<double>> mean_information_curves(const std::vector<Hamiltonian>& instances,
                                                         const ProtocolPoints& points,
                                                         const std::stop_token& stop,
                                                         cuda::StreamPool* device) {
  if (instances.empty())
    throw std::invalid_argument("target: no Hamiltonian, expected one at least");
  std::vector<std::vector<double>> mean;
  for (const Hamiltonian& hamiltonian : instances) {
    const CouplingSpace space(hamiltonian);
    const auto curves =
        information_curves(space, space.couplings_of(hamiltonian), points, stop, device);
    if (mean.empty())
      for (const auto& curve : curves) mean.emplace_back(curve.size(), 0.0);
    for (std::size_t g = 0; g < curves.size(); ++g)
      for (std::size_t k = 0; k < curves[g].size(); ++k)
        mean[g][k] += curves[g][k] / static_cast<double>(instances.size());
  }
  return mean;
}

std::vector<std::pair<std::size_t, std::size_t>> sign_pairs(const std::vector<double>& mu) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t positive = 0; positive < mu.size(); ++positive)
    for (std::size_t negative = 0; negative < mu.size(); ++negative)
      if (mu[positive] > 0 && mu[negative] == -mu[positive]) pairs.emplace_back(negative, positive);
  return pairs;
}

double CurveFit::largest_rms() const { return *std::max_element(rms.begin(), rms.end()); }

CurveFit curve_fit(const CurveTarget& target, const std::vector<std::vector<double>>& information) {
  const std::size_t num_mu = target.points.mu.size();
  CurveFit fit{.rms = std::vector<double>(num_mu, 0.0)};
  const auto pairs = sign_pairs(target.points.mu);
  fit.peak_asymmetry = fit.peak_asymmetry_target = pairs.empty() ? 0 : -2;
  double count = 0;
  for (std::size_t g = 0; g < information.size(); ++g) {
    const std::size_t times = target.points.times[g].t1.size();
    count += static_cast<double>(times);
    for (std::size_t m = 0; m < num_mu; ++m)
      for (std::size_t t = 0; t < times; ++t) {
        const double d = information[g][m * times + t] - target.information[g][m * times + t];
        fit.rms[m] += d * d;
      }
    if (pairs.empty()) continue;
    const auto [negative, positive] = pairs.front();
    for (std::size_t t = 0; t < times; ++t) {
      const auto difference = [&](const std::vector<double>& values) {
        return values[negative * times + t] - values[positive * times + t];
      };
      fit.peak_asymmetry = std::max(fit.peak_asymmetry, difference(information[g]));
      fit.peak_asymmetry_target =
          std::max(fit.peak_asymmetry_target, difference(target.information[g]));
    }
  }
  for (double& rms : fit.rms) rms = std::sqrt(rms / count);
  return fit;
}

}  // namespace traversable
