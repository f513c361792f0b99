// From many couplings to few that do the same.
//
// | sparsifier    | one rung of the ladder, down to n terms                                           |
// |---------------|-----------------------------------------------------------------------------------|
// | prune         | the smallest |J| go, the rest is fitted; near the end each of a few candidates is  |
// |               | tried; then re-growth: the terms with the steepest gradient join, all are fitted, |
// |               | the smallest go again, while that helps (lottery-ticket style, arXiv:1803.03635)  |
// | greedy        | backward elimination: one at a time, the candidate whose removal costs least      |
// | l1            | proximal gradient on L + lambda sum |J_S|, lambda growing until n terms are left; |
// |               | soft thresholds make exact zeros (Beck and Teboulle, SIAM J. Imaging 2, 183)      |
// | hard_concrete | smooth L0: J = theta z, gates z from the hard concrete distribution, penalty on   |
// |               | the expected number of open ones (Louizos, Welling and Kingma, arXiv:1712.01312)  |
//
// Each rung ends with a fit of the couplings that are left, without penalty on their size.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string_view>

#include "learning/fit.h"

namespace traversable {

enum class Sparsifier { prune, greedy, l1, hard_concrete };
/// By the names above. Throws std::invalid_argument.
Sparsifier sparsifier_by_name(std::string_view name);
std::string_view name_of(Sparsifier sparsifier);

struct SparsifierOptions {
  Sparsifier kind = Sparsifier::prune;
  FitOptions fit = {};
  /// Of prune: most rounds of re-growth, below `goal` none.
  int regrowth = 6;
  /// Terms that are tried for removal, of prune from 12 terms on.
  int candidates = 4;
  /// A loss with which prune is content.
  double goal = 0;
  /// Of the gates of hard_concrete.
  std::uint64_t seed = 0;
  std::uint64_t stage = 0;
};

/// The start with at most `num_terms` >= 1 terms, fitted. A start with as few is only fitted: its
/// terms stay. Deterministic. Throws std::invalid_argument for num_terms < 1 or a start of zeros;
/// as learning_loss.
Fit sparsify(const LearningObjective& objective, const CouplingSpace& space,
             const Eigen::VectorXd& start, int num_terms, const SparsifierOptions& options,
             const std::stop_token& stop = {});

}  // namespace traversable
