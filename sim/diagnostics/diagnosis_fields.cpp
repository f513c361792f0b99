// Names, shapes and units of what a Diagnosis holds.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/coupling_axis.h"
#include "sim/diagnostics/diagnosis.h"
#include "sim/statistics.h"

namespace traversable {
namespace {

using Eigen::Index;
using Values = std::vector<double>;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

Values row_major(const Eigen::MatrixXd& m) {
  Values values;
  for (Index i = 0; i < m.rows(); ++i)
    values.insert(values.end(), m.row(i).begin(), m.row(i).end());
  return values;
}

void append(Values& values, Complex z) {
  values.push_back(z.real());
  values.push_back(z.imag());
}

template <class List, class Get>
Values each(const List& list, const Get& get) {
  Values values;
  for (const auto& item : list) values.push_back(get(item));
  return values;
}

Values joined(const std::array<std::vector<double>, 2>& rows) {
  Values values = rows[0];
  values.insert(values.end(), rows[1].begin(), rows[1].end());
  return values;
}

/// Without the last entry, that of the mean over fermions.
template <class T>
std::vector<T> single_fermions(const std::vector<T>& list) {
  return {list.begin(), list.end() - 1};
}

/// Mean signed peak of the asymmetry of the pairs that share no fermion with the probe; NaN where none was
/// computed.
double mean_of_other_pairs(const Diagnosis& d, const ProbeMode& probe) {
  double sum = 0, count = 0;
  for (Index a = 0; a < d.pairs.rows(); ++a)
    for (Index b = a + 1; b < d.pairs.cols(); ++b) {
      const bool shares = a == probe[0] || a == probe[1] || b == probe[0] || b == probe[1];
      if (shares || std::isnan(d.pairs(a, b))) continue;
      sum += d.pairs(a, b);
      ++count;
    }
  return count > 0 ? sum / count : none;
}

/// Standard deviation over mean of the signed peaks of all pairs that were teleported.
double variation_of_pairs(const Diagnosis& d) {
  Moments peaks;
  for (Index a = 0; a < d.pairs.rows(); ++a)
    for (Index b = a + 1; b < d.pairs.cols(); ++b)
      if (!std::isnan(d.pairs(a, b))) peaks.add(d.pairs(a, b));
  // Over all pairs that there are: no sample of others.
  return std::sqrt(peaks.square_sum() / static_cast<double>(peaks.count())) /
         std::abs(peaks.mean());
}

double mean(const Values& values) { return moments_of(values).mean(); }

/// mu at which the winding of this slope is undone: -b q N where all fermions are coupled alike.
double winding_mu(const Diagnosis& d, const SizeWinding& w) {
  return -w.slope * d.protocol.coupling.terms(d.num_majoranas, d.degree).size_scale();
}

/// The mu < 0 of the scan with the largest |response|; NaN without one.
double strongest_mu(const Diagnosis& d, const Eigen::MatrixXd& response) {
  double best = none, largest = -1;
  for (std::size_t m = 0; m < d.mu_scan.size(); ++m) {
    const double value = std::abs(response(static_cast<Index>(m), 0));
    if (d.mu_scan[m] >= 0 || value <= largest) continue;
    largest = value;
    best = d.mu_scan[m];
  }
  return best;
}

DiagnosisField number(const char* name, const char* long_name, const char* units,
                      double (*value)(const Diagnosis&)) {
  return {name, long_name, units,
          {},   false,     [value](const Diagnosis& d) { return Values{value(d)}; }};
}

std::vector<DiagnosisField> criteria() {
  return {
      number("num_terms", "terms of the Hamiltonian", "1",
             [](const Diagnosis& d) { return static_cast<double>(d.num_terms); }),
      number("noncommutativity", "share of (Tr H^2)^2 in anticommuting pairs of terms", "1",
             [](const Diagnosis& d) { return d.noncommutativity; }),
      number("distinct_levels", "distinct levels of both parity sectors", "1",
             [](const Diagnosis& d) { return static_cast<double>(d.distinct_levels); }),
      number("gap_ratio", "mean ratio of adjacent level spacings", "1",
             [](const Diagnosis& d) { return d.gap_ratio.mean; }),
      number("gap_ratio_error", "standard error of that mean", "1",
             [](const Diagnosis& d) { return d.gap_ratio.error; }),
      number("peak_asymmetry", "largest I_PT(-|mu|) - I_PT(+|mu|) of the probe", "bits",
             [](const Diagnosis& d) { return d.asymmetry.forward.value; }),
      number("reverse_asymmetry", "largest I_PT(+|mu|) - I_PT(-|mu|) of the probe", "bits",
             [](const Diagnosis& d) { return d.asymmetry.reverse.value; }),
      number("signed_asymmetry",
             "I_PT(-|mu|) - I_PT(+|mu|) of the probe where its modulus is largest", "bits",
             [](const Diagnosis& d) { return d.asymmetry.signed_value(); }),
      number("peak_time", "time of the largest asymmetry", "1/energy",
             [](const Diagnosis& d) { return d.asymmetry.forward.time; }),
      number("reference_time", "time of size distributions, response and injections", "1/energy",
             [](const Diagnosis& d) { return d.reference_time; }),
      number("other_pairs_asymmetry", "mean signed asymmetry of pairs disjoint from the probe",
             "bits", [](const Diagnosis& d) { return mean_of_other_pairs(d, d.protocol.probe); }),
      number("pair_asymmetry_variation",
             "standard deviation of the signed asymmetry over pairs of fermions, over its mean",
             "1", variation_of_pairs),
      number(
          "winding_quality", "size winding of the probe's first fermion at the reference time", "1",
          [](const Diagnosis& d) {
            return d.winding_at_reference[static_cast<std::size_t>(d.protocol.probe[0])].quality();
          }),
      number("winding_quality_all", "size winding at the reference time, mean over fermions", "1",
             [](const Diagnosis& d) {
               return mean(each(d.winding_at_reference, [](const auto& w) { return w.quality(); }));
             }),
      number("winding_mu", "mu at which the probe's winding would be undone", "1",
             [](const Diagnosis& d) {
               return winding_mu(
                   d, d.winding_at_reference[static_cast<std::size_t>(d.protocol.probe[0])]);
             }),
      number("response_peak_mu", "mu < 0 of the largest left-right response at the reference time",
             "1", [](const Diagnosis& d) { return strongest_mu(d, d.response_scan.exact); }),
      number("response_peak_mu_probe_limit", "the same by size winding alone", "1",
             [](const Diagnosis& d) { return strongest_mu(d, d.response_scan.probe_limit); }),
      number("late_fluctuation_single",
             "late fluctuation of a fermion's two-point function, mean over fermions", "G(0)",
             [](const Diagnosis& d) {
               return mean(
                   each(single_fermions(d.late), [](const auto& l) { return l.fluctuation; }));
             }),
      number("late_fluctuation_average",
             "late fluctuation of the two-point function averaged over fermions", "G(0)",
             [](const Diagnosis& d) { return d.late.back().fluctuation; }),
      number("scrambling_time", "time at which the regularised OTOC has fallen to half", "1/energy",
             [](const Diagnosis& d) { return d.scrambling.scrambling_time; }),
      number("lyapunov", "growth exponent of the regularised OTOC", "energy",
             [](const Diagnosis& d) { return d.scrambling.lyapunov; }),
      number("lyapunov_error",
             "error of the growth exponent, deviation from an exponential included", "energy",
             [](const Diagnosis& d) { return d.scrambling.lyapunov_error; }),
      number("thermal_size", "mean size of rho^(1/2)", "1",
             [](const Diagnosis& d) { return d.thermal_size; }),
      number("arrival_slope", "slope of arrival against injection time", "1",
             [](const Diagnosis& d) { return d.arrival_slope.slope; }),
      number("arrival_slope_error", "standard error of that slope", "1",
             [](const Diagnosis& d) { return d.arrival_slope.error; }),
      number("arrival_slope_points", "arrivals within the read-out times that the slope rests on",
             "1", [](const Diagnosis& d) { return static_cast<double>(d.arrival_slope.count); }),
      number("message_lag", "arrival of the earlier of two messages minus that of the later",
             "1/energy",
             [](const Diagnosis& d) { return d.message_arrival[0] - d.message_arrival[1]; }),
      number("shapiro_delay", "shift of the arrival by a message from the other side", "1/energy",
             [](const Diagnosis& d) { return d.arrival_delayed - d.arrival_alone; }),
  };
}

std::vector<DiagnosisField> curves() {
  using D = const Diagnosis&;
  std::vector<DiagnosisField> fields;
  const auto add = [&](const char* name, const char* long_name, const char* units,
                       std::vector<std::string> dimensions,
                       std::function<Values(const Diagnosis&)> values, bool is_complex = false) {
    fields.push_back(
        {name, long_name, units, std::move(dimensions), is_complex, std::move(values)});
  };
  add("level", "energy levels, ascending", "energy", {"state"}, [](D d) { return d.levels; });
  add("spectral_form_factor", "|Z(beta + it) / Z(beta)|^2", "1", {"t"},
      [](D d) { return d.form_factor; });
  add(
      "two_point", "two-point function Tr rho psi_j(t) psi_j", "1", {"fermion", "t"},
      [](D d) {
        Values values;
        for (Index j = 0; j < d.two_point.rows(); ++j)
          for (Index t = 0; t < d.two_point.cols(); ++t) append(values, d.two_point(j, t));
        return values;
      },
      true);
  add("late_mean", "infinite-time mean of Re G", "G(0)", {"fermion"},
      [](D d) { return each(single_fermions(d.late), [](const auto& l) { return l.mean; }); });
  add("late_fluctuation", "root mean square of Re G about its infinite-time mean", "G(0)",
      {"fermion"}, [](D d) {
        return each(single_fermions(d.late), [](const auto& l) { return l.fluctuation; });
      });
  add("decay_time", "first time at which |Re G| is G(0)/e", "1/energy", {"fermion"}, [](D d) {
    return each(single_fermions(d.relaxations), [](const auto& r) { return r.decay_time; });
  });
  add("dip", "least Re G", "G(0)", {"fermion"}, [](D d) {
    return each(single_fermions(d.relaxations), [](const auto& r) { return r.dip; });
  });
  add("recurrence", "largest Re G behind the dip", "G(0)", {"fermion"}, [](D d) {
    return each(single_fermions(d.relaxations), [](const auto& r) { return r.recurrence; });
  });
  add("otoc", "Tr rho psi_i(t) psi_j psi_i(t) psi_j, mean over j, real part", "1", {"t"},
      [](D d) { return d.otoc; });
  add("otoc_regularized", "the same with rho spread over the circle", "1", {"t"},
      [](D d) { return d.otoc_regularized; });
  const auto winding = [&](const char* name, const char* long_name, const char* units,
                           double (*value)(const SizeWinding&)) {
    add(name, long_name, units, {"fermion", "t"}, [value](D d) { return each(d.winding, value); });
  };
  winding("winding_perfectness", "sum |Q(n)|", "1",
          [](const SizeWinding& w) { return w.perfectness; });
  winding("winding_linearity", "max_b |sum Q(n) e^{-ibn}| / sum |Q(n)|", "1",
          [](const SizeWinding& w) { return w.linearity; });
  winding("winding_slope", "slope of arg Q(n) against n, modulo pi", "radian",
          [](const SizeWinding& w) { return w.slope; });
  winding("winding_slope_error", "standard error of the slope", "radian",
          [](const SizeWinding& w) { return w.slope_error; });
  add("mean_size", "mean size of psi_j(-t) rho^(1/2)", "1", {"fermion", "t"},
      [](D d) { return d.mean_size; });
  add("size_distribution", "P(n) at the reference time", "1", {"fermion", "size"}, [](D d) {
    Values values;
    for (const auto& s : d.at_reference) values.insert(values.end(), s.p.begin(), s.p.end());
    return values;
  });
  add(
      "winding_distribution", "Q(n) at the reference time", "1", {"fermion", "size"},
      [](D d) {
        Values values;
        for (const auto& s : d.at_reference)
          for (const Complex q : s.q) append(values, q);
        return values;
      },
      true);
  add("mutual_information", "mutual information I_PT, t0 = t1 = t", "bits", {"mu", "t"},
      [](D d) { return joined(d.information); });
  add("pair_asymmetry",
      "I_PT(-|mu|) - I_PT(+|mu|) of a pair of fermions where its modulus is largest", "bits",
      {"fermion", "partner"}, [](D d) { return row_major(d.pairs); });
  add("response_scan", "left-right response at t0 = t1 = the reference time", "1", {"scan"},
      [](D d) { return row_major(d.response_scan.exact); });
  add("response_scan_probe_limit", "the same from the size distribution alone", "1", {"scan"},
      [](D d) { return row_major(d.response_scan.probe_limit); });
  add("response", "left-right response to a kick at the reference time", "1", {"mu", "t1"},
      [](D d) { return row_major(d.response.exact); });
  add("injection_time", "injection", "1/energy", {"injection"},
      [](D d) { return d.injection_time; });
  add("arrival_time", "read-out time of the largest I_PT; NaN where it is at the edge", "1/energy",
      {"injection"}, [](D d) { return d.arrival_time; });
  add("message_information", "I_PT of each of two messages", "bits", {"message", "t1"},
      [](D d) { return joined(d.message_information); });
  add("message_arrival", "read-out time of its largest I_PT", "1/energy", {"message"}, [](D d) {
    return Values{d.message_arrival[0], d.message_arrival[1]};
  });
  add("alone_information", "I_PT of one message injected at the reference time", "bits", {"t1"},
      [](D d) { return d.alone_information; });
  add("delayed_information", "I_PT with a second message from the other side", "bits", {"t1"},
      [](D d) { return d.delayed_information; });
  return fields;
}

}  // namespace

const std::vector<DiagnosisField>& diagnosis_fields() {
  static const std::vector<DiagnosisField> fields = [] {
    std::vector<DiagnosisField> all = criteria();
    for (DiagnosisField& field : curves()) all.push_back(std::move(field));
    return all;
  }();
  return fields;
}

std::vector<DiagnosisAxis> diagnosis_axes(int num_majoranas, const DiagnosisPlan& plan) {
  const auto counted = [](const char* name, const char* long_name, Index count) {
    Values values(static_cast<std::size_t>(count));
    std::iota(values.begin(), values.end(), 0.0);
    return DiagnosisAxis{name, long_name, "1", std::move(values), true};
  };
  const char* time = "1/energy";
  return {counted("fermion", "Majorana fermion", num_majoranas),
          counted("partner", "second Majorana fermion of a pair", num_majoranas),
          counted("size",
                  plan.protocol.coupling.is_plain() ? "number of Majoranas in a string"
                                                    : "coupled fermions or pairs in a string",
                  static_cast<Index>(
                      counting_terms(plan.protocol.coupling, num_majoranas).sets.size() + 1)),
          counted("state", "eigenstate of one copy", ParityBasis(num_majoranas).dimension()),
          counted("message", "0 the earlier, 1 the later", 2),
          {"mu", coupling_long_name, no_unit, {-plan.mu, plan.mu}},
          {"t", "time", time, plan.times},
          {"t1", "read-out at t1", time, plan.times},
          {"scan", coupling_long_name, no_unit, plan.mu_scan},
          {"injection", "injection time in units of the reference time", "1", plan.injections}};
}

}  // namespace traversable
