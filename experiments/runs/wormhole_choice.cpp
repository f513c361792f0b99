#include "experiments/runs/wormhole_choice.h"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

#include "sym/models.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

using Wormhole = WormholeChoice;

constexpr long long many = std::numeric_limits<int>::max();

void default_to_own_encoding(Wormhole& choice) {
  choice.encoding = make_hamiltonian(choice.model, 0) == learned() ? "sycamore" : "split";
}

Kind<int> trotter_order() {
  return {[](const std::string& text) {
            if (text != "1" && text != "2" && text != "4")
              throw std::invalid_argument(in_quotes(text) + ": expected 1, 2 or 4");
            return text[0] - '0';
          },
          [](int order) { return fmt::format("{}", order); }};
}

Kind<std::optional<PreparationMethod>> preparation_method() {
  using Method = std::optional<PreparationMethod>;
  return choice<Method>(
      [](const std::string& name) {
        return name == "auto" ? Method() : Method(preparation_method_by_name(name));
      },
      [](const Method& method) { return method ? name_of(*method) : "auto"; });
}

/// Grown or trained until it is good enough, or maybe.
bool may_be_trained(const Wormhole& choice) {
  const auto& method = choice.preparation.method;
  return method != PreparationMethod::commuting && method != PreparationMethod::exact;
}

template <class T>
Option<Wormhole> of_training(KeyOption key, T PreparationOptions::*member, Kind<T> kind,
                             std::function<void(Wormhole&)> then = {}) {
  return option<Wormhole>(std::move(key), in(&Wormhole::preparation, member), std::move(kind),
                          {.decides = may_be_trained,
                           .only = "only with preparation adaptive or hardware_efficient",
                           .then = std::move(then)});
}

/// Of options that one method has: another value than the default decides nothing with another method.
template <auto member, PreparationMethod method>
void check_method(Wormhole& choice) {
  const auto& chosen = choice.preparation.method;
  if (chosen && *chosen != method && choice.preparation.*member != PreparationOptions{}.*member)
    throw std::invalid_argument(fmt::format("only with preparation {}", name_of(method)));
}

void check_nu(Wormhole& choice) {
  if (choice.preparation.goal == PreparationGoal::fidelity)
    throw std::invalid_argument("only with goal energy");
}

bool is_asked(const CompileChoice& choice) { return choice.is_asked; }

/// `member` of the choice itself or of its options.
template <class Place, class T>
Option<CompileChoice> of_compiler(KeyOption key, Place place, Kind<T> kind,
                                  std::function<void(CompileChoice&)> then = {}) {
  return option<CompileChoice>(
      std::move(key), place, std::move(kind),
      {.decides = is_asked, .only = "only with compile cz or sqrt_iswap", .then = std::move(then)});
}

/// A name is checked against the circuit's size once that is known.
void check_connectivity(CompileChoice& choice) { connectivity_by_name(choice.connectivity, 1); }

}  // namespace

Options<WormholeChoice> wormhole_options(Option<WormholeChoice> beta) {
  return Options<Wormhole>(
      {model_option<Wormhole>(),
       option<Wormhole>(
           {"encoding", "",
            "split, paired, sycamore, or Pauli strings of both sides (sycamore for the "
            "learned model, else split)"},
           in(&Wormhole::encoding), text(),
           {.otherwise = default_to_own_encoding,
            .then =
                [](Wormhole& choice) {
                  parse_encoding(choice.encoding, choice.model.num_majoranas);
                }}),
       std::move(beta), probe_option<Wormhole>(in(&Wormhole::options, &WormholeOptions::probe)),
       option<Wormhole>({"trotter_steps", "", "of each of the three evolutions (1)"},
                        in(&Wormhole::options, &WormholeOptions::trotter_steps),
                        integer<int>(1, 1'000'000)),
       option<Wormhole>({"trotter_order", "", "1, 2 or 4 (1)"},
                        in(&Wormhole::options, &WormholeOptions::trotter_order), trotter_order()),
       option<Wormhole>(
           {"preparation", "", "auto, commuting, exact, adaptive or hardware_efficient (auto)"},
           in(&Wormhole::preparation, &PreparationOptions::method), preparation_method()),
       of_training({"goal", "", "of a trained preparation: fidelity or energy (fidelity)"},
                   &PreparationOptions::goal, choice<PreparationGoal>(preparation_goal_by_name)),
       of_training({"nu", "", "of the energy H_L + H_R + nu V (the best one)"},
                   &PreparationOptions::nu, number_or_none(), check_nu),
       of_training({"fidelity", "", "of a trained preparation with the thermofield double (0.99)"},
                   &PreparationOptions::fidelity, number()),
       of_training({"max_rotations", "", "of an adaptive preparation (64)"},
                   &PreparationOptions::max_rotations, integer<int>(1, many),
                   check_method<&PreparationOptions::max_rotations, PreparationMethod::adaptive>),
       of_training(
           {"layers", "", "of a hardware-efficient preparation (4)"}, &PreparationOptions::layers,
           integer<int>(1, many),
           check_method<&PreparationOptions::layers, PreparationMethod::hardware_efficient>),
       of_training(
           {"starts", "", "random starts of a hardware-efficient preparation (4)"},
           &PreparationOptions::starts, integer<int>(1, many),
           check_method<&PreparationOptions::starts, PreparationMethod::hardware_efficient>)});
}

const Options<CompileChoice>& compile_options() {
  using Choice = CompileChoice;
  static const Options<Choice> options(
      {option<Choice>({"compile", "", "to one-qubit gates and cz or sqrt_iswap"},
                      in(&Choice::options, &CompileOptions::entangler),
                      choice<Entangler>(entangler_by_name),
                      {.decides = is_asked, .then = [](Choice& c) { c.is_asked = true; }}),
       of_compiler({"connectivity", "", "all, line, a grid such as 3x3, or pairs 0-1,1-2 (all)"},
                   in(&Choice::connectivity), text(), check_connectivity),
       of_compiler({"preserve", "", "unitary, or measured_state for fewer gates (measured_state)"},
                   in(&Choice::options, &CompileOptions::preserve),
                   choice<Preserve>(preserve_by_name)),
       of_compiler({"trials", "", "networks that the compiler chooses from (4 to 1000 by size)"},
                   in(&Choice::options, &CompileOptions::trials), integer<int>(0, many)),
       of_compiler({"compiler_seed", "", "of the compiler's random choices (0)"},
                   in(&Choice::options, &CompileOptions::seed),
                   integer<std::uint64_t>(0, std::numeric_limits<long long>::max()))});
  return options;
}

}  // namespace traversable
