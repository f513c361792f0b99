#include "sim/noise/channel.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "sim/arguments.h"
#include "sim/linear_algebra/spectral_decomposition.h"
#include "sim/noise/transfer_matrix.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr std::size_t max_kraus_matrices = 256;
constexpr double completeness_tolerance = 1e-8;
/// Probabilities that should sum to one may miss it by this rounding.
constexpr double sum_tolerance = 1e-12;
/// Repetitions of a general Kraus channel that scaled accepts.
constexpr double largest_kraus_scale = 1e4;

constexpr std::array<std::pair<ChannelKind, std::string_view>, 7> names{{
    {ChannelKind::depolarizing, "depolarizing"},
    {ChannelKind::pauli, "pauli"},
    {ChannelKind::amplitude_damping, "amplitude_damping"},
    {ChannelKind::phase_damping, "phase_damping"},
    {ChannelKind::thermal_relaxation, "thermal_relaxation"},
    {ChannelKind::over_rotation, "over_rotation"},
    {ChannelKind::kraus, "kraus"},
}};

void check_probability(const char* name, double value) {
  if (!(value >= 0 && value <= 1))
    throw std::invalid_argument(
        fmt::format("{} {}: expected a probability between 0 and 1", name, value));
}

Channel one_parameter(ChannelKind kind, const char* name, double value) {
  check_probability(name, value);
  return {.kind = kind, .num_qubits = 1, .parameters = {value}};
}

std::size_t pauli_index(std::string_view letters) {
  static constexpr std::string_view digits = "IXZY";
  std::size_t index = 0;
  for (std::size_t q = 0; q < letters.size(); ++q) index |= digits.find(letters[q]) << 2 * q;
  return index;
}

/// Of populations and of coherences after thermal relaxation.
std::pair<double, double> relaxation(const std::vector<double>& parameters) {
  return {std::exp(-parameters[2] / parameters[0]), std::exp(-parameters[2] / parameters[1])};
}

Eigen::MatrixXd damping_transfer(double population, double coherence) {
  Eigen::Matrix4d transfer = Eigen::Vector4d(1, coherence, population, coherence).asDiagonal();
  transfer(2, 0) = 1 - population;
  return transfer;
}

/// Of a Pauli channel on Q: sum_P p_P (+1 where P and Q commute, else -1).
Eigen::MatrixXd pauli_transfer(int num_qubits, const std::vector<double>& probabilities) {
  const std::size_t size = std::size_t{1} << 2 * num_qubits;
  Eigen::VectorXd diagonal(static_cast<Eigen::Index>(size));
  for (std::size_t q = 0; q < size; ++q) {
    double lost = 0;
    for (std::size_t p = 1; p < size; ++p) {
      int crossings = 0;
      for (int k = 0; k < num_qubits; ++k) {
        const std::size_t a = p >> 2 * k & 3, b = q >> 2 * k & 3;
        if (a != 0 && b != 0 && a != b) ++crossings;
      }
      if (crossings % 2 == 1) lost += probabilities[p];
    }
    diagonal[static_cast<Eigen::Index>(q)] = 1 - 2 * lost;
  }
  return diagonal.asDiagonal();
}

Eigen::MatrixXcd rotation_matrix(const Channel& channel) {
  const Eigen::MatrixXcd pauli = pauli_product(channel.num_qubits, pauli_index(channel.pauli));
  const double half = channel.parameters[0] / 2;
  return std::cos(half) * Eigen::MatrixXcd::Identity(pauli.rows(), pauli.cols()) -
         std::complex<double>(0, std::sin(half)) * pauli;
}

/// sqrt(p_P) P for every P that is there.
std::vector<Eigen::MatrixXcd> pauli_kraus(int num_qubits,
                                          const std::vector<double>& probabilities) {
  std::vector<Eigen::MatrixXcd> kraus;
  for (std::size_t index = 0; index < probabilities.size(); ++index)
    if (probabilities[index] > 0)
      kraus.emplace_back(std::sqrt(probabilities[index]) * pauli_product(num_qubits, index));
  return kraus;
}

Channel repeated(const Channel& channel, double scale) {
  if (scale > largest_kraus_scale)
    throw std::invalid_argument(fmt::format("scale {} of a Kraus channel: expected at most {}",
                                            scale, largest_kraus_scale));
  const Eigen::MatrixXd once = transfer_matrix(channel.kraus);
  const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(once.rows(), once.cols());
  const double whole = std::floor(scale);
  Eigen::MatrixXd result = identity + (scale - whole) * (once - identity);
  for (int n = 0; n < static_cast<int>(whole); ++n) result = once * result;
  return {.kind = ChannelKind::kraus,
          .num_qubits = channel.num_qubits,
          .kraus = kraus_operators(result)};
}

}  // namespace

std::string_view name_of(ChannelKind kind) {
  for (const auto& [candidate, name] : names)
    if (candidate == kind) return name;
  return "kraus";
}

