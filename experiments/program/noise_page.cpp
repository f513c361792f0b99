#include "experiments/program/noise_page.h"

#include <fmt/format.h>

#include "circuits/noise_model_toml.h"
#include "experiments/runs/noise.h"

namespace traversable {

Companion noise_page() {
  return {.keys = {{"show", "", "print the noise model as TOML and end", form::flag, "false",
                    "Output"}},
          .instead = [](Settings& settings) {
            if (!settings.take_flag("show")) return false;
            const NoiseModel model =
                settings.require("noise", "a preset or a .toml file", read_noise);
            settings.refuse_rest("not with --show, which ends there");
            fmt::print("{}", to_toml(model));
            return true;
          }};
}

}  // namespace traversable
