// The result file of a learning run.
//
// Root datasets, row-major; [instance] only where there is a target an instance, times (t) or (t0, t1):
//
//   instance, start, rung, mu, t | t0, t1, term, position, evaluation     axes; rung = terms allowed
//   target_mutual_information        ([instance,] mu, times)
//   mutual_information               ([instance,] start, rung, mu, times)
//   mutual_information_rms           ([instance,] start, rung, mu)   distance over times
//   peak_asymmetry                   ([instance,] start, rung)
//   target_peak_asymmetry            ([instance])
//   coupling                         ([instance,] start, rung, term)
//   loss, loss_curves, loss_asymmetry, loss_two_point, loss_size_winding, loss_penalties, num_terms,
//   num_evaluations, completed       ([instance,] start, rung)
//   history                          ([instance,] start, rung, evaluation)   best loss of the fit
//                                    under way; NaN behind the last; the first 1000 evaluations
//   term_majoranas                   (term, position)
//   hamiltonian/...                  of the targets, as in every result file (result_layout.h)
#pragma once

#include <string>
#include <vector>

#include "experiments/learn_config.h"
#include "experiments/result_file.h"

namespace traversable {

inline constexpr std::size_t history_length = 1000;

/// One rung of one chain.
struct LearnedModel {
  Eigen::VectorXd couplings;
  LossParts loss;
  int num_evaluations = 0;
  std::vector<double> history;
  CurveFit curves;
  std::vector<std::vector<double>> information;  // [group][m * t1 + t]
};

/// The file that a run makes.
ResultPlan result_plan(const LearnConfig& config, const std::string& command_line);

/// Rungs of a run into its file and back. Both outlive this.
class LearnFile {
 public:
  LearnFile(ResultFile& file, const LearnConfig& config);

  bool is_done(std::size_t instance, std::size_t start, std::size_t rung) const {
    return file_.is_done(point(instance, start, rung));
  }

  /// Before the rungs of that instance.
  void write_target(std::size_t instance, const CurveTarget& target, double peak_asymmetry);
  void write(std::size_t instance, std::size_t start, std::size_t rung, const LearnedModel& model);

  Eigen::VectorXd couplings(std::size_t instance, std::size_t start, std::size_t rung) const;
  double loss(std::size_t instance, std::size_t start, std::size_t rung) const;

 private:
  std::size_t point(std::size_t instance, std::size_t start, std::size_t rung) const {
    return (instance * config_.num_starts + start) * config_.plan.schedule.size() + rung;
  }
  bool has_rungs(std::size_t instance) const;
  void write_numbers(const std::string& name, std::size_t index, const std::vector<double>& values);

  const LearnConfig& config_;
  std::size_t num_couplings_;
  ResultFile& file_;
};

}  // namespace traversable
