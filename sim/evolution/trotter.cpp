#include "sim/evolution/trotter.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <tuple>

#include "sim/cuda/device_space.h"
#include "sim/interrupted.h"
#include "sym/random.h"

namespace traversable {
namespace {

constexpr double most_steps = 1e6;
constexpr double most_draws = 1e8;

/// Masks in an order in which neighbours share qubits: the first mask that is left opens a set of
/// qubits, which grows by the mask that adds fewest until a block is full; then the next set.
std::vector<std::uint64_t> order_masks(std::vector<std::uint64_t> left) {
  std::vector<std::uint64_t> ordered;
  while (!left.empty()) {
    std::uint64_t support = low_block_bits | left.front();
    while (true) {
      const auto inside = [&](std::uint64_t mask) { return (mask & ~support) == 0; };
      std::copy_if(left.begin(), left.end(), std::back_inserter(ordered), inside);
      std::erase_if(left, inside);
      const auto next = std::min_element(left.begin(), left.end(), [&](auto a, auto b) {
        return std::popcount(a & ~support) < std::popcount(b & ~support);
      });
      if (next == left.end() || std::popcount(support | *next) > block_bits) break;
      support |= *next;
    }
  }
  return ordered;
}

std::vector<PauliRotation> rotations(std::span<const PauliTerm> terms, double step) {
  std::vector<PauliRotation> result;
  for (const PauliTerm& term : terms)
    result.push_back({term.string, step * term.coefficient.real()});
  return result;
}

void append_second_order(std::vector<PauliRotation>& sequence, std::span<const PauliTerm> terms,
                         double step) {
  const auto half = rotations(terms, step / 2);
  sequence.insert(sequence.end(), half.begin(), half.end());
  sequence.insert(sequence.end(), half.rbegin(), half.rend());
}

}  // namespace

std::vector<PauliTerm> trotter_order(std::span<const PauliTerm> terms) {
  std::vector<PauliTerm> sorted(terms.begin(), terms.end());
  for (const PauliTerm& term : sorted)
    if (term.coefficient.imag() != 0)
      throw std::invalid_argument(
          fmt::format("coefficient of {}: {} + {} i, expected a real number", to_text(term.string),
                      term.coefficient.real(), term.coefficient.imag()));
  const auto key = [](const PauliTerm& t) {
    return std::tuple(t.string.x, std::popcount(t.string.x & t.string.z) % 2,
                      t.string.z & ~t.string.x, t.string.z);
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const PauliTerm& a, const PauliTerm& b) { return key(a) < key(b); });
  std::vector<std::uint64_t> masks;
  for (const PauliTerm& term : sorted)
    if (masks.empty() || masks.back() != term.string.x) masks.push_back(term.string.x);
  std::vector<PauliTerm> result;
  for (const std::uint64_t mask : order_masks(std::move(masks))) {
    const auto first = std::partition_point(sorted.begin(), sorted.end(),
                                            [&](const PauliTerm& t) { return t.string.x < mask; });
    for (auto term = first; term != sorted.end() && term->string.x == mask; ++term)
      result.push_back(*term);
  }
  return result;
}

std::vector<PauliRotation> trotter_step(std::span<const PauliTerm> terms, int order, double step) {
  if (order == 1) return rotations(terms, step);
  std::vector<PauliRotation> sequence;
  if (order == 2) {
    append_second_order(sequence, terms, step);
  } else if (order == 4) {
    const double p = 1 / (4 - std::cbrt(4.0));
    for (const double part : {p, p, 1 - 4 * p, p, p})
      append_second_order(sequence, terms, part * step);
  } else {
    throw std::invalid_argument(fmt::format("trotter_order = {}: expected 1, 2 or 4", order));
  }
  return sequence;
}

template <class Space>
const typename Space::Rotations& TrotterEvolution<Space>::batch(int order, double step) {
  if (!compiled_ || compiled_->order != order || compiled_->step != step)
    compiled_.emplace(order, step,
                      space_.rotations(num_qubits_, trotter_step(terms_, order, step)));
  return compiled_->batch;
}

template <class Space>
double TrotterEvolution<Space>::defect(const State& psi, int order, double step,
                                       EvolutionReport& work) {
  State once = psi;
  batch(order, step).apply(once);
  State twice = psi;
  const typename Space::Rotations& half = batch(order, step / 2);
  half.apply(twice);
  half.apply(twice);
  add(once, -1.0, twice);
  work.rotations += 3 * half.num_rotations();
  return norm(once) / norm(psi) / (1 - std::pow(2.0, -order));
}

