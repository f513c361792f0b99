// Couplings of every kind, for tests of what takes one.
#pragma once

#include <vector>

#include "sym/coupling.h"

namespace traversable::test {

/// Plain, a part of the fermions, weights, and bits of neighbours and of distant fermions, as far as N allows.
inline std::vector<Coupling> couplings_of_every_kind(int num_majoranas) {
  std::vector<double> weights;
  for (int j = 0; j < num_majoranas; ++j) weights.push_back(j == 1 ? 0 : 0.3 + 0.7 * (j * 5 % 7));
  std::vector<Coupling> couplings{Coupling(), Coupling::of_weights(weights),
                                  Coupling::of_fermions(std::vector{num_majoranas - 1})};
  std::vector<Coupling::Pair> neighbours, distant;
  for (int a = 0; a + 1 < num_majoranas; a += 2) neighbours.push_back({a, a + 1});
  for (int a = 0; a < num_majoranas / 2; ++a)
    distant.push_back({a, num_majoranas - 1 - a, 0.5 + a % 3});
  couplings.push_back(Coupling::of_bits(neighbours));
  couplings.push_back(Coupling::of_bits(distant));
  return couplings;
}

/// Of q = 4.
inline std::vector<CouplingTerms> some_couplings(int num_majoranas) {
  std::vector<CouplingTerms> terms;
  for (const Coupling& coupling : couplings_of_every_kind(num_majoranas))
    terms.push_back(coupling.terms(num_majoranas, 4));
  return terms;
}

}  // namespace traversable::test
