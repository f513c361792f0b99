#include "learning/learning_task.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <stdexcept>

#include "sim/diagnostics/size_distribution.h"
#include "sim/diagnostics/two_point.h"
#include "sim/interrupted.h"
#include "sym/models.h"
#include "sym/random.h"

namespace traversable {
namespace {

/// The mean of value(space, couplings) over the targets.
template <class Value>
auto mean_over(const std::vector<Hamiltonian>& targets, const std::stop_token& stop,
               const Value& value) {
  const auto of = [&](const Hamiltonian& hamiltonian) {
    return value(ExactCopy(hamiltonian, stop));
  };
  auto mean = of(targets.front());
  for (std::size_t k = 1; k < targets.size(); ++k) mean += of(targets[k]);
  mean /= static_cast<double>(targets.size());
  return mean;
}

void require_times(const char* name, double weight, const std::vector<double>& times) {
  if (weight > 0 && times.empty())
    throw std::invalid_argument(fmt::format("{}: missing, expected times for its weight", name));
  if (times.size() > max_loss_times)
    throw std::invalid_argument(
        fmt::format("{}: {} times, expected at most {}", name, times.size(), max_loss_times));
}

/// The objective with zeros for all that is to be computed of the targets.
LearningObjective without_values(const LearningTask& task, int num_majoranas) {
  LearningObjective objective;
  objective.penalties = task.penalties;
  objective.device = task.device;
  CurveTarget curves{task.points, {}, task.curve_weight, task.asymmetry_weight};
  for (const ProtocolTimes& times : task.points.times)
    curves.information.emplace_back(task.points.mu.size() * times.t1.size());
  objective.curves.push_back(std::move(curves));
  if (task.two_point_weight > 0) {
    std::vector<int> fermions(static_cast<std::size_t>(num_majoranas));
    std::iota(fermions.begin(), fermions.end(), 0);
    objective.two_point.push_back(
        {{task.points.beta, std::move(fermions), task.two_point_times},
         Eigen::MatrixXd::Zero(num_majoranas,
                               static_cast<Eigen::Index>(task.two_point_times.size())),
         task.two_point_weight});
  }
  const auto num_sizes = static_cast<Eigen::Index>(
      counting_terms(task.points.protocol.coupling, num_majoranas).sets.size() + 1);
  if (task.winding_weight > 0)
    for (const double t : task.winding_times)
      objective.size_winding.push_back(
          {{task.points.beta, t, task.points.protocol.probe[0], task.points.protocol.coupling},
           Eigen::VectorXcd::Zero(num_sizes),
           task.winding_weight / static_cast<double>(task.winding_times.size())});
  return objective;
}

}  // namespace

void validate(const LearningTask& task, const CouplingSpace& space) {
  const int n = space.num_majoranas();
  if (task.targets.empty())
    throw std::invalid_argument("target: no Hamiltonian, expected one at least");
  for (const Hamiltonian& target : task.targets)
    if (target.num_majoranas() != n)
      throw std::invalid_argument(
          fmt::format("target: {} Majoranas, expected {}", target.num_majoranas(), n));
  require_times("two_point_t", task.two_point_weight, task.two_point_times);
  require_times("winding_t", task.winding_weight, task.winding_times);
  validate(without_values(task, n), space);
}

LearningObjective make_objective(const LearningTask& task, const CouplingSpace& space,
                                 const std::stop_token& stop) {
  validate(task, space);
  LearningObjective objective = without_values(task, space.num_majoranas());
  objective.curves.front().information =
      mean_information_curves(task.targets, task.points, stop, task.device.get());
  for (TwoPointTarget& target : objective.two_point) {
    const TwoPointPoints& p = target.points;
    target.values = mean_over(task.targets, stop, [&](const ExactCopy& copy) {
      return Eigen::MatrixXd(two_point_functions(copy, p.beta, p.fermions, p.times, stop).real());
    });
  }
  for (WindingTarget& target : objective.size_winding) {
    throw_if_stopped(stop);
    const WindingPoint& p = target.point;
    target.q = mean_over(task.targets, stop, [&](const ExactCopy& copy) {
      return size_distributions(copy, p.beta, {{p.fermion}}, {{p.t}}, stop, p.counted)[0].q;
    });
  }
  validate(objective, space);  // of the values: all of them are finite
  return objective;
}

CouplingSpace complete_space(int num_majoranas, int q) {
  return CouplingSpace(dense_syk(num_majoranas, q, 1.0, {}));
}

Eigen::VectorXd random_start(const CouplingSpace& space, double coupling_squared,
                             std::uint64_t seed, std::uint64_t number) {
  const RandomStream random(seed, number,
                            {Stream::starts, space.num_majoranas(), space.degree(), space.size()});
  Eigen::VectorXd couplings(static_cast<Eigen::Index>(space.size()));
  for (std::size_t k = 0; k < space.size(); ++k) couplings[k] = random.gaussian(k);
  const double unit = effective_coupling_squared(space, couplings).value;
  return std::sqrt(coupling_squared / unit) * couplings;
}

}  // namespace traversable
