#include "sim/tomography/tomography.h"

#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <random>
#include <stdexcept>

#include "sim/complex.h"
#include "sim/linear_algebra/spectral_decomposition.h"
#include "sim/observables/observables.h"
#include "sym/quoted.h"
#include "sym/random.h"

namespace traversable {
namespace {

constexpr std::uint64_t most_shots = 1'000'000'000'000'000;
constexpr double probability_rounding = 1e-9;
constexpr int most_likelihood_steps = 20'000;
constexpr double likelihood_tolerance = 1e-10;

/// Pauli X, Y, Z = 0, 1, 2, and 3 for the identity.
const std::array<Eigen::Matrix2cd, 4>& paulis() {
  static const std::array<Eigen::Matrix2cd, 4> all{
      (Eigen::Matrix2cd() << 0, 1, 1, 0).finished(),
      (Eigen::Matrix2cd() << 0, Complex(0, -1), Complex(0, 1), 0).finished(),
      (Eigen::Matrix2cd() << 1, 0, 0, -1).finished(), Eigen::Matrix2cd::Identity()};
  return all;
}

Eigen::Matrix4d tensor(const Eigen::Matrix2d& p, const Eigen::Matrix2d& t) {
  Eigen::Matrix4d product;
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j) product.block<2, 2>(2 * i, 2 * j) = p(i, j) * t;
  return product;
}

/// The projector on outcome 2 p + a of a setting.
Eigen::Matrix4cd outcome_projector(std::size_t setting, std::size_t outcome) {
  const auto one = [](std::size_t basis, bool bit) -> Eigen::Matrix2cd {
    return 0.5 * (paulis()[3] + (bit ? -1.0 : 1.0) * paulis()[basis]);
  };
  return tensor_product(one(setting / 3, outcome / 2 == 1), one(setting % 3, outcome % 2 == 1));
}

Eigen::Matrix4d confusion(const PairReadOut& errors) {
  return tensor(confusion_matrix(errors.p), confusion_matrix(errors.t));
}

/// A generator for the library's distributions, a block of numbers for each experiment and setting.
class CounterGenerator {
 public:
  using result_type = std::uint64_t;
  CounterGenerator(std::uint64_t seed, std::uint64_t experiment, std::size_t setting)
      : random_(seed, experiment, Stream::shots), next_(std::uint64_t{setting} << 48) {}
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
  result_type operator()() { return random_.bits(next_++); }

 private:
  RandomStream random_;
  std::uint64_t next_;
};

Eigen::Matrix4cd linear_inversion(const OutcomeProbabilities& frequencies) {
  Eigen::Matrix4cd rho = Eigen::Matrix4cd::Identity() / 4;
  std::array<double, 3> of_p{}, of_t{};
  for (std::size_t setting = 0; setting < num_settings; ++setting) {
    const Eigen::Vector4d& f = frequencies[setting];
    const std::size_t p = setting / 3, t = setting % 3;
    rho += (f[0] - f[1] - f[2] + f[3]) / 4 * tensor_product(paulis()[p], paulis()[t]);
    of_p[p] += (f[0] + f[1] - f[2] - f[3]) / 3;
    of_t[t] += (f[0] - f[1] + f[2] - f[3]) / 3;
  }
  for (std::size_t b = 0; b < 3; ++b)
    rho += of_p[b] / 4 * tensor_product(paulis()[b], paulis()[3]) +
           of_t[b] / 4 * tensor_product(paulis()[3], paulis()[b]);
  return rho;
}

/// rho <- R rho R / Tr with R = sum f / Tr(rho E) E, diluted where the likelihood would fall.
Eigen::Matrix4cd maximum_likelihood(const OutcomeProbabilities& frequencies,
                                    const PairReadOut& errors) {
  const Eigen::Matrix4d c = confusion(errors);
  std::vector<Eigen::Matrix4cd> effects;
  std::vector<double> weights;
  for (std::size_t setting = 0; setting < num_settings; ++setting)
    for (std::size_t read = 0; read < 4; ++read) {
      Eigen::Matrix4cd effect = Eigen::Matrix4cd::Zero();
      for (std::size_t outcome = 0; outcome < 4; ++outcome)
        effect += c(static_cast<Eigen::Index>(read), static_cast<Eigen::Index>(outcome)) *
                  outcome_projector(setting, outcome);
      effects.push_back(effect);
      weights.push_back(frequencies[setting][static_cast<Eigen::Index>(read)] / num_settings);
    }
  const auto likelihood = [&](const Eigen::Matrix4cd& rho) {
    double sum = 0;
    for (std::size_t k = 0; k < effects.size(); ++k)
      if (weights[k] > 0) sum += weights[k] * std::log((rho * effects[k]).trace().real());
    return sum;
  };
  Eigen::Matrix4cd rho = Eigen::Matrix4cd::Identity() / 4;
  double best = likelihood(rho);
  double dilution = 1e3;
  for (int step = 0; step < most_likelihood_steps; ++step) {
    Eigen::Matrix4cd r = Eigen::Matrix4cd::Zero();
    for (std::size_t k = 0; k < effects.size(); ++k)
      if (weights[k] > 0) r += weights[k] / (rho * effects[k]).trace().real() * effects[k];
    // At the maximum R rho = rho.
    if ((r * rho - rho).cwiseAbs().maxCoeff() < likelihood_tolerance) break;
    for (;; dilution /= 2) {
      const Eigen::Matrix4cd turn = (Eigen::Matrix4cd::Identity() + dilution * r) / (1 + dilution);
      Eigen::Matrix4cd next = turn * rho * turn.adjoint();
      next /= next.trace().real();
      if (const double now = likelihood(next); now >= best) {
        rho = (next + next.adjoint()) / 2;
        best = now;
        break;
      }
      if (dilution < 1e-6) return rho;
    }
  }
  return rho;
}

}  // namespace

