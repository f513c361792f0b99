// A Hamiltonian as people read it: to_text of hamiltonian.h is the whole, here is what a screen takes.
#pragma once

#include <cstddef>
#include <string>

#include "sym/hamiltonian.h"

namespace traversable {

/// to_text where there are at most `most` terms; else the first of them with six digits, an ellipsis, the
/// last and how many there are, on lines of a few terms.
std::string short_text(const Hamiltonian& hamiltonian, std::size_t most = 12);

/// The same in four digits, for a formula between dollars: "-0.36\,\psi_{1}\psi_{2} + \cdots".
std::string to_latex(const Hamiltonian& hamiltonian, std::size_t most = 8);

/// And as a paragraph of HTML that is well-formed XML, with a line on its size.
std::string to_html(const Hamiltonian& hamiltonian, std::size_t most = 8);

}  // namespace traversable
