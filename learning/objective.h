// What is learned: a weighted sum of squared distances and penalties.
//
//   L(J) = w_c <(I_PT - I*)^2> + w_a <(A - A*)^2> + w_g <(G_j - G*_j)^2> + w_s <sum_n |Q - Q*|^2>
//          + w_k kappa + w_n max(0, kappa_min - kappa)^2 + w_J (J^2 - J*^2)^2
//
// I_PT in bits on the grid of points, A = I_PT(-|mu|) - I_PT(+|mu|) for every |mu| that has both signs,
// G_j two-point functions, Q winding size distributions, kappa and J^2 of coupling_penalties.h; <>
// are means over the points. An L1 penalty is the business of the sparsifiers.
#pragma once

#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

#include "learning/coupling_penalties.h"
#include "learning/size_winding_gradient.h"
#include "learning/teleport_gradient.h"
#include "learning/two_point_gradient.h"

namespace traversable {

/// Curves to meet: information[group][m * t1.size() + t] in bits.
struct CurveTarget {
  ProtocolPoints points;
  std::vector<std::vector<double>> information;
  double weight = 1;
  double asymmetry_weight = 0;
};

struct TwoPointTarget {
  TwoPointPoints points;
  Eigen::MatrixXd values;
  double weight = 1;
};

struct WindingTarget {
  WindingPoint point;
  Eigen::VectorXcd q;
  double weight = 1;
};

struct CouplingPenalties {
  double commutativity_weight = 0;     // of kappa
  double noncommutativity_weight = 0;  // of max(0, least_noncommutativity - kappa)^2
  double least_noncommutativity = 0;
  double norm_weight = 0;  // of (J^2 - norm)^2
  double norm = 0;
};

/// The parts of L, weights included.
struct LossParts {
  double curves = 0;
  double asymmetry = 0;
  double two_point = 0;
  double size_winding = 0;
  double penalties = 0;

  double total() const { return curves + asymmetry + two_point + size_winding + penalties; }
};

struct LossValue {
  LossParts parts;
  Eigen::VectorXd gradient;
};

struct LearningObjective {
  std::vector<CurveTarget> curves;
  std::vector<TwoPointTarget> two_point;
  std::vector<WindingTarget> size_winding;
  CouplingPenalties penalties;
  /// Where the curves and their gradient are computed; on this machine where there is none, as all other parts.
  std::shared_ptr<cuda::StreamPool> device = {};
};

/// Throws std::invalid_argument for an objective without any target, values that do not fit the
/// points or are not finite, weights that are negative, all zero or not finite, an asymmetry without
/// both signs of one |mu|, or a demand to commute and not to commute at once.
void validate(const LearningObjective& objective, const CouplingSpace& space);

/// Thrown where a loss or its gradient is NaN or infinite.
class NotFinite : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The largest |t| of its targets.
double longest_time(const LearningObjective& objective);

/// L and dL/dJ. Throws NotFinite; Interrupted.
LossValue learning_loss(const LearningObjective& objective, const CouplingSpace& space,
                        const Eigen::VectorXd& couplings, const std::stop_token& stop = {});

/// I_PT at the points of a target, of other couplings or averaged over instances of one size.
std::vector<std::vector<double>> information_curves(const CouplingSpace& space,
                                                    const Eigen::VectorXd& couplings,
                                                    const ProtocolPoints& points,
                                                    const std::stop_token& stop = {},
                                                    cuda::StreamPool* device = nullptr);
std::vector<std::vector<double>> mean_information_curves(const std::vector<Hamiltonian>& instances,
                                                         const ProtocolPoints& points,
                                                         const std::stop_token& stop = {},
                                                         cuda::StreamPool* device = nullptr);

/// Pairs (index of -|mu|, index of +|mu|).
std::vector<std::pair<std::size_t, std::size_t>> sign_pairs(const std::vector<double>& mu);

/// How well the curves of a target are met.
struct CurveFit {
  /// Root mean square distance over times for every mu, bits.
  std::vector<double> rms;
  /// Largest asymmetry over times, learned and wanted; the first |mu| that has both signs.
  double peak_asymmetry = 0;
  double peak_asymmetry_target = 0;

  double largest_rms() const;
};
CurveFit curve_fit(const CurveTarget& target, const std::vector<std::vector<double>>& information);

}  // namespace traversable