bool can_be_undone(const ReadOutError& error) { return error.zero_as_one + error.one_as_zero < 1; }

void check_read_out(const ReadOutError& error, const std::string& qubit) {
  if (!can_be_undone(error))
    throw std::invalid_argument(
        fmt::format("read-out errors {} and {} of {}: expected a sum below 1, to be undone",
                    error.zero_as_one, error.one_as_zero, qubit));
}

Reconstruction reconstruction_by_name(std::string_view name) {
  if (name == "linear") return Reconstruction::linear;
  if (name == "projected") return Reconstruction::projected;
  if (name == "maximum_likelihood") return Reconstruction::maximum_likelihood;
  throw std::invalid_argument(fmt::format(
      "reconstruction {}: expected linear, projected or maximum_likelihood", in_quotes(name)));
}

std::string_view name_of(Reconstruction reconstruction) {
  switch (reconstruction) {
    case Reconstruction::linear:
      return "linear";
    case Reconstruction::projected:
      return "projected";
    case Reconstruction::maximum_likelihood:
      return "maximum_likelihood";
  }
  return "";
}

OutcomeProbabilities outcome_probabilities(const Eigen::Matrix4cd& rho, const PairReadOut& errors) {
  const Eigen::Matrix4d c = confusion(errors);
  OutcomeProbabilities probabilities;
  for (std::size_t setting = 0; setting < num_settings; ++setting) {
    Eigen::Vector4d ideal;
    for (std::size_t outcome = 0; outcome < 4; ++outcome)
      ideal[static_cast<Eigen::Index>(outcome)] =
          (rho * outcome_projector(setting, outcome)).trace().real();
    probabilities[setting] = c * ideal;
  }
  return probabilities;
}

