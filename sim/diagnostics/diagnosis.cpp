#include "sim/diagnostics/diagnosis.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>
#include <stdexcept>

#include "sim/arguments.h"
#include "sim/diagnostics/fermion_pairs.h"
#include "sim/evolution_length.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/single_threaded_blas.h"
#include "sim/memory.h"
#include "sim/observables/observables.h"
#include "sim/parallel.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/commutation_graph.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

using Eigen::Index;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<int> fermions_of(int num_majoranas) {
  std::vector<int> fermions(static_cast<std::size_t>(num_majoranas));
  std::iota(fermions.begin(), fermions.end(), 0);
  return fermions;
}

std::vector<double> information_of(const std::vector<Eigen::Matrix4cd>& rho) {
  std::vector<double> values;
  for (const auto& r : rho) values.push_back(mutual_information(r));
  return values;
}

class Examination {
 public:
  Examination(const Hamiltonian& hamiltonian, const DiagnosisPlan& plan,
              const std::stop_token& stop)
      : plan_(plan),
        stop_(stop),
        copy_(hamiltonian, stop),
        engine_(hamiltonian, plan.protocol, copy_.spectrum(), stop),
        fermions_(fermions_of(hamiltonian.num_majoranas())) {}

  Diagnosis run() {
    structure();
    thermalisation();
    chaos();
    teleportation();
    winding();
    response();
    order();
    return std::move(d_);
  }

 private:
  const Hamiltonian& hamiltonian() const { return copy_.hamiltonian(); }
  std::size_t num_times() const { return plan_.times.size(); }

  void structure() {
    const CommutationGraph graph = commutation_graph(hamiltonian());
    d_.num_majoranas = hamiltonian().num_majoranas();
    d_.degree = hamiltonian().degree();
    d_.protocol = plan_.protocol;
    d_.mu_scan = plan_.mu_scan;
    d_.num_terms = static_cast<int>(graph.num_terms);
    d_.anticommuting_pairs = static_cast<int>(graph.anticommuting.size());
    d_.noncommutativity = graph.noncommutativity;
    d_.levels = engine_.spectrum();
    for (const auto& levels : distinct_levels(copy_.spectrum()))
      d_.distinct_levels += static_cast<int>(levels.energy.size());
    d_.gap_ratio = gap_ratio(copy_.spectrum());
    for (const Complex z : partition_ratio(copy_.spectrum(), plan_.beta, plan_.times))
      d_.form_factor.push_back(std::norm(z));
  }

  void thermalisation() {
    d_.two_point = two_point_functions(copy_, plan_.beta, fermions_, plan_.times, stop_);
    d_.late = late_times(copy_, plan_.beta, fermions_, stop_);
    const auto relax = [&](const Eigen::RowVectorXd& curve) {
      const std::vector<double> values(curve.begin(), curve.end());
      d_.relaxations.push_back(relaxation(plan_.times, values));
    };
    for (Index j = 0; j < d_.two_point.rows(); ++j) relax(d_.two_point.row(j).real());
    relax(d_.two_point.real().colwise().mean());
  }

  void chaos() {
    std::vector<std::array<int, 2>> pairs;
    for (const int j : fermions_)
      if (j != plan_.protocol.probe[0]) pairs.push_back({plan_.protocol.probe[0], j});
    const auto mean = [&](bool regularized) {
      const Eigen::RowVectorXd curve =
          otoc(copy_, plan_.beta, pairs, plan_.times, regularized, stop_).real().colwise().mean();
      return std::vector<double>(curve.begin(), curve.end());
    };
    d_.otoc = mean(false);
    d_.otoc_regularized = mean(true);
    // At low temperatures all of F may be too small for a number.
    d_.scrambling = d_.otoc_regularized[0] == 0
                        ? Scrambling{.scrambling_time = nan, .lyapunov = nan, .lyapunov_error = nan}
                        : scrambling(plan_.times, d_.otoc_regularized);
  }

  std::vector<double> both_signs() const { return {-plan_.mu, plan_.mu}; }

  void teleportation() {
    for (const double t : plan_.times) {
      const auto rho = engine_.teleport(plan_.beta, t, both_signs(), {{t}}, workspace_, stop_);
      for (std::size_t m = 0; m < 2; ++m) d_.information[m].push_back(mutual_information(rho[m]));
    }
    d_.asymmetry = asymmetry(plan_.times, d_.information[0], d_.information[1]);
    d_.reference_time = plan_.reference_time.value_or(d_.asymmetry.forward.time);
    const int n = hamiltonian().num_majoranas();
    d_.pairs = Eigen::MatrixXd::Constant(n, n, nan);
    if (plan_.pairs == PairChoice::none) return;
    const std::vector<ProbeMode> probes =
        plan_.pairs == PairChoice::all ? all_pairs(n) : disjoint_pairs(n);
    const std::vector<double> peaks = peak_asymmetries(copy_, plan_.beta, plan_.mu, plan_.times,
                                                       probes, stop_, plan_.protocol.coupling);
    for (std::size_t k = 0; k < probes.size(); ++k)
      d_.pairs(probes[k][0], probes[k][1]) = d_.pairs(probes[k][1], probes[k][0]) = peaks[k];
  }

