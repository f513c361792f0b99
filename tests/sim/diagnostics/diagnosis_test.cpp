#include "sim/diagnostics/diagnosis.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <atomic>
#include <map>

#include "sim/diagnostics/ensemble_comparison.h"
#include "sim/diagnostics/fermion_pairs.h"
#include "sim/observables/observables.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"

namespace traversable {
namespace {

DiagnosisPlan small_plan() {
  DiagnosisPlan plan;
  for (int k = 0; k <= 20; ++k) plan.times.push_back(0.3 * k);
  plan.mu_scan = {-12, -4, 0, 4};
  return plan;
}

std::map<std::string, double> criteria_of(const Diagnosis& d) {
  std::map<std::string, double> values;
  for (const DiagnosisField& field : diagnosis_fields())
    if (field.dimensions.empty()) values[field.name] = field.values(d).at(0);
  return values;
}

TEST(Diagnosis, EveryFieldHasTheShapeOfItsAxes) {
  const DiagnosisPlan plan = small_plan();
  const Diagnosis d = diagnose(learned(), plan);
  std::map<std::string, std::size_t> length;
  for (const DiagnosisAxis& axis : diagnosis_axes(7, plan)) length[axis.name] = axis.values.size();
  for (const DiagnosisField& field : diagnosis_fields()) {
    std::size_t size = field.is_complex ? 2 : 1;
    for (const std::string& name : field.dimensions) {
      ASSERT_TRUE(length.contains(name)) << name;
      size *= length[name];
    }
    EXPECT_EQ(field.values(d).size(), size) << field.name;
    EXPECT_FALSE(field.long_name.empty() || field.units.empty());
  }
}

TEST(Diagnosis, LearnedModel) {
  const auto c = criteria_of(diagnose(learned(), small_plan()));
  EXPECT_EQ(c.at("num_terms"), 5);
  EXPECT_EQ(c.at("noncommutativity"), 0);
  EXPECT_EQ(c.at("distinct_levels"), 16);
  EXPECT_NEAR(c.at("peak_asymmetry"), 0.3100, 0.001);
  EXPECT_NEAR(c.at("peak_time"), 3.0, 0.15);
  EXPECT_GT(c.at("winding_quality"), 0.95);
  EXPECT_GT(c.at("late_fluctuation_single"), 0.2);
  EXPECT_LT(c.at("arrival_slope"), 1);
  EXPECT_EQ(c.at("arrival_slope_points"), 5);
  EXPECT_EQ(c.at("response_peak_mu"), -12);  // of -12 and -4
  // <V> = -0.0903359 at beta = 4: size N/2 + qN <V>.
  EXPECT_NEAR(c.at("thermal_size"), 3.5 - 28 * 0.0903359, 1e-5);
}

TEST(Asymmetry, ChangesItsSignWithTheCurves) {
  const std::vector<double> times{0, 1, 2, 3, 4}, one{0, 2, 1, 0, 0}, other{0, 0, 0, 5, 0};
  const Asymmetry there = asymmetry(times, one, other), back = asymmetry(times, other, one);
  EXPECT_EQ(there.signed_value(), -back.signed_value());
  EXPECT_EQ(there.forward.value, back.reverse.value);
  EXPECT_EQ(there.reverse.time, back.forward.time);
  EXPECT_LT(there.signed_value(), -5);  // the parabola through -1, ... lies above the grid's 5
  EXPECT_GT(there.forward.value, 2);
  EXPECT_THROW(asymmetry(times, one, {{1, 2}}), std::invalid_argument);
}

// More information for mu > 0 at some time than ever for mu < 0: the largest difference hides it.
TEST(Asymmetry, OfAModelWithTheWrongSign) {
  DiagnosisPlan plan = small_plan();
  plan.times.clear();
  for (int k = 0; k <= 40; ++k) plan.times.push_back(0.2 * k);
  plan.pairs = PairChoice::none;
  const Hamiltonian wrong(
      7, {make_term(-0.1376, {{1, 2, 3, 4}}, 7), make_term(0.3868, {{0, 3, 4, 5}}, 7),
          make_term(-0.1088, {{1, 3, 4, 5}}, 7), make_term(-0.7067, {{0, 1, 3, 6}}, 7),
          make_term(0.1587, {{0, 2, 3, 6}}, 7)});
  const auto c = criteria_of(diagnose(wrong, plan));
  EXPECT_NEAR(c.at("peak_asymmetry"), 0.106, 0.002);
  EXPECT_NEAR(c.at("reverse_asymmetry"), 0.205, 0.002);
  EXPECT_EQ(c.at("signed_asymmetry"), -c.at("reverse_asymmetry"));
}

TEST(EnsembleComparison, RanksAmongExchangeableDraws) {
  const std::vector<double> ensemble{1, 2, 2, 5, NAN};
  const EnsembleComparison found = compare_with_ensemble(2, ensemble);
  EXPECT_EQ(found.count, 4);
  EXPECT_EQ(found.percentile, 50);
  EXPECT_EQ(found.chance_low, 0.8);   // itself, 1, 2, 2 of five
  EXPECT_EQ(found.chance_high, 0.8);  // itself, 2, 2, 5
  EXPECT_EQ(compare_with_ensemble(9, ensemble).chance_high, 0.2);
  EXPECT_TRUE(std::isnan(compare_with_ensemble(NAN, ensemble).chance_low));
  EXPECT_EQ(compare_with_ensemble(1, std::vector<double>{NAN}).count, 0);
}

TEST(Diagnosis, PairsAreThoseOfTheEngine) {
  const DiagnosisPlan plan = small_plan();
  const Hamiltonian hamiltonian = dense_syk(6, 4, 1.4, {2, 0});
  const Diagnosis d = diagnose(hamiltonian, plan);
  const TwoSidedEngine engine(hamiltonian, {4, 2});
  TeleportWorkspace workspace;
  double signed_peak = 0;
  for (const double t : plan.times) {
    const auto rho = engine.teleport(4, t, {{-12, 12}}, {{t}}, workspace);
    const double a = mutual_information(rho[0]) - mutual_information(rho[1]);
    if (std::abs(a) > std::abs(signed_peak)) signed_peak = a;
  }
  EXPECT_NEAR(d.pairs(2, 4), signed_peak, 1e-12);
  EXPECT_EQ(d.pairs(2, 4), d.pairs(4, 2));
  EXPECT_TRUE(std::isnan(d.pairs(3, 3)));
  EXPECT_EQ(all_pairs(6).size(), 15u);
  EXPECT_EQ(disjoint_pairs(7).size(), 3u);
}

TEST(Diagnosis, ManyAreTheSameAsOneByOneForAnyNumberOfThreads) {
  DiagnosisPlan plan = small_plan();
  plan.pairs = PairChoice::disjoint;
  const HamiltonianSource source = [](std::size_t i) { return dense_syk(6, 4, 1.4, {2, i}); };
  const int before = omp_get_max_threads();
  omp_set_num_threads(3);
  std::map<std::size_t, std::map<std::string, double>> many;
  diagnose_all(
      source, 4, plan, [](std::size_t i) { return i == 1; },
      [&](std::size_t i, const Diagnosis& d) { many[i] = criteria_of(d); });
  omp_set_num_threads(1);
  EXPECT_EQ(many.size(), 3u);
  for (const auto& [i, values] : many)
    for (const auto& [name, value] : criteria_of(diagnose(source(i), plan)))
      EXPECT_TRUE(value == values.at(name) || (std::isnan(value) && std::isnan(values.at(name))))
          << name;
  omp_set_num_threads(before);
}

TEST(Diagnosis, AnExceptionOfAnyCallbackArrives) {
  const DiagnosisPlan plan = small_plan();
  const int before = omp_get_max_threads();
  for (const int threads : {1, 2, 4})
    for (const std::string callback : {"source", "on_result"}) {
      omp_set_num_threads(threads);
      std::atomic<int> calls = 0;
      const auto call = [&](const char* name) {
        if (callback == name && ++calls >= 2) throw std::out_of_range(name);
      };
      const auto source = [&](std::size_t i) {
        call("source");
        return dense_syk(6, 4, 1.4, {3, i});
      };
      EXPECT_THROW(diagnose_all(source, 4, plan, {},
                                [&](std::size_t, const Diagnosis&) { call("on_result"); }),
                   std::out_of_range);
    }
  omp_set_num_threads(before);
}

// F of the OTOC is exp(-beta gap) at low temperatures: no number, and no reason to end.
TEST(Diagnosis, AtAnyTemperature) {
  for (const double beta : {0.0, 1e4, 1e300}) {
    DiagnosisPlan plan = small_plan();
    plan.beta = beta;
    const Diagnosis d = diagnose(dense_syk(6, 4, 1.4, {3, 0}), plan);
    for (const auto& curve : d.information)
      for (const double value : curve) EXPECT_TRUE(std::isfinite(value)) << beta;
  }
}

TEST(Diagnosis, RefusesBadPlans) {
  const auto refused = [](auto change) {
    DiagnosisPlan plan = small_plan();
    change(plan);
    EXPECT_THROW(diagnose(learned(), plan), std::invalid_argument);
  };
  refused([](DiagnosisPlan& p) { p.beta = -1; });
  refused([](DiagnosisPlan& p) { p.mu = 0; });
  refused([](DiagnosisPlan& p) { p.mu = NAN; });
  refused([](DiagnosisPlan& p) { p.times = {0, 1, 2}; });
  refused([](DiagnosisPlan& p) { p.times[0] = 0.1; });
  refused([](DiagnosisPlan& p) { p.times[3] = 0.1; });
  refused([](DiagnosisPlan& p) { p.protocol.probe = {0, 7}; });
  refused([](DiagnosisPlan& p) { p.injections = {}; });
  refused([](DiagnosisPlan& p) { p.injections = {-1}; });
  refused([](DiagnosisPlan& p) { p.messages = {0.8, 1.2}; });
  refused([](DiagnosisPlan& p) { p.mu_scan = {}; });
  refused([](DiagnosisPlan& p) { p.reference_time = 0; });
}

}  // namespace
}  // namespace traversable
