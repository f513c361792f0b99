// Configurations from TOML, as runs read them.
#pragma once

#include <stdexcept>
#include <string>

#include "experiments/runs/option.h"

namespace traversable::test {

/// Of a file run.toml.
template <class Config>
Config read_options(const Options<Config>& options, const std::string& toml) {
  Settings settings;
  add_toml(toml, "run.toml", keys_of(options.keys()), settings);
  return options.take(settings);
}

/// What is refused, or "".
template <class Config>
std::string error_of(const Options<Config>& options, const std::string& toml) {
  try {
    read_options(options, toml);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

}  // namespace traversable::test
