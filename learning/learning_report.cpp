#include "learning/learning_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/diagnostics/size_distribution.h"
#include "sim/diagnostics/two_point.h"
#include "sym/decimal.h"

namespace traversable {
namespace {

constexpr int later_times = 9;
constexpr int two_point_grid = 17;

Generalisation compare(const std::string& name, bool trained, const Hamiltonian& learned,
                       const LearningTask& task, const ProtocolPoints& points,
                       const std::stop_token& stop) {
  cuda::StreamPool* const device = task.device.get();
  const CurveTarget target{
      .points = points, .information = mean_information_curves(task.targets, points, stop, device)};
  const CurveFit fit = curve_fit(target, mean_information_curves({learned}, points, stop, device));
  double square = 0;
  for (const double rms : fit.rms) square += rms * rms / static_cast<double>(fit.rms.size());
  return {name, trained, std::sqrt(square), fit.peak_asymmetry, fit.peak_asymmetry_target};
}

double last_time(const ProtocolPoints& points) {
  double last = 0;
  for (const ProtocolTimes& times : points.times)
    last = std::max({last, times.t0, *std::max_element(times.t1.begin(), times.t1.end())});
  return last;
}

/// Diagonal times behind the trained ones.
ProtocolPoints later(const ProtocolPoints& points) {
  ProtocolPoints result = points;
  result.times.clear();
  const double last = last_time(points);
  for (int k = 1; k <= later_times; ++k) {
    const double t = last * (1 + 0.5 * k / later_times);
    result.times.push_back({t, {t}});
  }
  return result;
}

Eigen::MatrixXd two_point_of(const std::vector<Hamiltonian>& models, const TwoPointPoints& points,
                             const std::stop_token& stop) {
  Eigen::MatrixXd mean;
  for (const Hamiltonian& model : models) {
    const Eigen::MatrixXd values = two_point_functions(ExactCopy(model, stop), points.beta,
                                                       points.fermions, points.times, stop)
                                       .real() /
                                   static_cast<double>(models.size());
    if (mean.size() == 0)
      mean = values;
    else
      mean += values;
  }
  return mean;
}

double winding_of(const std::vector<Hamiltonian>& models, const WindingPoint& point,
                  const std::stop_token& stop) {
  double mean = 0;
  for (const Hamiltonian& model : models)
    mean += size_distributions(ExactCopy(model, stop), point.beta, {{point.fermion}}, {{point.t}},
                               stop, point.counted)[0]
                .q.cwiseAbs()
                .sum() /
            static_cast<double>(models.size());
  return mean;
}

/// Where the target's asymmetry is largest (its I_PT where there is one sign alone).
double peak_time(const LearningTask& task, const std::stop_token& stop) {
  const auto information =
      mean_information_curves(task.targets, task.points, stop, task.device.get());
  const auto pairs = sign_pairs(task.points.mu);
  double best = -3, time = 0;
  for (std::size_t g = 0; g < information.size(); ++g) {
    const std::size_t times = task.points.times[g].t1.size();
    for (std::size_t t = 0; t < times; ++t) {
      const double value = pairs.empty() ? information[g][t]
                                         : information[g][pairs[0].first * times + t] -
                                               information[g][pairs[0].second * times + t];
      if (value > best) {
        best = value;
        time = task.points.times[g].t0;
      }
    }
  }
  return time;
}

void add_structure(LearningReport& report) {
  const CouplingSpace space(report.learned);
  const Eigen::VectorXd couplings = space.couplings_of(report.learned);
  report.num_terms = static_cast<int>(space.size());
  std::uint64_t used = 0;
  for (std::size_t k = 0; k < space.size(); ++k) {
    used |= space.majoranas(k);
    for (std::size_t l = 0; l < k; ++l) report.anticommuting_pairs += !space.commute(k, l);
  }
  for (int j = 0; j < space.num_majoranas(); ++j)
    if ((used >> j & 1) == 0) report.idle_fermions.push_back(j);
  report.noncommutativity = noncommutativity(space, couplings).value;
  report.coupling_squared = effective_coupling_squared(space, couplings).value;
}

void add_two_point(LearningReport& report, const LearningTask& task, const std::stop_token& stop) {
  const int n = report.learned.num_majoranas();
  TwoPointPoints points{.beta = task.points.beta,
                        .fermions = std::vector<int>(static_cast<std::size_t>(n)),
                        .times = {}};
  std::iota(points.fermions.begin(), points.fermions.end(), 0);
  const double last = last_time(task.points);
  for (int k = 0; k < two_point_grid; ++k) points.times.push_back(last * k / (two_point_grid - 1));
  const Eigen::MatrixXd distance =
      two_point_of({report.learned}, points, stop) - two_point_of(task.targets, points, stop);
  for (int j = 0; j < n; ++j)
    report.two_point_rms.push_back(std::sqrt(distance.row(j).squaredNorm() / two_point_grid));
  report.mean_two_point_rms = std::sqrt(distance.colwise().mean().squaredNorm() / two_point_grid);
}

std::string list_of(const std::vector<int>& fermions) {
  return fermions.empty() ? "none" : fmt::format("{}", fmt::join(fermions, ", "));
}

}  // namespace

LearningReport report_on(const Hamiltonian& learned, const LearningTask& task,
                         const std::stop_token& stop) {
  LearningReport report{.learned = learned};
  add_structure(report);
  const auto add = [&](const std::string& name, bool trained, const ProtocolPoints& points) {
    report.information.push_back(compare(name, trained, learned, task, points, stop));
  };
  add("trained points", true, task.points);
  add("later times", false, later(task.points));
  for (const double factor : {0.5, 2.0}) {
    ProtocolPoints points = task.points;
    points.beta *= factor;
    if (task.points.beta > 0) add(fmt::format("beta = {:g}", points.beta), false, points);
  }
  for (int a = 0; a + 1 < learned.num_majoranas(); a += 2) {
    ProtocolPoints points = task.points;
    points.protocol.probe = {a, a + 1};
    if (points.protocol.probe != task.points.protocol.probe)
      add(fmt::format("probe {},{}", a, a + 1), false, points);
  }
  add_two_point(report, task, stop);
  report.peak_time = peak_time(task, stop);
  const WindingPoint point{task.points.beta, report.peak_time, task.points.protocol.probe[0],
                           task.points.protocol.coupling};
  report.winding = winding_of({learned}, point, stop);
  report.winding_target = winding_of(task.targets, point, stop);
  return report;
}

std::string to_text(const LearningReport& report) {
  std::string text = fmt::format(
      "H = {}\n\nterms                 {}\nfermions in no term   {}  (0-based)\n"
      "anticommuting pairs   {} of {}, kappa = {}\nJ^2                   {}\n\n"
      "I_PT, bits              rms distance   peak asymmetry, learned and target\n",
      to_text(report.learned), report.num_terms, list_of(report.idle_fermions),
      report.anticommuting_pairs, report.num_terms * (report.num_terms - 1) / 2,
      decimal(report.noncommutativity, 4), decimal(report.coupling_squared, 4));
  for (const Generalisation& g : report.information)
    text += fmt::format("  {:<20}  {:<13}  {:<8} {}{}\n", g.name, decimal(g.rms, 4),
                        decimal(g.peak_asymmetry, 4), decimal(g.peak_asymmetry_target, 4),
                        g.trained ? "   trained" : "");
  text += fmt::format("\ntwo-point functions: rms distance of their mean over fermions {}\n  each",
                      decimal(report.mean_two_point_rms, 4));
  for (const double rms : report.two_point_rms) text += " " + decimal(rms, 3);
  return text + fmt::format("\nsize winding at t = {:g}: sum |Q(n)| = {}, target {}\n",
                            report.peak_time, decimal(report.winding, 4),
                            decimal(report.winding_target, 4));
}

}  // namespace traversable
