#include "learning/teleport_gradient.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <stdexcept>

#include "sim/cuda/backend.h"
#include "sim/evolution_length.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

using Eigen::Matrix4cd;

/// Groups are dealt to this many sums in turn, whatever the number of threads; larger matrices keep
/// all threads busy by themselves.
constexpr std::size_t most_sums = 16;
constexpr Size largest_side_by_side = 128;

std::size_t num_sums(int num_majoranas, const ProtocolPoints& points) {
  const bool side_by_side = ParityBasis(num_majoranas).sector_dimension() <= largest_side_by_side;
  return side_by_side ? std::min(most_sums, points.times.size()) : 1;
}
std::size_t num_sums(const HostMatrices<double>&, int num_majoranas, const ProtocolPoints& points) {
  return num_sums(num_majoranas, points);
}
/// One stream, one workspace.
std::size_t num_sums(const DeviceMatrices<double>&, int, const ProtocolPoints&) { return 1; }

/// work(sum number, group, workspace, stop) for every group, each sum's groups in order.
template <class Space, class Work>
void for_each_group(const Space&, std::size_t sums, const ProtocolPoints& points,
                    const std::stop_token& stop, const Work& work) {
  parallel_for(sums, sums > 1 ? omp_get_max_threads() : 1, stop,
               [&](std::size_t number, const std::stop_token& token) {
                 ChainWorkspace<Space> workspace;
                 for (std::size_t group = number; group < points.times.size(); group += sums) {
                   throw_if_stopped(token);
                   work(number, group, workspace, token);
                 }
               });
}

ProtocolTimes longest_group(const ProtocolPoints& points) {
  return *std::max_element(
      points.times.begin(), points.times.end(),
      [](const ProtocolTimes& a, const ProtocolTimes& b) { return a.t1.size() < b.t1.size(); });
}

/// Nothing on this machine, where the run has a plan.
void require_memory_in(const HostMatrices<double>&, int, const ProtocolPoints&) {}
void require_memory_in(const DeviceMatrices<double>& space, int num_majoranas,
                       const ProtocolPoints& points) {
  const double needed = gradient_memory(num_majoranas, points),
               available = space.backend->available_memory();
  if (needed <= available) return;
  int largest = num_majoranas;
  while (largest > 0 && (largest == 1 || gradient_memory(largest, points) > available)) --largest;
  throw std::invalid_argument(
      fmt::format("the gradient with {} Majoranas a side needs {} on the device, {} are available; "
                  "the largest N "
                  "that fits is {}",
                  num_majoranas, format_bytes(needed), format_bytes(available), largest));
}

template <class Space>
ProtocolChain<Space> make_chain(const Space& space, const CouplingSpace& terms,
                                const Eigen::VectorXd& couplings, const ProtocolPoints& points,
                                const std::stop_token& stop) {
  validate(points, terms.num_majoranas());
  check_couplings(terms, couplings);
  check_length("t", longest_time(points), terms.one_norm(couplings));
  require_memory_in(space, terms.num_majoranas(), points);
  return ProtocolChain<Space>(space, terms, couplings, points, stop);
}

/// work(space) on a stream of the device, or on this machine where there is none.
template <class Work>
auto in_space_of(cuda::StreamPool* device, const Work& work) {
  if (device == nullptr) return work(HostMatrices<double>{});
  const cuda::StreamPool::Lease stream = device->lease();
  return work(DeviceMatrices<double>{stream.get()});
}

/// From theta_K / mu = w_K / n to w_K: n depends on all of them.
Eigen::VectorXd weight_gradient(const Coupling& coupling, const CouplingSpace& terms,
                                const Eigen::VectorXd& angles) {
  const CouplingTerms used = coupling.terms(terms.num_majoranas(), terms.degree());
  Eigen::VectorXd weights = Eigen::VectorXd::Ones(angles.size());
  for (std::size_t k = 0; k < coupling.sets().size(); ++k)
    weights[static_cast<Size>(k)] = coupling.sets()[k].weight;
  const double slope = used.is_bits() ? 0.5 : terms.degree(), n = slope * weights.sum();
  return (angles.array() - slope * angles.dot(weights) / n) / n;
}

