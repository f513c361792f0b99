// A run by its name, without the type of its configuration: what the program makes a subcommand of and Python a function.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "experiments/runs/option.h"
#include "experiments/runs/plan.h"

namespace traversable {

/// Options that give a run its fields, for the documentation's tables.
struct RunExample {
  std::string when;  // "with instances"; "" of the plainest run
  std::string toml;
};

struct RunKind {
  std::string name, help;
  std::vector<KeyOption> keys;
  std::function<Plan(Settings&)> plan;
  std::vector<RunExample> examples;
  std::string page = "";  // of the documentation
};

template <class Config>
RunKind run_kind(std::string name, std::string help, const Options<Config>& options,
                 std::vector<RunExample> examples, std::string page = "") {
  return {std::move(name),
          std::move(help),
          options.keys(),
          [options](Settings& settings) { return plan_of(options.take(settings)); },
          std::move(examples),
          std::move(page)};
}

/// The runs of the house, and those of the libraries that the environment variable TRAVERSABLE_RUNS names (separated by
/// colons). Throws std::invalid_argument for a library that cannot be loaded or has none.
std::vector<RunKind> all_runs();

/// Of these, by name. Throws std::invalid_argument.
const RunKind& run_by_name(const std::vector<RunKind>& runs, const std::string& name);

/// What such a library exports, with C linkage: it adds its runs. It is built with the compiler and the flags of the program.
using AddRuns = void(std::vector<RunKind>& runs);
inline constexpr const char* add_runs_symbol = "traversable_add_runs_1";

}  // namespace traversable
