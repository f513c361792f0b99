#include "sim/tomography/tomography.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/interrupted.h"
#include "sim/linear_algebra/spectral_decomposition.h"
#include "sim/tomography/shot_statistics.h"
#include "sim/tomography/zero_noise_extrapolation.h"
#include "tests/sim/noise/noise_matrices.h"

namespace traversable {
namespace {

const PairReadOut some_errors{{0.02, 0.05}, {0.01, 0.04}};

Eigen::Matrix4cd random_pair_state(std::uint64_t seed) {
  return test::random_density_matrix(2, seed);
}

/// (1 - s) |Phi+><Phi+| + s / 4.
Eigen::Matrix4cd werner_state(double s) {
  Eigen::Matrix4cd rho = s / 4 * Eigen::Matrix4cd::Identity();
  for (const int i : {0, 3})
    for (const int j : {0, 3}) rho(i, j) += (1 - s) / 2;
  return rho;
}

double distance(const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b) {
  return (a - b).cwiseAbs().maxCoeff();
}

TEST(Tomography, ExactProbabilitiesGiveTheStateBack) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Eigen::Matrix4cd rho = random_pair_state(seed);
    const OutcomeProbabilities probabilities = outcome_probabilities(rho, some_errors);
    for (const Eigen::Vector4d& p : probabilities) EXPECT_NEAR(p.sum(), 1, 1e-14);
    for (const auto reconstruction : {Reconstruction::linear, Reconstruction::projected})
      EXPECT_LT(distance(reconstruct(probabilities,
                                     {.reconstruction = reconstruction, .errors = some_errors}),
                         rho),
                1e-13);
    EXPECT_LT(
        distance(reconstruct(probabilities, {.reconstruction = Reconstruction::maximum_likelihood,
                                             .errors = some_errors}),
                 rho),
        1e-6);
  }
}

TEST(Tomography, SettingsMeasureTheNamedPaulis) {
  // P in |+>, T in |1>: setting (X, Z) always reads p = 0, a = 1.
  Eigen::Vector4cd psi(0, 1, 0, 1);
  psi /= std::sqrt(2.0);
  const OutcomeProbabilities p = outcome_probabilities(psi * psi.adjoint(), {});
  EXPECT_NEAR(p[3 * 0 + 2][1], 1, 1e-15);
  // (Z, X): nothing is known.
  for (int outcome = 0; outcome < 4; ++outcome) EXPECT_NEAR(p[3 * 2 + 0][outcome], 0.25, 1e-15);
  // T in (|0> + i|1>)/sqrt 2 reads 0 in Y.
  Eigen::Vector4cd y(1, std::complex<double>(0, 1), 0, 0);
  y /= std::sqrt(2.0);
  EXPECT_NEAR(outcome_probabilities(y * y.adjoint(), {})[3 * 2 + 1][0], 1, 1e-15);
}

TEST(Tomography, WithoutMitigationReadOutErrorsShrinkThePaulis) {
  const PairReadOut symmetric{{0.1, 0.1}, {0.05, 0.05}};
  const Eigen::Matrix4cd seen = reconstruct(outcome_probabilities(werner_state(0), symmetric),
                                            {.mitigate = false, .errors = symmetric});
  // <ZZ> = <XX> = -<YY> = (1 - 0.2)(1 - 0.1): a Werner state.
  EXPECT_LT(distance(seen, werner_state(1 - 0.8 * 0.9)), 1e-13);
}

TEST(Tomography, CountsFollowTheProbabilities) {
  const Eigen::Matrix4cd rho = random_pair_state(3);
  const OutcomeProbabilities p = outcome_probabilities(rho, some_errors);
  const std::uint64_t shots = 1'000'000;
  const OutcomeCounts counts = sample_counts(p, shots, 5, 0);
  for (std::size_t s = 0; s < num_settings; ++s) {
    std::uint64_t total = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const double q = p[s][static_cast<Eigen::Index>(k)];
      const double expected = q * static_cast<double>(shots);
      EXPECT_NEAR(static_cast<double>(counts[s][k]), expected,
                  4.5 * std::sqrt(expected * (1 - q)) + 1);
      total += counts[s][k];
    }
    EXPECT_EQ(total, shots);
  }
  EXPECT_EQ(counts, sample_counts(p, shots, 5, 0));
  EXPECT_NE(counts, sample_counts(p, shots, 5, 1));
  EXPECT_NE(counts, sample_counts(p, shots, 6, 0));
  // Certain outcomes.
  const OutcomeCounts certain =
      sample_counts(outcome_probabilities(werner_state(0), {}), 100, 1, 0);
  EXPECT_EQ(certain[8][0] + certain[8][3], 100u);
}

