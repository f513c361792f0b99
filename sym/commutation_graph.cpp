#include "sym/commutation_graph.h"

#include <algorithm>
#include <cmath>

#include "sym/coupling_scale.h"
#include "sym/majorana_string.h"

namespace traversable {
namespace {

/// Components by merging the smaller label into every vertex of the larger.
void label_components(CommutationGraph& graph) {
  std::vector<std::size_t> root(graph.num_terms);
  for (std::size_t k = 0; k < root.size(); ++k) root[k] = k;
  const auto find = [&](std::size_t k) {
    while (root[k] != k) k = root[k] = root[root[k]];
    return k;
  };
  for (const auto& [k, l] : graph.anticommuting) {
    const std::size_t a = find(k), b = find(l);
    root[std::max(a, b)] = std::min(a, b);
  }
  std::vector<int> number(graph.num_terms, -1);
  for (std::size_t k = 0; k < graph.num_terms; ++k) {
    int& label = number[find(k)];
    if (label < 0) label = graph.num_components++;
    graph.component.push_back(label);
  }
}

}  // namespace

CommutationGraph commutation_graph(const Hamiltonian& hamiltonian) {
  const std::vector<Term>& terms = hamiltonian.terms();
  CommutationGraph graph{.num_terms = terms.size()};
  const int exponent = coupling_exponent(hamiltonian);
  const auto weight_of = [&](const Term& term) {
    const double scaled = std::ldexp(term.coupling, -exponent);
    return scaled * scaled;
  };
  double square = 0, crossed = 0;
  for (std::size_t k = 0; k < terms.size(); ++k) {
    const double weight = weight_of(terms[k]);
    square += weight;
    for (std::size_t l = k + 1; l < terms.size(); ++l) {
      if (commute(MajoranaString{terms[k].majoranas, 0}, MajoranaString{terms[l].majoranas, 0}))
        continue;
      graph.anticommuting.emplace_back(k, l);
      crossed += weight * weight_of(terms[l]);
    }
  }
  if (square > 0) graph.noncommutativity = 2 * crossed / (square * square);
  label_components(graph);
  return graph;
}

bool all_commute(std::span<const MajoranaString> strings) {
  std::vector<MajoranaString> basis;
  for (MajoranaString rest : strings) {
    // The smaller of the two lacks the leading bit of the element: Gaussian elimination.
    for (const MajoranaString& element : basis)
      rest = std::min(rest, {rest.left ^ element.left, rest.right ^ element.right});
    if (rest == MajoranaString{}) continue;
    for (const MajoranaString& element : basis)
      if (!commute(rest, element)) return false;
    basis.push_back(rest);
  }
  return true;
}

}  // namespace traversable