ChannelKind channel_kind_by_name(std::string_view name) {
  for (const auto& [kind, candidate] : names)
    if (candidate == name) return kind;
  std::vector<std::string_view> all;
  for (const auto& entry : names) all.push_back(entry.second);
  throw std::invalid_argument(
      fmt::format("channel {}: expected one of {}", in_quotes(name), fmt::join(all, ", ")));
}

Channel depolarizing(double probability, int num_qubits) {
  check_probability("probability", probability);
  if (num_qubits != 1 && num_qubits != 2)
    throw std::invalid_argument(
        fmt::format("depolarizing on {} qubits: expected 1 or 2", num_qubits));
  return {.kind = ChannelKind::depolarizing, .num_qubits = num_qubits, .parameters = {probability}};
}

Channel pauli_channel(const std::vector<double>& probabilities) {
  if (probabilities.size() != 3 && probabilities.size() != 15)
    throw std::invalid_argument(
        fmt::format("{} probabilities of Pauli errors: expected 3 or 15", probabilities.size()));
  for (const double probability : probabilities) check_probability("probability", probability);
  const double total = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
  if (total > 1 + sum_tolerance)
    throw std::invalid_argument(
        fmt::format("probabilities that sum to {}: expected at most 1", total));
  std::vector<double> all{std::max(0.0, 1 - total)};
  all.insert(all.end(), probabilities.begin(), probabilities.end());
  return {.kind = ChannelKind::pauli,
          .num_qubits = probabilities.size() == 3 ? 1 : 2,
          .parameters = std::move(all)};
}

Channel amplitude_damping(double gamma) {
  return one_parameter(ChannelKind::amplitude_damping, "gamma", gamma);
}

Channel phase_damping(double lambda) {
  return one_parameter(ChannelKind::phase_damping, "lambda", lambda);
}

Channel thermal_relaxation(double t1, double t2, double duration) {
  if (!(t1 > 0)) throw std::invalid_argument(fmt::format("T1 {}: expected a positive time", t1));
  if (!(t2 > 0)) throw std::invalid_argument(fmt::format("T2 {}: expected a positive time", t2));
  if (t2 > 2 * t1)
    throw std::invalid_argument(fmt::format("T2 {} with T1 {}: expected T2 <= 2 T1", t2, t1));
  if (!(duration >= 0) || !std::isfinite(duration))
    throw std::invalid_argument(
        fmt::format("duration {}: expected a finite time, not negative", duration));
  return {.kind = ChannelKind::thermal_relaxation, .parameters = {t1, t2, duration}};
}

Channel over_rotation(double angle, std::string_view pauli) {
  if (!std::isfinite(angle))
    throw std::invalid_argument(fmt::format("angle {}: expected a finite number", angle));
  if ((pauli.size() != 1 && pauli.size() != 2) ||
      pauli.find_first_not_of("IXYZ") != std::string_view::npos ||
      pauli.find_first_not_of('I') == std::string_view::npos)
    throw std::invalid_argument(
        fmt::format("Pauli product {}: expected one or two letters X, Y, Z", in_quotes(pauli)));
  return {.kind = ChannelKind::over_rotation,
          .num_qubits = static_cast<int>(pauli.size()),
          .parameters = {angle},
          .pauli = std::string(pauli)};
}

Channel kraus_channel(std::vector<Eigen::MatrixXcd> kraus, double tolerance) {
  check_tolerance(tolerance);
  if (kraus.empty()) throw std::invalid_argument("no Kraus matrices: expected one or more");
  if (kraus.size() > max_kraus_matrices)
    throw std::invalid_argument(fmt::format("{} Kraus matrices: expected at most {}; 16 suffice",
                                            kraus.size(), max_kraus_matrices));
  const Eigen::Index dimension = kraus[0].rows();
  if (dimension != 2 && dimension != 4)
    throw std::invalid_argument(
        fmt::format("a Kraus matrix of {} rows: expected 2 x 2 or 4 x 4", dimension));
  Eigen::MatrixXcd sum = Eigen::MatrixXcd::Zero(dimension, dimension);
  for (const auto& matrix : kraus) {
    if (matrix.rows() != dimension || matrix.cols() != dimension)
      throw std::invalid_argument(fmt::format("a Kraus matrix of {} x {}: expected {} x {}",
                                              matrix.rows(), matrix.cols(), dimension, dimension));
    if (!matrix.allFinite())
      throw std::invalid_argument("a Kraus matrix with an element that is not finite");
    sum += matrix.adjoint() * matrix;
  }
  const double error =
      (sum - Eigen::MatrixXcd::Identity(dimension, dimension)).cwiseAbs().maxCoeff();
  if (!(error <= std::max(tolerance, completeness_tolerance)))
    throw std::invalid_argument(
        fmt::format("Kraus matrices with |sum K^+ K - 1| = {:.3g}: expected a trace-preserving set "
                    "(at most {})",
                    error, std::max(tolerance, completeness_tolerance)));
  if (error > completeness_tolerance) {
    const Eigen::MatrixXcd correction = inverse_square_root(sum);
    for (auto& matrix : kraus) matrix *= correction;
  }
  return {
      .kind = ChannelKind::kraus, .num_qubits = dimension == 2 ? 1 : 2, .kraus = std::move(kraus)};
}

