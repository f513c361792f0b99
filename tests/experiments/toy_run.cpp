// A run that is not of the house, as one option, one axis and one field: everything else follows from its table
// (tests/cli/test_toy_run.py).
#include <cmath>
#include <memory>

#include "experiments/runs/run_kind.h"
#include "sym/models.h"

namespace traversable {

struct ToyConfig {
  std::vector<double> x;
};

const Options<ToyConfig>& toy_options() {
  static const Options<ToyConfig> options(
      {option<ToyConfig>({"x", "", "numbers to square, such as 1,2"}, in(&ToyConfig::x),
                         numbers(bound::positive), {.required = "numbers > 0"})});
  return options;
}

Plan plan_of(const ToyConfig& given) {
  const auto config = std::make_shared<const ToyConfig>(given);
  return {.experiment = "toy",
          .configuration = toy_options().to_toml(*config),
          .axes = {{"x", "the number", "1", config->x}},
          .fields = {{"square", "its square", "1", {"x"}}},
          .point = {"x"},
          .completed = "1 where the square is computed",
          .hamiltonians = {7, 1, [](std::size_t) { return learned(); }},
          .needs = "a toy",
          .compute = [config](Sink& sink, const std::stop_token&) {
            for (std::size_t i = 0; i < config->x.size(); ++i)
              if (!sink.is_done(i)) sink.write(i, {{config->x[i] * config->x[i]}});
            return true;
          }};
}

}  // namespace traversable

extern "C" void traversable_add_runs_1(std::vector<traversable::RunKind>& runs) {
  runs.push_back(traversable::run_kind("toy", "squares of numbers", traversable::toy_options(),
                                       {{"", "x = [1, 2]\n"}}));
}