template <class Space>
EvolutionReport TrotterEvolution<Space>::run(State& psi, double t, int order, std::size_t steps,
                                             const std::stop_token& stop) {
  EvolutionReport report;
  const double step = t / static_cast<double>(steps);
  const double first = defect(psi, order, step, report);
  double last = first;
  for (std::size_t k = 0; k < steps; ++k) {
    throw_if_stopped(stop);
    if (k > 0 && k + 1 == steps) last = defect(psi, order, step, report);
    batch(order, step).apply(psi);
    report.rotations += batch(order, step).num_rotations();
  }
  report.steps = steps;
  report.error = static_cast<double>(steps) * (first + last) / 2;
  return report;
}

std::size_t num_trotter_steps(double t, double longest_step) {
  const double steps = std::ceil(std::abs(t) / longest_step * (1 - 1e-12));
  if (!(steps <= most_steps))
    throw std::invalid_argument(
        fmt::format("trotter_step = {}: takes {:.3g} steps to t = {}, expected at most {:.0g}",
                    longest_step, steps, t, most_steps));
  return static_cast<std::size_t>(std::max(steps, 1.0));
}

template <class Space>
EvolutionReport TrotterEvolution<Space>::evolve(State& psi, double t, int order,
                                                double longest_step, const std::stop_token& stop) {
  check_state(psi, "state");
  if (t == 0) return {};
  return run(psi, t, order, num_trotter_steps(t, longest_step), stop);
}

template <class Space>
EvolutionReport TrotterEvolution<Space>::evolve_to_tolerance(State& psi, double t, int order,
                                                             double tolerance,
                                                             const std::stop_token& stop) {
  check_state(psi, "state");
  if (t == 0) return {};
  const State start = psi;
  EvolutionReport work;
  double steps = 1;
  while (true) {
    const double step = t / steps;
    const double error = steps * defect(psi, order, step, work);
    if (error > 0.9 * tolerance) {
      // The defect grows like step^(order + 1), the error over a time like step^order.
      steps = std::ceil(steps * std::max(1.1, std::pow(error / (0.8 * tolerance), 1.0 / order)));
    } else {
      EvolutionReport report = run(psi, t, order, static_cast<std::size_t>(steps), stop);
      report.rotations += work.rotations;
      if (report.error <= tolerance) return report;
      work.rotations = report.rotations;
      steps =
          std::ceil(steps * std::max(1.1, std::pow(report.error / (0.8 * tolerance), 1.0 / order)));
      psi = start;
    }
    if (!(steps <= most_steps))
      throw std::invalid_argument(fmt::format(
          "tolerance = {}: takes {:.3g} Trotter steps of order {} to t = {}, expected at "
          "most {:.0g}",
          tolerance, steps, order, t, most_steps));
  }
}

template <class Space>
EvolutionReport TrotterEvolution<Space>::qdrift(State& psi, double t, double tolerance,
                                                std::uint64_t seed, const std::stop_token& stop) {
  check_state(psi, "state");
  std::vector<double> cumulative;
  double lambda = 0;
  for (const PauliTerm& term : terms_)
    cumulative.push_back(lambda += std::abs(term.coefficient.real()));
  const double draws = std::ceil(2 * lambda * lambda * t * t / tolerance);
  if (!(draws <= most_draws))
    throw std::invalid_argument(fmt::format(
        "tolerance = {}: qDRIFT takes {:.3g} rotations to t = {}, expected at most {:.0g}",
        tolerance, draws, t, most_draws));
  const auto total = static_cast<std::size_t>(draws);
  const RandomStream random(seed, 0, Stream::terms);
  constexpr std::size_t batch_size = 4096;
  for (std::size_t first = 0; first < total; first += batch_size) {
    throw_if_stopped(stop);
    std::vector<PauliRotation> drawn;
    for (std::size_t k = first; k < std::min(first + batch_size, total); ++k) {
      const auto place =
          std::lower_bound(cumulative.begin(), cumulative.end(), lambda * random.uniform(drawn_++));
      const auto index = std::min<std::size_t>(static_cast<std::size_t>(place - cumulative.begin()),
                                               terms_.size() - 1);
      const double sign = terms_[index].coefficient.real() < 0 ? -1 : 1;
      drawn.push_back({terms_[index].string, sign * lambda * t / draws});
    }
    space_.rotations(num_qubits_, drawn).apply(psi);
  }
  return {total == 0 ? 0 : lambda * std::abs(t) / std::sqrt(draws), total, 0, total, 0};
}

template class TrotterEvolution<HostSpace<float>>;
template class TrotterEvolution<HostSpace<double>>;
template class TrotterEvolution<cuda::DeviceSpace<float>>;
template class TrotterEvolution<cuda::DeviceSpace<double>>;

}  // namespace traversable
