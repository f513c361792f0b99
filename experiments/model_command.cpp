#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <stdexcept>

#include "experiments/command.h"
#include "experiments/model_choice.h"
#include "experiments/text_file.h"
#include "sim/memory.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/hamiltonian_json.h"

namespace traversable {
namespace {

struct ModelArguments {
  KeyOptions keys;
  std::string format = "text";
  std::string output;
  bool overwrite = false;
  bool spectrum = false;
};

/// Levels with multiplicities, equal to within rounding of the largest.
std::string spectrum_text(const Hamiltonian& hamiltonian) {
  const TwoSidedMemory memory = two_sided_memory(hamiltonian.num_majoranas(), 0);
  require_memory(memory.engine,
                 fmt::format("the spectrum of {} Majoranas", hamiltonian.num_majoranas()));
  const std::vector<double> levels = TwoSidedEngine(hamiltonian).spectrum();
  const double tolerance = 1e-10 * std::max(std::abs(levels.front()), std::abs(levels.back()));
  std::string text = "levels:\n";
  for (std::size_t i = 0; i < levels.size();) {
    std::size_t end = i + 1;
    while (end < levels.size() && levels[end] - levels[i] <= tolerance) ++end;
    text += fmt::format("  {: .10g}  x {}\n", levels[i], end - i);
    i = end;
  }
  return text;
}

std::string summary(const ModelChoice& model, const Hamiltonian& hamiltonian, bool with_spectrum) {
  std::string text = to_toml(model);
  text += fmt::format("# {} Majoranas a side, {} terms of up to {} Majoranas, {}\n",
                      hamiltonian.num_majoranas(), hamiltonian.terms().size(), hamiltonian.degree(),
                      is_commuting(hamiltonian) ? "all commuting" : "not all commuting");
  text += fmt::format("H = {}\n", to_text(hamiltonian));
  return with_spectrum ? text + spectrum_text(hamiltonian) : text;
}

void run_model(const ModelArguments& arguments) {
  Settings settings = arguments.keys.settings();
  const ModelChoice model = take_model(settings);
  if (model.is_ensemble)
    throw std::invalid_argument(
        "--instances: model prints one instance, choose it with --first-instance");
  if (arguments.format != "text" && arguments.format != "json")
    throw std::invalid_argument(
        fmt::format("--format = {}: expected text or json", arguments.format));
  if (arguments.spectrum && arguments.format == "json")
    throw std::invalid_argument("--spectrum: not part of --format json");
  const Hamiltonian hamiltonian = make_hamiltonian(model, 0);
  const std::string text = arguments.format == "json"
                               ? to_json(hamiltonian)
                               : summary(model, hamiltonian, arguments.spectrum);
  if (arguments.output.empty())
    fmt::print("{}", text);
  else
    write_text_file(arguments.output, text, arguments.overwrite);
}

}  // namespace

Command add_model_command(CLI::App& parser) {
  auto arguments = std::make_shared<ModelArguments>();
  CLI::App* app = parser.add_subcommand("model", "print a Hamiltonian, or write it as JSON");
  arguments->keys.add_to(*app, model_options());
  app->add_option("--format", arguments->format, "text or json")->capture_default_str();
  app->add_option("-o,--output", arguments->output, "file to write instead of standard output");
  app->add_flag("--overwrite", arguments->overwrite, "replace an existing file");
  app->add_flag("--spectrum", arguments->spectrum, "list the energy levels of one copy");
  return {app, [arguments](const std::stop_token&) { run_model(*arguments); }};
}

}  // namespace traversable
