#include "sym/coupling.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <utility>

#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr int most_fermions = 64;

[[noreturn]] void refuse_coupling(const std::string& message) {
  throw std::invalid_argument(message);
}

std::uint64_t bit_of(int fermion) {
  if (fermion < 0 || fermion >= most_fermions)
    refuse_coupling(
        fmt::format("coupled fermion {}: expected one of 0 to {}", fermion, most_fermions - 1));
  return std::uint64_t{1} << fermion;
}

/// "2", "2+3".
std::string name_of(const CoupledSet& set) {
  const int a = std::countr_zero(set.majoranas), b = 63 - std::countl_zero(set.majoranas);
  return a == b ? fmt::format("{}", a) : fmt::format("{}+{}", a, b);
}

bool all_equal(const std::vector<CoupledSet>& sets) {
  return std::ranges::all_of(
      sets, [&](const CoupledSet& set) { return set.weight == sets.front().weight; });
}

bool is_pairs(const std::vector<CoupledSet>& sets) {
  return !sets.empty() && std::popcount(sets.front().majoranas) == 2;
}

/// Runs of neighbours with equal weights: first and last fermion.
std::vector<std::pair<std::size_t, std::size_t>> runs_of(const std::vector<CoupledSet>& sets) {
  std::vector<std::pair<std::size_t, std::size_t>> runs;
  for (std::size_t k = 0; k < sets.size(); ++k) {
    const bool goes_on = !is_pairs(sets) && k > 0 &&
                         sets[k].majoranas == sets[k - 1].majoranas << 1 &&
                         sets[k].weight == sets[k - 1].weight;
    if (goes_on)
      runs.back().second = k;
    else
      runs.emplace_back(k, k);
  }
  return runs;
}

/// The sets without their weights where these are equal: "0,2,5-7".
std::string list_of(const std::vector<CoupledSet>& sets, bool with_weights) {
  std::string text;
  for (const auto& [first, last] : runs_of(sets)) {
    if (!text.empty()) text += ",";
    text += name_of(sets[first]);
    if (last > first) text += "-" + name_of(sets[last]);
    if (with_weights) text += fmt::format("={}", sets[first].weight);
  }
  return text;
}

/// One item of the text: fermions first..last or the pair first+last, and a weight.
class CouplingItem {
 public:
  explicit CouplingItem(std::string_view text) : rest_(text) {
    first_ = fermion();
    if (take('+'))
      pair_ = fermion();
    else if (take('-'))
      last_ = fermion();
    if (take('=')) weight_ = weight();
    if (!rest_.empty()) refuse_coupling(fmt::format("unexpected {}", in_quotes(rest_)));
    if (last_ && *last_ < first_)
      refuse_coupling(fmt::format("{}-{}: expected first-last", first_, *last_));
  }

  bool is_pair() const { return pair_.has_value(); }
  Coupling::Pair pair() const { return {first_, *pair_, weight_}; }
  void add_to(std::vector<CoupledSet>& sets) const {
    for (int j = first_; j <= last_.value_or(first_); ++j) sets.push_back({weight_, bit_of(j)});
  }

 private:
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  template <class Number>
  Number number(const char* expected) {
    Number value{};
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc())
      refuse_coupling(fmt::format("expected {} in place of {}", expected, in_quotes(rest_)));
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  int fermion() {
    const int j = number<int>("a fermion");
    bit_of(j);
    return j;
  }
  double weight() { return number<double>("a weight"); }

  std::string_view rest_;
  int first_;
  std::optional<int> pair_, last_;
  double weight_ = 1;
};

void check_distinct(const std::vector<CoupledSet>& sorted) {
  std::uint64_t seen = 0;
  for (const CoupledSet& set : sorted) {
    if (seen & set.majoranas)
      refuse_coupling(
          fmt::format("coupled fermion {}: given twice", std::countr_zero(seen & set.majoranas)));
    seen |= set.majoranas;
  }
}

void check_weight(double weight) {
  // Products with mu and sums of 64 stay numbers.
  constexpr double least = 1e-100, most = 1e100;
  if (!(weight == 0 || (weight >= least && weight <= most)))
    refuse_coupling(fmt::format("coupling weight {}: expected 0 or a number from {:g} to {:g}",
                                weight, least, most));
}

}  // namespace

bool CouplingTerms::is_bits() const { return is_pairs(sets); }

double CouplingTerms::size_scale() const {
  double sum = 0;
  for (const CoupledSet& set : sets) sum += set.weight;
  return normalization * static_cast<double>(sets.size()) / sum;
}

Coupling::Coupling(std::vector<CoupledSet> sets, std::size_t num_weights)
    : sets_(std::move(sets)), num_weights_(num_weights) {
  for (const CoupledSet& set : sets_) check_weight(set.weight);
  std::ranges::sort(sets_, {},
                    [](const CoupledSet& set) { return std::countr_zero(set.majoranas); });
  check_distinct(sets_);
  std::erase_if(sets_, [](const CoupledSet& set) { return set.weight == 0; });
  if (sets_.empty()) refuse_coupling("coupling weights: all are 0, expected one > 0 at least");
}

