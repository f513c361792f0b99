// What a learned model is like, and what it does where it was not trained.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "learning/learning_task.h"

namespace traversable {

/// I_PT of target and learned model on points that share a name.
struct Generalisation {
  std::string name;
  bool trained = false;
  /// Root mean square distance over times and mu, bits.
  double rms = 0;
  double peak_asymmetry = 0;
  double peak_asymmetry_target = 0;

  bool operator==(const Generalisation&) const = default;
};

struct LearningReport {
  Hamiltonian learned;
  std::vector<int> idle_fermions = {};  // in no term
  int num_terms = 0;
  int anticommuting_pairs = 0;
  double noncommutativity = 0;  // kappa of coupling_penalties.h
  double coupling_squared = 0;  // J^2 of dense SYK with the same sum of squares
  std::vector<Generalisation> information = {};
  /// Root mean square distance of G_j(t) over the trained times, for every fermion, and of the mean
  /// over fermions.
  std::vector<double> two_point_rms = {};
  double mean_two_point_rms = 0;
  /// sum_n |Q(n)| of the probe's first fermion at the peak of the asymmetry (one where winding is
  /// perfect).
  double winding = 0;
  double winding_target = 0;
  double peak_time = 0;
};

/// Of a learned model beside the targets of a task (averaged where there are several): on the trained
/// points, at later times (up to 1.5 times the last), at beta / 2 and 2 beta, and for the other
/// probes (0,1), (2,3), ... Throws std::invalid_argument for models of different sizes; Interrupted.
LearningReport report_on(const Hamiltonian& learned, const LearningTask& task,
                         const std::stop_token& stop = {});

/// A page of text.
std::string to_text(const LearningReport& report);

}  // namespace traversable