Channel scaled(const Channel& channel, double scale) {
  if (!(scale >= 0) || !std::isfinite(scale))
    throw std::invalid_argument(
        fmt::format("noise scale {}: expected a finite number, not negative", scale));
  const std::vector<double>& p = channel.parameters;
  switch (channel.kind) {
    case ChannelKind::depolarizing:
      return depolarizing(scale * p[0], channel.num_qubits);
    case ChannelKind::pauli: {
      std::vector<double> errors(p.begin() + 1, p.end());
      for (double& error : errors) error *= scale;
      return pauli_channel(errors);
    }
    case ChannelKind::amplitude_damping:
      return amplitude_damping(1 - std::pow(1 - p[0], scale));
    case ChannelKind::phase_damping:
      return phase_damping(1 - std::pow(1 - p[0], scale));
    case ChannelKind::thermal_relaxation:
      return thermal_relaxation(p[0], p[1], scale * p[2]);
    case ChannelKind::over_rotation:
      return over_rotation(scale * p[0], channel.pauli);
    case ChannelKind::kraus:
      break;
  }
  return repeated(channel, scale);
}

std::vector<Eigen::MatrixXcd> kraus_operators(const Channel& channel) {
  const std::vector<double>& p = channel.parameters;
  switch (channel.kind) {
    case ChannelKind::amplitude_damping: {
      Eigen::Matrix2cd stay = Eigen::Vector2cd(1, std::sqrt(1 - p[0])).asDiagonal();
      Eigen::Matrix2cd decay = Eigen::Matrix2cd::Zero();
      decay(0, 1) = std::sqrt(p[0]);
      return {stay, decay};
    }
    case ChannelKind::depolarizing: {
      const std::size_t errors = (std::size_t{1} << 2 * channel.num_qubits) - 1;
      std::vector<double> probabilities(errors + 1, p[0] / static_cast<double>(errors));
      probabilities[0] = 1 - p[0];
      return pauli_kraus(channel.num_qubits, probabilities);
    }
    case ChannelKind::pauli:
      return pauli_kraus(channel.num_qubits, p);
    case ChannelKind::phase_damping: {
      // sqrt(1 - l) = 1 - 2 q: a flip of the phase with probability q.
      const double flip = (1 - std::sqrt(1 - p[0])) / 2;
      return pauli_kraus(1, {1 - flip, 0, flip, 0});
    }
    case ChannelKind::over_rotation:
      return {rotation_matrix(channel)};
    case ChannelKind::thermal_relaxation:
      return kraus_operators(transfer_matrix(channel));
    case ChannelKind::kraus:
      break;
  }
  return channel.kraus;
}

Eigen::MatrixXd transfer_matrix(const Channel& channel) {
  const std::vector<double>& p = channel.parameters;
  switch (channel.kind) {
    case ChannelKind::depolarizing: {
      const std::size_t size = std::size_t{1} << 2 * channel.num_qubits;
      std::vector<double> probabilities(size, p[0] / static_cast<double>(size - 1));
      return pauli_transfer(channel.num_qubits, probabilities);
    }
    case ChannelKind::pauli:
      return pauli_transfer(channel.num_qubits, p);
    case ChannelKind::amplitude_damping:
      return damping_transfer(1 - p[0], std::sqrt(1 - p[0]));
    case ChannelKind::phase_damping:
      return damping_transfer(1, std::sqrt(1 - p[0]));
    case ChannelKind::thermal_relaxation: {
      const auto [population, coherence] = relaxation(p);
      return damping_transfer(population, coherence);
    }
    case ChannelKind::over_rotation:
      return transfer_matrix(rotation_matrix(channel));
    case ChannelKind::kraus:
      break;
  }
  return transfer_matrix(channel.kraus);
}

double average_infidelity(const Channel& channel) {
  const Eigen::MatrixXd transfer = transfer_matrix(channel);
  const double dimension = static_cast<double>(1 << channel.num_qubits);
  return (1 - transfer.trace() / static_cast<double>(transfer.rows())) * dimension /
         (dimension + 1);
}

std::string to_text(const Channel& channel) {
  if (channel.kind == ChannelKind::kraus)
    return fmt::format("kraus({} matrices of {} x {})", channel.kraus.size(),
                       channel.kraus[0].rows(), channel.kraus[0].cols());
  const std::string letters =
      channel.pauli.empty() ? std::string() : fmt::format(", {}", channel.pauli);
  return fmt::format("{}({}{})", name_of(channel.kind), fmt::join(channel.parameters, ", "),
                     letters);
}

}  // namespace traversable
