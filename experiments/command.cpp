#include "experiments/command.h"

#include <fmt/format.h>

#include "experiments/model_choice.h"
#include "experiments/text_file.h"

namespace traversable {

void KeyOptions::add_to(CLI::App& app, std::vector<KeyOption> options) {
  options_ = std::move(options);
  for (const KeyOption& option : options_) {
    std::string names = Settings::flag_of(option.key);
    if (!option.alias.empty()) names += "," + option.alias;
    given_[option.key] = option.is_flag ? app.add_flag(names, option.help)
                                        : app.add_option(names, values_[option.key], option.help);
  }
  app.add_option("--config", config_, "TOML file with the same keys; flags go before it");
}

Settings KeyOptions::settings() const {
  Settings settings;
  std::vector<std::string> keys;
  for (const KeyOption& option : options_) {
    keys.push_back(option.key);
    if (given_.at(option.key)->count() > 0)
      settings.set(option.key, {option.is_flag ? "true" : values_.at(option.key),
                                Settings::flag_of(option.key)});
  }
  if (!config_.empty()) add_toml(read_text_file(config_), config_, keys, settings);
  return settings;
}

std::vector<KeyOption> model_options() {
  return {{"model", "-m", fmt::format("{}, or a Hamiltonian .json file", model_names())},
          {"majoranas", "-N", "Majoranas a side"},
          {"q", "", "Majoranas in a term (4)"},
          {"J", "", "coupling scale of an SYK ensemble (1)"},
          {"k", "", "terms per Majorana of a sparse ensemble"},
          {"hypergraph", "", "bernoulli or regular, for sparse_syk (bernoulli)"},
          {"num_terms", "", "number of terms of fixed_terms_syk"},
          {"commutation", "", "any, commuting or noncommuting, for fixed_terms_syk (any)"},
          {"seed", "", "seed of an ensemble (0)"},
          {"first_instance", "", "first instance of the ensemble (0)"},
          {"instances", "", "number of instances; the result gets an instance axis"}};
}

}  // namespace traversable
