// Two-qubit state tomography as in the laboratory: nine settings, counts, and a state from them.
//
// P and T are each turned so that X, Y or Z is measured, in all nine combinations; every shot gives
// one of the outcomes 2 p + a. The two-body expectation values come from one setting each, the
// one-body ones from the three settings that share the basis. Read-out errors are undone, if wished,
// by the inverse of the confusion matrices (calibrated: they are taken as known).
// Source: James et al., quant-ph/0103121.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/noise/read_out.h"

namespace traversable {

/// Setting 3 b_P + b_T, bases X, Y, Z = 0, 1, 2; outcome 2 p + a.
inline constexpr std::size_t num_settings = 9;
using OutcomeProbabilities = std::array<Eigen::Vector4d, num_settings>;
using OutcomeCounts = std::array<std::array<std::uint64_t, 4>, num_settings>;

struct PairReadOut {
  ReadOutError p;
  ReadOutError t;
};

/// What is measured on `rho` (row 2 p + a), read-out errors included.
OutcomeProbabilities outcome_probabilities(const Eigen::Matrix4cd& rho, const PairReadOut& errors);

/// Experiment number `experiment` of a seed: `shots` in every setting. Throws std::invalid_argument
/// for shots < 1 or beyond 10^15, or probabilities that are negative beyond rounding.
OutcomeCounts sample_counts(const OutcomeProbabilities& probabilities, std::uint64_t shots,
                            std::uint64_t seed, std::uint64_t experiment);

/// How a physical state is made of the expectation values.
enum class Reconstruction {
  /// As they are: Hermitian of trace 1, eigenvalues may be negative.
  linear,
  /// The nearest state (Frobenius): the largest likelihood for errors that are Gaussian and equal
  /// (Smolin, Gambetta and Smith, arXiv:1106.5458).
  projected,
  /// The largest likelihood of the counts, by diluted R rho R iterations (Rehacek et al.,
  /// quant-ph/0611244).
  maximum_likelihood
};
Reconstruction reconstruction_by_name(std::string_view name);
std::string_view name_of(Reconstruction reconstruction);

struct TomographyOptions {
  Reconstruction reconstruction = Reconstruction::projected;
  /// Undo these read-out errors; with maximum_likelihood they are part of the likelihood.
  bool mitigate = true;
  PairReadOut errors = {};
};

/// Read-out errors can be undone where P(1|0) + P(0|1) < 1; at 1 the outcome says nothing.
bool can_be_undone(const ReadOutError& error);
/// Throws std::invalid_argument, naming the qubit, where they cannot.
void check_read_out(const ReadOutError& error, const std::string& qubit);

/// rho_PT from frequencies (counts or exact probabilities). Throws std::invalid_argument for a
/// setting without shots, or read-out errors that cannot be undone, P(1|0) + P(0|1) >= 1.
Eigen::Matrix4cd reconstruct(const OutcomeProbabilities& frequencies,
                             const TomographyOptions& options);
Eigen::Matrix4cd reconstruct(const OutcomeCounts& counts, const TomographyOptions& options);

/// The variance of one element of the linear estimate (mean over an orthonormal basis of the
/// Hermitian matrices of trace 0) with `shots` in every setting that give these frequencies.
double element_variance(const OutcomeProbabilities& frequencies, std::uint64_t shots,
                        const TomographyOptions& options);

/// Counts over shots. Throws std::invalid_argument for a setting without shots.
OutcomeProbabilities frequencies_of(const OutcomeCounts& counts);

/// The state nearest to a Hermitian matrix of trace 1, in the Frobenius norm.
Eigen::Matrix4cd nearest_state(const Eigen::Matrix4cd& matrix);

}  // namespace traversable
