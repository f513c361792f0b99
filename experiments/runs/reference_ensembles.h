// Families of Hamiltonians of a model's size and Tr H^2, with which it is compared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sym/hamiltonian.h"

namespace traversable {

struct ReferenceEnsemble {
  std::string name;  // as it is asked for, "sparse:2"
  std::size_t count = 0;
  /// Throws std::invalid_argument where this one cannot be drawn.
  std::function<Hamiltonian(std::size_t index)> member;
};

/// What is drawn. The members are drawn for the Hamiltonian: independent of the models of the same
/// seed and of the ensembles of any other.
struct EnsembleDraw {
  std::size_t instances = 40;
  std::uint64_t seed = 1;
  double J = 0;
};

/// The names that there are, for messages and help; those that need no number.
std::string ensemble_names();
std::vector<std::string> ensemble_words();

/// "dense,sparse:2" or "none". Throws std::invalid_argument for an unknown name, one given twice, or
/// an ensemble whose first instances cannot be drawn.
std::vector<ReferenceEnsemble> parse_ensembles(const std::string& text,
                                               const Hamiltonian& hamiltonian,
                                               const EnsembleDraw& draw);

/// What can be drawn of the usual families: dense SYK, sparse SYK with 1, 2 and 4 terms a fermion,
/// binary sparse SYK and commuting SYK, and as many random terms, all commuting or not.
std::vector<ReferenceEnsemble> default_ensembles(const Hamiltonian& hamiltonian,
                                                 const EnsembleDraw& draw);

}  // namespace traversable