  void winding() {
    const auto distributions = size_distributions(copy_, plan_.beta, fermions_, plan_.times, stop_,
                                                  plan_.protocol.coupling);
    for (const SizeDistribution& s : distributions) {
      d_.winding.push_back(size_winding(s));
      d_.mean_size.push_back(mean_size(s));
    }
    d_.thermal_size = copy_.thermal_size(plan_.beta, plan_.protocol.coupling);
    d_.at_reference = size_distributions(copy_, plan_.beta, fermions_, {{d_.reference_time}}, stop_,
                                         plan_.protocol.coupling);
    for (const SizeDistribution& s : d_.at_reference)
      d_.winding_at_reference.push_back(size_winding(s));
  }

  void response() {
    const std::vector<int> kick{plan_.protocol.probe[0]};
    d_.response_scan =
        left_right_response(copy_, plan_.beta, kick, d_.reference_time, plan_.mu_scan,
                            {{d_.reference_time}}, stop_, plan_.protocol.coupling);
    d_.response = left_right_response(copy_, plan_.beta, kick, d_.reference_time, both_signs(),
                                      plan_.times, stop_, plan_.protocol.coupling);
  }

  double arrival(const std::vector<double>& information) const {
    return arrival_time(plan_.times, information);
  }

  void order() {
    const std::vector<double> mu{-plan_.mu};
    const auto alone = [&](double t0) {
      return information_of(engine_.teleport(plan_.beta, t0, mu, plan_.times, workspace_, stop_));
    };
    const auto beside = [&](double t0, const SecondMessage& second) {
      return information_of(
          engine_.teleport_beside(second, plan_.beta, t0, mu, plan_.times, workspace_, stop_));
    };
    for (const double fraction : plan_.injections) {
      d_.injection_time.push_back(fraction * d_.reference_time);
      d_.arrival_time.push_back(arrival(alone(d_.injection_time.back())));
    }
    d_.arrival_slope = arrival_slope(d_.injection_time, d_.arrival_time);
    const double t = d_.reference_time;
    const ProbeMode other = second_probe(plan_.protocol.probe, d_.num_majoranas);
    for (std::size_t k = 0; k < 2; ++k) {
      d_.message_information[k] =
          beside(plan_.messages[k] * t, {Side::left, plan_.messages[1 - k] * t, other});
      d_.message_arrival[k] = arrival(d_.message_information[k]);
    }
    d_.delayed_information = beside(t, {Side::right, t, other});
    d_.alone_information = alone(t);
    d_.arrival_alone = arrival(d_.alone_information);
    d_.arrival_delayed = arrival(d_.delayed_information);
  }

  const DiagnosisPlan& plan_;
  const std::stop_token& stop_;
  ExactCopy copy_;
  TwoSidedEngine engine_;
  std::vector<int> fermions_;
  TeleportWorkspace workspace_;
  Diagnosis d_;
};

}  // namespace

PairChoice pair_choice_by_name(std::string_view name) {
  for (const PairChoice pairs : {PairChoice::all, PairChoice::disjoint, PairChoice::none})
    if (name == name_of(pairs)) return pairs;
  throw std::invalid_argument(
      fmt::format("pairs = {}: expected all, disjoint or none", in_quotes(name)));
}

std::string_view name_of(PairChoice pairs) {
  switch (pairs) {
    case PairChoice::all:
      return "all";
    case PairChoice::disjoint:
      return "disjoint";
    case PairChoice::none:
      return "none";
  }
  return "";
}

PairChoice default_pairs(int num_majoranas) {
  return num_majoranas <= 12 ? PairChoice::all : PairChoice::disjoint;
}

ProbeMode second_probe(const ProbeMode& probe, int num_majoranas) {
  std::vector<int> others;
  for (int j = 0; j < num_majoranas; ++j)
    if (j != probe[0] && j != probe[1]) others.push_back(j);
  return others.size() < 2 ? probe : ProbeMode{others[0], others[1]};
}

std::vector<double> default_mu_scan(double mu) {
  constexpr int steps = 80;
  if (std::isfinite(mu) && !std::isfinite(2 * mu))
    throw std::invalid_argument(
        fmt::format("mu = {}: expected at most half of the largest number", mu));
  std::vector<double> scan;
  for (int k = 0; k <= steps; ++k) scan.push_back(2 * mu * (2.0 * k / steps - 1));
  return scan;
}

