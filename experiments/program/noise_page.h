// `traversable noise --show`: the noise model as TOML.
#pragma once

#include "experiments/program/run_command.h"

namespace traversable {

Companion noise_page();

}  // namespace traversable
