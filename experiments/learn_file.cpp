#include "experiments/learn_file.h"

#include <algorithm>
#include <limits>

#include "sym/hamiltonian.h"
#include "sym/hamiltonian_json.h"

namespace traversable {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<Axis> axes_of(const LearnConfig& config, const CouplingSpace& space) {
  std::vector<Axis> axes;
  if (config.has_instance_axis()) axes.push_back(instance_axis(config.target));
  axes.push_back(counted_axis("start", "chain of models", config.num_starts));
  axes.push_back(
      {"rung", "terms allowed", "1",
       std::vector<long long>(config.plan.schedule.begin(), config.plan.schedule.end())});
  axes.push_back({"mu", "strength of the coupling, negative energy below 0", "1", config.mu});
  for (Axis& axis : config.times.result_axes()) axes.push_back(std::move(axis));
  axes.push_back(counted_axis("term", "Majorana term that may be learned", space.size()));
  axes.push_back(
      counted_axis("position", "place in the term", static_cast<std::size_t>(space.degree())));
  axes.push_back(counted_axis("evaluation", "evaluation of the loss in a rung", history_length));
  return axes;
}

std::vector<long long> term_table(const CouplingSpace& space) {
  std::vector<long long> table;
  for (std::size_t k = 0; k < space.size(); ++k)
    for (const int j : Term{1.0, space.majoranas(k)}.indices()) table.push_back(j);
  return table;
}

ResultLayout layout_of(const LearnConfig& config) {
  const CouplingSpace space = coupling_space(config);
  ResultLayout layout(axes_of(config, space));
  const AxisNames instance = config.has_instance_axis() ? AxisNames{"instance"} : AxisNames{};
  const AxisNames rungs = instance + AxisNames{"start", "rung"};
  const AxisNames curves = AxisNames{"mu"} + config.times.names();
  layout.add_numbers("target_mutual_information", "I_PT of the target", "bits", instance + curves);
  layout.add_numbers("target_peak_asymmetry", "largest I_PT(-|mu|) - I_PT(+|mu|) of the target",
                     "bits", instance);
  layout.add_numbers("mutual_information", "I_PT of the learned model", "bits", rungs + curves);
  layout.add_numbers("mutual_information_rms", "root mean square distance of I_PT over times",
                     "bits", rungs + AxisNames{"mu"});
  layout.add_numbers("peak_asymmetry", "largest I_PT(-|mu|) - I_PT(+|mu|)", "bits", rungs);
  layout.add_numbers("coupling", "coupling J_S", "energy", rungs + AxisNames{"term"});
  layout.add_numbers("loss", "loss", "1", rungs);
  layout.add_numbers("loss_curves", "part of the loss: I_PT", "1", rungs);
  layout.add_numbers("loss_asymmetry", "part of the loss: asymmetry", "1", rungs);
  layout.add_numbers("loss_two_point", "part of the loss: two-point functions", "1", rungs);
  layout.add_numbers("loss_size_winding", "part of the loss: winding size distributions", "1",
                     rungs);
  layout.add_numbers("loss_penalties", "part of the loss: penalties on the couplings", "1", rungs);
  layout.add_numbers("history", "best loss of the fit under way", "1",
                     rungs + AxisNames{"evaluation"});
  layout.add_counts("num_terms", "terms that are not zero", rungs);
  layout.add_counts("num_evaluations", "evaluations of the loss", rungs);
  layout.add_constants("term_majoranas", "0-based indices of the terms", {"term", "position"},
                       term_table(space));
  layout.add_completed("1 where the rung is done", rungs);
  return layout;
}

/// (mu, times) of [group][m * t1 + t].
std::vector<double> by_mu(const std::vector<std::vector<double>>& information, std::size_t num_mu) {
  std::vector<double> values;
  for (std::size_t m = 0; m < num_mu; ++m)
    for (const auto& group : information) {
      const auto times = static_cast<std::ptrdiff_t>(group.size() / num_mu);
      const auto first = group.begin() + static_cast<std::ptrdiff_t>(m) * times;
      values.insert(values.end(), first, first + times);
    }
  return values;
}

}  // namespace

ResultPlan result_plan(const LearnConfig& config, const std::string& command_line) {
  ResultPlan plan{
      .layout = layout_of(config),
      .hamiltonians = config.target,
      .provenance = {.experiment = "learn",
                     .command_line = command_line,
                     .configuration = to_toml(config),
                     .seed = config.seed},
      .check = [&config](const Hamiltonian& hamiltonian) { check_target(config, hamiltonian); }};
  if (config.start_model)
    plan.provenance.inputs.emplace_back("start_model", to_json(*config.start_model));
  return plan;
}

LearnFile::LearnFile(ResultFile& file, const LearnConfig& config)
    : config_(config), num_couplings_(coupling_space(config).size()), file_(file) {}

bool LearnFile::has_rungs(std::size_t instance) const {
  for (std::size_t start = 0; start < config_.num_starts; ++start)
    for (std::size_t rung = 0; rung < config_.plan.schedule.size(); ++rung)
      if (is_done(instance, start, rung)) return true;
  return false;
}

void LearnFile::write_numbers(const std::string& name, std::size_t index,
                              const std::vector<double>& values) {
  file_.write_at(file_.place(name, sizeof(double)), index * values.size(), values.data(),
                 values.size());
}

void LearnFile::write_target(std::size_t instance, const CurveTarget& target,
                             double peak_asymmetry) {
  // Rungs that are done have it in their checksums, from another machine perhaps.
  if (has_rungs(instance)) return;
  write_numbers("target_mutual_information", instance,
                by_mu(target.information, config_.mu.size()));
  write_numbers("target_peak_asymmetry", instance, {peak_asymmetry});
}

void LearnFile::write(std::size_t instance, std::size_t start, std::size_t rung,
                      const LearnedModel& model) {
  const std::size_t p = point(instance, start, rung);
  write_numbers("mutual_information", p, by_mu(model.information, config_.mu.size()));
  write_numbers("mutual_information_rms", p, model.curves.rms);
  write_numbers("peak_asymmetry", p, {model.curves.peak_asymmetry});
  write_numbers("coupling", p, {model.couplings.begin(), model.couplings.end()});
  write_numbers("loss_curves", p, {model.loss.curves});
  write_numbers("loss_asymmetry", p, {model.loss.asymmetry});
  write_numbers("loss_two_point", p, {model.loss.two_point});
  write_numbers("loss_size_winding", p, {model.loss.size_winding});
  write_numbers("loss_penalties", p, {model.loss.penalties});
  write_numbers("loss", p, {model.loss.total()});
  std::vector<double> history = model.history;
  history.resize(history_length, nan);
  write_numbers("history", p, history);
  const auto write_count = [&](const char* name, long long count) {
    file_.write_at(file_.place(name, sizeof(long long)), p, &count, 1);
  };
  write_count("num_terms", (model.couplings.array() != 0).count());
  write_count("num_evaluations", model.num_evaluations);
  file_.set_done(p);
}

Eigen::VectorXd LearnFile::couplings(std::size_t instance, std::size_t start,
                                     std::size_t rung) const {
  Eigen::VectorXd couplings(static_cast<Eigen::Index>(num_couplings_));
  file_.read_at(file_.place("coupling", sizeof(double)),
                point(instance, start, rung) * num_couplings_, couplings.data(), num_couplings_);
  return couplings;
}

double LearnFile::loss(std::size_t instance, std::size_t start, std::size_t rung) const {
  double loss = 0;
  file_.read_at(file_.place("loss", sizeof(double)), point(instance, start, rung), &loss, 1);
  return loss;
}

}  // namespace traversable
