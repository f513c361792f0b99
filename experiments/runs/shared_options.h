// Rows that several runs have alike: the device, the unit of entropies, the words of an encoding.
#pragma once

#include <string>

#include "experiments/runs/option.h"
#include "sim/cuda/device.h"
#include "sim/observables/observables.h"

namespace traversable {

template <class Config, class Place>
Option<Config> device_option(Place place, std::string help = "where it is computed") {
  return option<Config>(
      {"device", "", std::move(help)}, place,
      choice<Device>(form::one_of({"cpu", "cuda", "auto"}, "cuda:K"), device_by_name),
      {.decides = [=](const Config& config) { return place(config).has_backend(); }});
}

template <class Config, class Place>
Option<Config> units_option(Place place) {
  return option<Config>({"units", "", "of entropies"}, place,
                        choice<EntropyUnit>(form::one_of({"bits", "nats"}), entropy_unit_by_name));
}

inline ValueForm encoding_form() {
  return form::one_of({"split", "paired", "sycamore"}, "PAULIS;PAULIS");
}

}  // namespace traversable
