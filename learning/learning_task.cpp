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

}  // namespace

LearningObjective make_objective(const LearningTask& task, const CouplingSpace& space,
                                 const std::stop_token& stop) {
  const int n = space.num_majoranas();
  if (task.targets.empty())
    throw std::invalid_argument("target: no Hamiltonian, expected one at least");
  for (const Hamiltonian& target : task.targets)
    if (target.num_majoranas() != n)
      throw std::invalid_argument(
          fmt::format("target: {} Majoranas, expected {}", target.num_majoranas(), n));
  require_times("two_point_t", task.two_point_weight, task.two_point_times);
  require_times("winding_t", task.winding_weight, task.winding_times);
  LearningObjective objective;
  objective.penalties = task.penalties;
  objective.device = task.device;
  objective.curves.push_back(
      {.points = task.points,
       .information = mean_information_curves(task.targets, task.points, stop, task.device.get()),
       .weight = task.curve_weight,
       .asymmetry_weight = task.asymmetry_weight});
  if (task.two_point_weight > 0) {
    std::vector<int> fermions(static_cast<std::size_t>(n));
    std::iota(fermions.begin(), fermions.end(), 0);
    const TwoPointPoints points{task.points.beta, fermions, task.two_point_times};
    objective.two_point.push_back(
        {points,
         mean_over(task.targets, stop,
                   [&](const ExactCopy& copy) {
                     return Eigen::MatrixXd(
                         two_point_functions(copy, points.beta, points.fermions, points.times, stop)
                             .real());
                   }),
         task.two_point_weight});
  }
  for (const double t : task.winding_times) {
    throw_if_stopped(stop);
    if (task.winding_weight == 0) break;
    const WindingPoint point{task.points.beta, t, task.points.probe[0]};
    objective.size_winding.push_back(
        {point,
         mean_over(
             task.targets, stop,
             [&](const ExactCopy& copy) {
               return size_distributions(copy, point.beta, {{point.fermion}}, {{t}}, stop)[0].q;
             }),
         task.winding_weight / static_cast<double>(task.winding_times.size())});
  }
  validate(objective, space);
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