template <class Space>
ProtocolGradient gradient_in(const Space& space, const CouplingSpace& terms,
                             const Eigen::VectorXd& couplings, const ProtocolPoints& points,
                             const ProtocolLoss& loss, const ExtraDerivatives& extra,
                             const std::stop_token& stop) {
  const ProtocolChain<Space> chain = make_chain(space, terms, couplings, points, stop);
  std::vector<ChainGradient<Space>> sums(num_sums(space, terms.num_majoranas(), points));
  for (auto& sum : sums) sum = chain.zero_gradient();
  std::vector<TimeGradient> times(points.times.size());
  for_each_group(space, sums.size(), points, stop,
                 [&](std::size_t number, std::size_t group, auto& w, const std::stop_token& token) {
                   const std::vector<Matrix4cd> rho = chain.forward(points.times[group], w, token);
                   std::vector<Matrix4cd> lambda(rho.size(), Matrix4cd::Zero());
                   sums[number].loss += loss(group, rho, lambda);
                   chain.backward(points.times[group], lambda, extra, w, sums[number], times[group],
                                  token);
                 });
  ChainGradient<Space>& total = sums.front();
  for (std::size_t k = 1; k < sums.size(); ++k) chain.add(sums[k], total);
  const Eigen::VectorXd weights = weight_gradient(points.protocol.coupling, terms, total.angles);
  return {total.loss, chain.couplings(total), total.beta, total.mu, weights, std::move(times)};
}

template <class Space>
std::vector<std::vector<Matrix4cd>> states_in(const Space& space, const CouplingSpace& terms,
                                              const Eigen::VectorXd& couplings,
                                              const ProtocolPoints& points,
                                              const std::stop_token& stop) {
  const ProtocolChain<Space> chain = make_chain(space, terms, couplings, points, stop);
  std::vector<std::vector<Matrix4cd>> states(points.times.size());
  for_each_group(space, num_sums(space, terms.num_majoranas(), points), points, stop,
                 [&](std::size_t, std::size_t group, auto& w, const std::stop_token& token) {
                   states[group] = chain.forward(points.times[group], w, token);
                 });
  return states;
}

}  // namespace

ProtocolGradient teleport_gradient(const CouplingSpace& terms, const Eigen::VectorXd& couplings,
                                   const ProtocolPoints& points, const ProtocolLoss& loss,
                                   const ExtraDerivatives& extra, const std::stop_token& stop,
                                   cuda::StreamPool* device) {
  return in_space_of(device, [&](const auto& space) {
    return gradient_in(space, terms, couplings, points, loss, extra, stop);
  });
}

std::vector<std::vector<Matrix4cd>> teleport_states(const CouplingSpace& terms,
                                                    const Eigen::VectorXd& couplings,
                                                    const ProtocolPoints& points,
                                                    const std::stop_token& stop,
                                                    cuda::StreamPool* device) {
  return in_space_of(
      device, [&](const auto& space) { return states_in(space, terms, couplings, points, stop); });
}

double gradient_memory(int num_majoranas, const ProtocolPoints& points, Place place, int threads) {
  MatrixPlan plan;
  const PlanMatrices<double> space{&plan, place};
  const CouplingSpace any(Hamiltonian(num_majoranas, {Term{1.0, 0b11}}));
  const ProtocolTimes times = longest_group(points);
  const ProtocolChain chain(space, any, Eigen::VectorXd::Ones(1), points, {});
  const double construction = plan.peak, held = plan.bytes;
  ChainGradient<PlanMatrices<double>> sum = chain.zero_gradient();
  const double a_sum = plan.bytes - held;
  plan.peak = plan.bytes;
  {
    ChainWorkspace<PlanMatrices<double>> workspace;
    TimeGradient of_times;
    const std::size_t values = points.mu.size() * times.t1.size();
    chain.forward(times, workspace, {});
    chain.backward(times, std::vector<Matrix4cd>(values, Matrix4cd::Zero()),
                   {.beta = true, .mu = true}, workspace, sum, of_times, {});
  }
  const double a_group = plan.peak - plan.bytes;
  plan.peak = plan.bytes;
  chain.couplings(sum);
  const double sums = place == Place::device ? 1.0
                                             : static_cast<double>(num_sums(num_majoranas, points)),
               together = std::min(sums, static_cast<double>(threads));
  return std::max(
      {construction, held + sums * a_sum + together * a_group, plan.peak + (sums - 1) * a_sum});
}

}  // namespace traversable