void validate(const DiagnosisPlan& plan, int num_majoranas) {
  check_inverse_temperature(plan.beta);
  check_protocol(plan.protocol, num_majoranas);
  const auto positive = [](const char* name, double value) {
    if (!std::isfinite(value) || value <= 0)
      throw std::invalid_argument(fmt::format("{} = {}: expected a number > 0", name, value));
  };
  positive("mu", plan.mu);
  if (plan.times.size() < 4)
    throw std::invalid_argument(fmt::format("t: {} times, expected at least 4", plan.times.size()));
  check_times(plan.times);
  if (plan.times[0] != 0)
    throw std::invalid_argument(fmt::format("t = {}: expected 0 first", plan.times[0]));
  for (std::size_t i = 1; i < plan.times.size(); ++i)
    if (plan.times[i] <= plan.times[i - 1])
      throw std::invalid_argument(fmt::format("t = {}: expected ascending times", plan.times[i]));
  if (plan.reference_time) positive("reference_time", *plan.reference_time);
  if (plan.injections.empty()) throw std::invalid_argument("injections = []: expected a number");
  for (const double f : plan.injections) positive("injections", f);
  for (const double f : plan.messages) positive("messages", f);
  if (plan.messages[0] <= plan.messages[1])
    throw std::invalid_argument(
        fmt::format("messages = {}, {}: expected the earlier (larger) first", plan.messages[0],
                    plan.messages[1]));
  if (plan.mu_scan.empty()) throw std::invalid_argument("mu_scan = []: expected a value");
  for (const double mu : plan.mu_scan)
    if (!std::isfinite(mu))
      throw std::invalid_argument(fmt::format("mu_scan = {}: expected finite numbers", mu));
}

double longest_time(const DiagnosisPlan& plan) {
  const double reference = std::abs(plan.reference_time.value_or(plan.times.back()));
  double longest = std::max(plan.times.back(), reference);
  for (const double f : plan.injections) longest = std::max(longest, f * reference);
  for (const double f : plan.messages) longest = std::max(longest, f * reference);
  return longest;
}

Diagnosis diagnose(const Hamiltonian& hamiltonian, const DiagnosisPlan& plan,
                   const std::stop_token& stop) {
  validate(plan, hamiltonian.num_majoranas());
  check_length("t", longest_time(plan), one_norm(hamiltonian));
  return Examination(hamiltonian, plan, stop).run();
}

void diagnose_all(const HamiltonianSource& source, std::size_t count, const DiagnosisPlan& plan,
                  const std::function<bool(std::size_t)>& is_done,
                  const std::function<void(std::size_t, const Diagnosis&)>& on_result,
                  const std::stop_token& stop) {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < count; ++i)
    if (!is_done || !is_done(i)) open.push_back(i);
  if (open.empty()) return;
  const int n = source(open.front()).num_majoranas();
  const auto threads = static_cast<std::size_t>(omp_get_max_threads());
  const bool side_by_side =
      open.size() >= threads &&
      static_cast<double>(threads) * diagnosis_memory(n, plan) <= available_memory();
  const SingleThreadedBlas single_threaded;
  std::mutex mutex;
  parallel_for(open.size(), side_by_side ? static_cast<int>(threads) : 1, stop,
               [&](std::size_t k, const std::stop_token& token) {
                 const Diagnosis result = diagnose(source(open[k]), plan, token);
                 const std::lock_guard lock(mutex);
                 on_result(open[k], result);
               });
}

double diagnosis_memory(int num_majoranas, const DiagnosisPlan& plan) {
  const TwoSidedPlan two_sided = two_sided_plan(num_majoranas, 2, plan.times.size());
  const double dimension = static_cast<double>(ParityBasis(num_majoranas).dimension());
  const double matrix = dimension * dimension * sizeof(Complex);
  // Held: the copy and the probe's engine. Beside them either a second message (its parts and the
  // first message's states), every Majorana of the OTOC, or one more engine for a pair.
  const double majoranas = 0.5 * num_majoranas * matrix;
  const double held = 2 * two_sided.engine + two_sided.workspace + std::max(4 * matrix, majoranas);
  // Measured at N = 12, 14, 16: what a thread's allocator keeps between its parts, and the buffers
  // of its matrix products.
  constexpr double kept = 1.2, buffers = 1.5 * 1024 * 1024;
  return kept * held + buffers;
}

double diagnosis_cost(int num_majoranas, const DiagnosisPlan& plan) {
  const double times = static_cast<double>(plan.times.size()), n = num_majoranas;
  const double gemm = 8 * std::pow(static_cast<double>(ParityBasis(num_majoranas).dimension()), 3);
  const double pairs = plan.pairs == PairChoice::all        ? n * (n - 1) / 2
                       : plan.pairs == PairChoice::disjoint ? std::floor(n / 2)
                                                            : 0;
  const double protocol = two_sided_plan(num_majoranas, 2, 1).evaluation;
  const double read_out = two_sided_plan(num_majoranas, 1, plan.times.size()).evaluation;
  return two_sided_plan(num_majoranas, 2, 1).diagonalization + times * (pairs + 1) * protocol +
         (0.25 * n + 0.5) * times * gemm                              // size distributions
         + 0.5 * (n - 1) * times * gemm                               // both OTOCs
         + static_cast<double>(plan.mu_scan.size() + 2) * 1.5 * gemm  // response
         + (static_cast<double>(plan.injections.size()) + 13) * read_out;
}

}  // namespace traversable
