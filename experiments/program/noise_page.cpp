#include "experiments/program/noise_page.h"

#include <fmt/format.h>

#include "circuits/noise_model_toml.h"
#include "experiments/runs/noise.h"

namespace traversable {

Companion noise_page() {
  return {.keys = {{"show", "", "print the noise model as TOML and end", true}},
          .instead = [](Settings& settings) {
            if (!settings.take_flag("show")) return false;
            fmt::print("{}",
                       to_toml(settings.require("noise", "a preset or a .toml file", read_noise)));
            return true;
          }};
}

}  // namespace traversable