OutcomeCounts sample_counts(const OutcomeProbabilities& probabilities, std::uint64_t shots,
                            std::uint64_t seed, std::uint64_t experiment) {
  if (shots < 1 || shots > most_shots)
    throw std::invalid_argument(
        fmt::format("{} shots a setting: expected 1 to {}", shots, most_shots));
  OutcomeCounts counts{};
  for (std::size_t setting = 0; setting < num_settings; ++setting) {
    CounterGenerator generator(seed, experiment, setting);
    std::uint64_t left = shots;
    double rest = 1;
    for (std::size_t outcome = 0; outcome < 4; ++outcome) {
      const double p = probabilities[setting][static_cast<Eigen::Index>(outcome)];
      if (!(p >= -probability_rounding && p <= 1 + probability_rounding))
        throw std::invalid_argument(
            fmt::format("the probability {} of an outcome: expected 0 to 1", p));
      if (outcome == 3 || left == 0) {
        counts[setting][outcome] = left;
        left = 0;
        continue;
      }
      // The generator takes other numbers above 1/2 than below: a share next to it is it, whatever
      // rounding made of it.
      const double share =
          rest > 0 ? std::round(std::clamp(p / rest, 0.0, 1.0) * 0x1p40) * 0x1p-40 : 0.0;
      std::binomial_distribution<std::int64_t> binomial(static_cast<std::int64_t>(left), share);
      counts[setting][outcome] = static_cast<std::uint64_t>(binomial(generator));
      left -= counts[setting][outcome];
      rest -= p;
    }
  }
  return counts;
}

Eigen::Matrix4cd nearest_state(const Eigen::Matrix4cd& matrix) {
  auto [values, vectors] = spectral_decomposition(Eigen::MatrixXcd(matrix));
  // Ascending: negative ones become zero, what they lack is taken from the others evenly.
  double lack = 0;
  for (Eigen::Index k = 0; k < 4; ++k) {
    const double share = lack / static_cast<double>(4 - k);
    if (values[k] + share >= 0) {
      values.tail(4 - k).array() += share;
      break;
    }
    lack += values[k];
    values[k] = 0;
  }
  return vectors * values.asDiagonal() * vectors.adjoint();
}

Eigen::Matrix4cd reconstruct(const OutcomeProbabilities& frequencies,
                             const TomographyOptions& options) {
  if (options.mitigate) {
    check_read_out(options.errors.p, "P");
    check_read_out(options.errors.t, "T");
  }
  if (options.reconstruction == Reconstruction::maximum_likelihood)
    return maximum_likelihood(frequencies, options.mitigate ? options.errors : PairReadOut{});
  OutcomeProbabilities corrected = frequencies;
  if (options.mitigate) {
    const Eigen::Matrix4d inverse = confusion(options.errors).inverse();
    for (Eigen::Vector4d& f : corrected) f = inverse * f;
  }
  const Eigen::Matrix4cd rho = linear_inversion(corrected);
  return options.reconstruction == Reconstruction::linear ? rho : nearest_state(rho);
}

OutcomeProbabilities frequencies_of(const OutcomeCounts& counts) {
  OutcomeProbabilities frequencies;
  for (std::size_t setting = 0; setting < num_settings; ++setting) {
    double total = 0;
    for (const std::uint64_t count : counts[setting]) total += static_cast<double>(count);
    if (total == 0)
      throw std::invalid_argument(
          fmt::format("no shots in setting {}: expected some in all nine", setting));
    for (std::size_t outcome = 0; outcome < 4; ++outcome)
      frequencies[setting][static_cast<Eigen::Index>(outcome)] =
          static_cast<double>(counts[setting][outcome]) / total;
  }
  return frequencies;
}

Eigen::Matrix4cd reconstruct(const OutcomeCounts& counts, const TomographyOptions& options) {
  return reconstruct(frequencies_of(counts), options);
}

double element_variance(const OutcomeProbabilities& frequencies, std::uint64_t shots,
                        const TomographyOptions& options) {
  const Eigen::Matrix4d undo = options.mitigate
                                   ? Eigen::Matrix4d(confusion(options.errors).inverse())
                                   : Eigen::Matrix4d::Identity();
  const Eigen::RowVector4d of_p(1, 1, -1, -1), of_t(1, -1, 1, -1), of_both(1, -1, -1, 1);
  double sum = 0;
  for (const Eigen::Vector4d& f : frequencies) {
    const auto variance = [&](const Eigen::RowVector4d& signs) {
      const Eigen::RowVector4d weights = signs * undo;
      const double mean = weights * f;
      return weights.cwiseAbs2() * f - mean * mean;
    };
    // One-body values are means over three settings.
    sum += variance(of_both) + (variance(of_p) + variance(of_t)) / 9;
  }
  // |d rho|^2 = sum over Paulis d<P>^2 / 4, in 15 dimensions.
  return std::max(sum, 0.0) / (60 * static_cast<double>(shots));
}

}  // namespace traversable