TEST(Tomography, ReconstructedStatesArePhysicalAndNearest) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const OutcomeCounts counts =
        sample_counts(outcome_probabilities(werner_state(0.02), some_errors), 100, seed, 0);
    const Eigen::Matrix4cd linear =
        reconstruct(counts, {.reconstruction = Reconstruction::linear, .errors = some_errors});
    for (const auto reconstruction :
         {Reconstruction::projected, Reconstruction::maximum_likelihood}) {
      const Eigen::Matrix4cd rho =
          reconstruct(counts, {.reconstruction = reconstruction, .errors = some_errors});
      EXPECT_GT(eigenvalues(Eigen::MatrixXcd(rho))[0], -1e-12);
      EXPECT_NEAR(rho.trace().real(), 1, 1e-12);
    }
    // No mixture with another state is nearer.
    const Eigen::Matrix4cd nearest = nearest_state(linear);
    for (std::uint64_t other = 1; other <= 10; ++other) {
      const Eigen::Matrix4cd mixed = 0.99 * nearest + 0.01 * random_pair_state(other);
      EXPECT_GE((mixed - linear).norm(), (nearest - linear).norm());
    }
  }
  EXPECT_LT(distance(nearest_state(werner_state(0.3)), werner_state(0.3)), 1e-14);
}

TEST(Tomography, MaximumLikelihoodIsNotLessLikelyThanTheNearestState) {
  const PairReadOut none{};
  const OutcomeCounts counts =
      sample_counts(outcome_probabilities(werner_state(0.05), none), 200, 3, 0);
  const auto likelihood = [&](const Eigen::Matrix4cd& rho) {
    const OutcomeProbabilities p = outcome_probabilities(rho, none);
    double sum = 0;
    for (std::size_t s = 0; s < num_settings; ++s)
      for (std::size_t k = 0; k < 4; ++k)
        if (counts[s][k] > 0)
          sum += static_cast<double>(counts[s][k]) *
                 std::log(std::max(p[s][static_cast<Eigen::Index>(k)], 1e-300));
    return sum;
  };
  const double best =
      likelihood(reconstruct(counts, {.reconstruction = Reconstruction::maximum_likelihood}));
  EXPECT_GE(best, likelihood(reconstruct(counts, {})));
  EXPECT_GE(best, likelihood(werner_state(0.05)));
}

TEST(ShotStatistics, BootstrapTakesTheBiasOff) {
  // 0.45 bits; 300 shots a setting.
  const Eigen::Matrix4cd rho = werner_state(0.55);
  const double exact = mutual_information(rho);
  const TomographyOptions tomography{.errors = some_errors};
  double plug_in = 0, corrected = 0, covered = 0, error = 0, spread = 0;
  const int experiments = 60;
  for (int k = 0; k < experiments; ++k) {
    const auto number = static_cast<std::uint64_t>(k);
    const auto estimate = estimate_mutual_information(
        sample_counts(outcome_probabilities(rho, some_errors), 300, 9, number), tomography, {}, 9,
        number);
    plug_in += (estimate.plug_in - exact) / experiments;
    corrected += (estimate.value - exact) / experiments;
    error += estimate.standard_error / experiments;
    spread += (estimate.value - exact) * (estimate.value - exact) / experiments;
    if (estimate.low <= exact && exact <= estimate.high) covered += 1.0 / experiments;
  }
  EXPECT_GT(plug_in, 4 * error / std::sqrt(experiments));  // biased upwards
  EXPECT_LT(std::abs(corrected), 3.5 * error / std::sqrt(experiments));
  EXPECT_LT(std::abs(corrected), plug_in / 2);
  EXPECT_NEAR(error / std::sqrt(spread), 1, 0.3);
  EXPECT_GT(covered, 0.83);
}

TEST(ShotStatistics, ErrorsShrinkLikeOneOverRootShots) {
  const Eigen::Matrix4cd rho = werner_state(0.5);
  const auto mean_of = [&](std::uint64_t shots) {
    ShotResult mean;
    for (const ShotResult& r : simulated_results(rho, shots, {}, EntropyUnit::bits, 400, 1, 0)) {
      mean.value += r.value / 400;
      mean.standard_error += r.standard_error / 400;
    }
    return mean;
  };
  const ShotResult few = mean_of(1'000), many = mean_of(100'000);
  EXPECT_NEAR(few.standard_error / many.standard_error, 10, 1.5);
  EXPECT_NEAR(many.value, mutual_information(rho), 4 * many.standard_error / std::sqrt(400));
}

