#include "sym/hamiltonian_text.h"

#include <fmt/format.h>

#include <cmath>
#include <span>
#include <string_view>

#include "sym/majorana_string.h"

namespace traversable {
namespace {

constexpr std::size_t terms_on_a_line = 4;

/// How a formula is written.
struct Notation {
  int digits;
  /// What follows the coupling; i of H for q = 2, 6; psi with its index; 10 to a power.
  std::string_view space, imaginary_unit, psi_begin, psi_end, power_begin, power_end;
  std::string_view minus, ellipsis;
};

constexpr Notation plain{6, " ", "i ", "ψ", "", "e", "", "-", "..."};
constexpr Notation latex{4, "\\,", "i\\,", "\\psi_{", "}", " \\times 10^{", "}", "-", "\\cdots"};
constexpr Notation html{4,        " ", "<i>i</i> ", "<i>ψ</i><sub>", "</sub>", " × 10<sup>",
                        "</sup>", "−", "⋯"};

std::string number_text(double number, const Notation& notation) {
  const std::string text = fmt::format("{:.{}g}", number, notation.digits);
  const auto e = text.find('e');
  if (e == std::string::npos) return text;
  const int exponent = std::stoi(text.substr(e + 1));
  return fmt::format("{}{}{}{}{}", text.substr(0, e), notation.power_begin,
                     exponent < 0 ? notation.minus : "", std::abs(exponent), notation.power_end);
}

std::string term_text(const Term& term, bool first, const Notation& notation) {
  const bool negative = term.coupling < 0;  // -0 is 0
  std::string text(negative ? notation.minus : first ? "" : "+");
  if (!first) text += " ";
  text += number_text(std::abs(term.coupling), notation) + std::string(notation.space);
  if (hermitian_phase(term.size()) == 1) text += notation.imaginary_unit;
  for (const int j : term.indices())
    text += fmt::format("{}{}{}", notation.psi_begin, j + 1, notation.psi_end);
  return text;
}

/// All terms, or most - 1 of the first, an ellipsis and the last.
std::string formula(const Hamiltonian& hamiltonian, std::size_t most, const Notation& notation) {
  const std::span terms(hamiltonian.terms());
  const std::size_t shown = terms.size() <= most ? terms.size() : most - 1;
  std::string text;
  for (std::size_t k = 0; k < shown; ++k)
    text += (k == 0 ? "" : " ") + term_text(terms[k], k == 0, notation);
  if (shown == terms.size()) return text;
  return text +
         fmt::format(" + {} {}", notation.ellipsis, term_text(terms.back(), false, notation));
}

}  // namespace

std::string short_text(const Hamiltonian& hamiltonian, std::size_t most) {
  const std::span terms(hamiltonian.terms());
  if (terms.size() <= most) return to_text(hamiltonian);
  std::string text;
  for (std::size_t k = 0; k + 1 < most; ++k)
    text += term_text(terms[k], k == 0, plain) + ((k + 1) % terms_on_a_line == 0 ? "\n" : " ");
  return text + fmt::format("+ {} {}\n({} terms on {} Majoranas)", plain.ellipsis,
                            term_text(terms.back(), false, plain), terms.size(),
                            hamiltonian.num_majoranas());
}

std::string to_latex(const Hamiltonian& hamiltonian, std::size_t most) {
  const std::size_t count = hamiltonian.terms().size();
  const std::string size = count > most ? fmt::format("\\quad\\text{{({} terms)}}", count) : "";
  return formula(hamiltonian, most, latex) + size;
}

std::string to_html(const Hamiltonian& hamiltonian, std::size_t most) {
  const std::size_t count = hamiltonian.terms().size();
  return fmt::format("<p><i>H</i> = {}<br/><small>{} Majoranas a side, {} term{}</small></p>",
                     formula(hamiltonian, most, html), hamiltonian.num_majoranas(), count,
                     count == 1 ? "" : "s");
}

}  // namespace traversable