Coupling Coupling::of_weights(std::span<const double> weights) {
  if (weights.size() > most_fermions)
    refuse_coupling(
        fmt::format("{} coupling weights: expected at most {}", weights.size(), most_fermions));
  std::vector<CoupledSet> sets;
  for (std::size_t j = 0; j < weights.size(); ++j)
    sets.push_back({weights[j], bit_of(static_cast<int>(j))});
  return Coupling(std::move(sets), weights.size());
}

Coupling Coupling::of_fermions(std::span<const int> fermions) {
  if (fermions.empty()) refuse_coupling("coupled fermions: none, expected one at least");
  std::vector<CoupledSet> sets;
  for (const int j : fermions) sets.push_back({1, bit_of(j)});
  return Coupling(std::move(sets));
}

Coupling Coupling::of_bits(std::span<const Pair> pairs) {
  if (pairs.empty()) refuse_coupling("coupled pairs: none, expected one at least");
  std::vector<CoupledSet> sets;
  for (const auto& [a, b, weight] : pairs) {
    if (a == b)
      refuse_coupling(fmt::format("coupled pair {}+{}: expected two distinct fermions", a, b));
    sets.push_back({weight, bit_of(a) | bit_of(b)});
  }
  return Coupling(std::move(sets));
}

void Coupling::check(int num_majoranas) const {
  if (num_weights_ > 0 && num_weights_ != static_cast<std::size_t>(num_majoranas))
    refuse_coupling(fmt::format("{} coupling weights: expected {}, one a fermion", num_weights_,
                                num_majoranas));
  for (const CoupledSet& set : sets_)
    if (const int last = 63 - std::countl_zero(set.majoranas); last >= num_majoranas)
      refuse_coupling(
          fmt::format("coupled fermion {}: expected one of 0 to {}", last, num_majoranas - 1));
}

CouplingTerms Coupling::terms(int num_majoranas, int q) const {
  if (num_majoranas < 1 || num_majoranas > most_fermions)
    refuse_coupling(
        fmt::format("num_majoranas = {}: expected 1 to {} a side", num_majoranas, most_fermions));
  if (q < 1) refuse_coupling(fmt::format("q = {}: expected a positive integer", q));
  check(num_majoranas);
  CouplingTerms result{sets_, 0};
  if (is_plain())
    for (int j = 0; j < num_majoranas; ++j) result.sets.push_back({1, bit_of(j)});
  // The same bits whatever the weight that all have.
  if (all_equal(result.sets))
    for (CoupledSet& set : result.sets) set.weight = 1;
  double sum = 0;
  for (const CoupledSet& set : result.sets) sum += set.weight;
  result.normalization = result.is_bits() ? 0.5 * sum : q * sum;
  return result;
}

CouplingTerms counting_terms(const Coupling& coupling, int num_majoranas) {
  CouplingTerms result = coupling.terms(num_majoranas, 1);
  for (CoupledSet& set : result.sets) set.weight = 1;
  result.normalization = 1;
  return result;
}

Coupling coupling_by_text(std::string_view text) {
  if (text == "all") return {};
  try {
    std::vector<CoupledSet> sets;
    std::vector<Coupling::Pair> pairs;
    for (std::size_t start = 0; start <= text.size();) {
      const std::size_t end = std::min(text.find(',', start), text.size());
      const CouplingItem item(text.substr(start, end - start));
      if (item.is_pair())
        pairs.push_back(item.pair());
      else
        item.add_to(sets);
      start = end + 1;
    }
    if (!sets.empty() && !pairs.empty())
      refuse_coupling("fermions and pairs, expected one of them");
    return pairs.empty() ? Coupling(std::move(sets)) : Coupling::of_bits(pairs);
  } catch (const std::invalid_argument& error) {
    refuse_coupling(
        fmt::format("{}: {}; expected all, fermions such as 2-9 or 0=1,1-3=0.5, or pairs such as "
                    "2+3,4+5",
                    in_quotes(text), error.what()));
  }
}

std::string to_text(const Coupling& coupling) {
  if (coupling.is_plain()) return "all";
  const bool plain_weights = all_equal(coupling.sets()) && coupling.sets().front().weight == 1;
  return list_of(coupling.sets(), !plain_weights);
}

std::string formula_of(const Coupling& coupling, int num_majoranas, std::optional<int> q) {
  const CouplingTerms terms = coupling.terms(num_majoranas, q.value_or(1));
  const bool weighted = !all_equal(terms.sets);
  const std::string over = list_of(terms.sets, weighted);
  if (terms.is_bits())
    return fmt::format("(1/{}) sum{} (2i psi_a psi_b)_L (2i psi_a psi_b)_R over {}",
                       2 * terms.normalization, weighted ? " w_ab" : "", over);
  const std::string divisor =
      q ? fmt::format("{}", terms.normalization) : fmt::format("({}q)", terms.normalization);
  return fmt::format("(1/{}) sum{} i psi_L^j psi_R^j over j = {}", divisor, weighted ? " w_j" : "",
                     over);
}

}  // namespace traversable
