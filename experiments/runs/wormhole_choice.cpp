#include "experiments/runs/wormhole_choice.h"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

#include "experiments/runs/option_group.h"
#include "experiments/runs/shared_options.h"
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
          [](int order) { return fmt::format("{}", order); }, form::one_of({"1", "2", "4"})};
}

/// "auto" leaves it to the size and the terms.
std::optional<PreparationMethod> preparation_by_name(const std::string& name) {
  if (name == "auto") return std::nullopt;
  try {
    return preparation_method_by_name(name);
  } catch (const std::invalid_argument&) {
    throw std::invalid_argument(
        in_quotes(name) + ": expected auto, commuting, exact, adaptive or hardware_efficient");
  }
}

Kind<std::optional<PreparationMethod>> preparation_method() {
  using Method = std::optional<PreparationMethod>;
  return choice<Method>(
      form::one_of({"auto", "commuting", "exact", "adaptive", "hardware_efficient"}),
      preparation_by_name, [](const Method& method) { return method ? name_of(*method) : "auto"; });
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

std::vector<Option<Wormhole>> preparation_options() {
  return {
      option<Wormhole>({"preparation", "", "how the thermofield double is prepared"},
                       in(&Wormhole::preparation, &PreparationOptions::method),
                       preparation_method()),
      of_training(
          {"goal", "", "of a trained preparation"}, &PreparationOptions::goal,
          choice<PreparationGoal>(form::one_of({"fidelity", "energy"}), preparation_goal_by_name)),
      of_training({"nu", "", "of the energy H_L + H_R + nu V", {}, "the best one"},
                  &PreparationOptions::nu, number_or_none(), check_nu),
      of_training({"fidelity", "", "of a trained preparation with the thermofield double"},
                  &PreparationOptions::fidelity, number()),
      of_training({"max_rotations", "", "of an adaptive preparation"},
                  &PreparationOptions::max_rotations, integer<int>(1, many),
                  check_method<&PreparationOptions::max_rotations, PreparationMethod::adaptive>),
      of_training({"layers", "", "of a hardware-efficient preparation"},
                  &PreparationOptions::layers, integer<int>(1, many),
                  check_method<&PreparationOptions::layers, PreparationMethod::hardware_efficient>),
      of_training(
          {"starts", "", "random starts of a hardware-efficient preparation"},
          &PreparationOptions::starts, integer<int>(1, many),
          check_method<&PreparationOptions::starts, PreparationMethod::hardware_efficient>)};
}

}  // namespace

Options<WormholeChoice> wormhole_options(std::vector<KeyOption> model,
                                         Option<WormholeChoice> beta) {
  return Options<Wormhole>(grouped<Wormhole>(
      {{"Model", {model_option<Wormhole>(std::move(model))}},
       {"Circuit",
        {option<Wormhole>({"encoding", "", "a name, or Pauli strings of both sides",
                           encoding_form(), "sycamore for the learned model, else split"},
                          in(&Wormhole::encoding), text(),
                          {.otherwise = default_to_own_encoding,
                           .then =
                               [](Wormhole& choice) {
                                 parse_encoding(choice.encoding, choice.model.num_majoranas);
                               }})}},
       {"Protocol",
        {std::move(beta),
         protocol_option<Wormhole>(in(&Wormhole::options, &WormholeOptions::protocol))}},
       {"Circuit",
        {option<Wormhole>({"trotter_steps", "", "of each of the three evolutions"},
                          in(&Wormhole::options, &WormholeOptions::trotter_steps),
                          integer<int>(1, 1'000'000)),
         option<Wormhole>({"trotter_order", "", "of the product formula"},
                          in(&Wormhole::options, &WormholeOptions::trotter_order),
                          trotter_order())}},
       {"Preparation", preparation_options()}}));
}

const Options<CompileChoice>& compile_options() {
  using Choice = CompileChoice;
  static const Options<Choice> options(
      {option<Choice>({"compile", "", "to one-qubit gates and these", {}, "not compiled"},
                      in(&Choice::options, &CompileOptions::entangler),
                      choice<Entangler>(form::one_of({"cz", "sqrt_iswap"}), entangler_by_name),
                      {.decides = is_asked, .then = [](Choice& c) { c.is_asked = true; }}),
       of_compiler({"connectivity", "", "all, line, a grid such as 3x3, or pairs 0-1,1-2",
                    form::one_of({"all", "line"}, "GRID|PAIRS")},
                   in(&Choice::connectivity), text(), check_connectivity),
       of_compiler({"preserve", "", "measured_state takes fewer gates"},
                   in(&Choice::options, &CompileOptions::preserve),
                   choice<Preserve>(form::one_of({"measured_state", "unitary"}), preserve_by_name)),
       of_compiler({"trials",
                    "",
                    "networks that the compiler chooses from",
                    {},
                    "4 to 1000 by the circuit's size"},
                   in(&Choice::options, &CompileOptions::trials), integer<int>(0, many)),
       of_compiler({"compiler_seed", "", "of the compiler's random choices"},
                   in(&Choice::options, &CompileOptions::seed),
                   integer<std::uint64_t>(0, std::numeric_limits<long long>::max()))});
  return options;
}

}  // namespace traversable