TEST(ShotStatistics, ErrorsOfOwnPathsAreNearThoseOfThePathThroughTheTruth) {
  // Far from the ends of the range, where the error hardly depends on the state.
  const Eigen::Matrix4cd rho = werner_state(0.5);
  EXPECT_NEAR(own_error_ratio(rho, 10'000, {}, 40, 1, 0), 1, 0.05);
  EXPECT_EQ(own_error_ratio(rho, 1'000, {}, 4, 1, 0), own_error_ratio(rho, 1'000, {}, 4, 1, 0));
  EXPECT_THROW(own_error_ratio(rho, 1'000, {}, 1, 1, 0), std::invalid_argument);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(own_error_ratio(rho, 1'000, {}, 40, 1, 0, stop.get_token()), Interrupted);
}

TEST(Tomography, RefusesWhatItCannotUse) {
  const OutcomeProbabilities p = outcome_probabilities(werner_state(0.5), {});
  EXPECT_THROW(sample_counts(p, 0, 1, 0), std::invalid_argument);
  EXPECT_THROW(reconstruct(OutcomeCounts{}, {}), std::invalid_argument);
  EXPECT_THROW(reconstruct(p, {.errors = {{0.5, 0.5}, {}}}), std::invalid_argument);
  EXPECT_NO_THROW(reconstruct(p, {.mitigate = false, .errors = {{0.5, 0.5}, {}}}));
  EXPECT_THROW(reconstruction_by_name("mle"), std::invalid_argument);
  const OutcomeCounts counts = sample_counts(p, 10, 1, 0);
  EXPECT_THROW(estimate_mutual_information(counts, {}, {.resamples = 1}, 1, 0),
               std::invalid_argument);
  EXPECT_THROW(estimate_mutual_information(counts, {}, {.confidence = 1}, 1, 0),
               std::invalid_argument);
  EXPECT_THROW(
      estimate_mutual_information(counts, {.reconstruction = Reconstruction::linear}, {}, 1, 0),
      std::invalid_argument);
  EXPECT_THROW(simulated_results(werner_state(0.5), 10, {}, EntropyUnit::bits, 1, 1, 0),
               std::invalid_argument);
  EXPECT_THROW(simulated_results(werner_state(0.5), 0, {}, EntropyUnit::bits, 10, 1, 0),
               std::invalid_argument);
  // P(00) = 3/4 - 1 in the settings XX and ZZ.
  EXPECT_THROW(simulated_results(werner_state(3), 10, {}, EntropyUnit::bits, 10, 1, 0),
               std::invalid_argument);
}

TEST(ZeroNoiseExtrapolation, RecoversPolynomialsAndExponentials) {
  const std::vector<double> scales{1, 1.5, 2, 3}, errors{0.1, 0.1, 0.2, 0.3};
  std::vector<double> quadratic, exponential;
  for (const double s : scales) {
    quadratic.push_back(0.7 - 0.2 * s + 0.03 * s * s);
    exponential.push_back(0.4 * std::exp(-0.8 * s));
  }
  EXPECT_NEAR(extrapolate_to_zero(scales, quadratic, errors, 2).value, 0.7, 1e-12);
  EXPECT_NEAR(extrapolate_exponential(scales, exponential, errors).value, 0.4, 1e-12);
  // Richardson with scales 1 and 2: 2 f(1) - f(2), error sqrt(4 + 1) sigma.
  const std::vector<double> two{1, 2}, values{0.5, 0.3}, sigma{0.01, 0.01};
  const Extrapolation line = extrapolate_to_zero(two, values, sigma, 1);
  EXPECT_NEAR(line.value, 0.7, 1e-13);
  EXPECT_NEAR(line.standard_error, std::sqrt(5) * 0.01, 1e-13);
}

TEST(ZeroNoiseExtrapolation, RefusesWhatItCannotFit) {
  const std::vector<double> scales{1, 1}, values{0.5, 0.3}, errors{0.1, 0.1}, zero{0.1, 0};
  EXPECT_THROW(extrapolate_to_zero(scales, values, errors, 1), std::invalid_argument);
  EXPECT_NO_THROW(extrapolate_to_zero(scales, values, errors, 0));
  EXPECT_THROW(extrapolate_to_zero(scales, values, zero, 0), std::invalid_argument);
  EXPECT_THROW(extrapolate_to_zero(scales, values, errors, -1), std::invalid_argument);
  EXPECT_THROW(extrapolate_to_zero(scales, std::vector<double>{1}, errors, 0),
               std::invalid_argument);
  EXPECT_THROW(extrapolate_exponential(scales, std::vector<double>{1, -1}, errors),
               std::invalid_argument);
}

}  // namespace
}  // namespace traversable
