#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <stdexcept>

#include "experiments/files/text_file.h"
#include "experiments/program/command.h"
#include "experiments/runs/model_choice.h"
#include "sim/memory.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/hamiltonian_json.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

std::vector<KeyOption> model_command_options() {
  std::vector<KeyOption> options = model_options();
  const std::vector<KeyOption> own{
      {"format", "", "text or json (text)"},
      {"output", "-o", "file to write instead of standard output", false, FileRole::written},
      {"overwrite", "", "replace an existing file", true},
      {"spectrum", "", "list the energy levels of one copy", true}};
  options.insert(options.end(), own.begin(), own.end());
  return options;
}

std::string parse_format(const std::string& text) {
  if (text != "text" && text != "json")
    throw std::invalid_argument(fmt::format("{}: expected text or json", in_quotes(text)));
  return text;
}

/// Levels with multiplicities, equal to within rounding of the largest.
std::string spectrum_text(const Hamiltonian& hamiltonian, const std::stop_token& stop) {
  const TwoSidedMemory memory = two_sided_memory(hamiltonian.num_majoranas(), 0);
  require_memory(memory.engine,
                 fmt::format("the spectrum of {} Majoranas", hamiltonian.num_majoranas()));
  const std::vector<double> levels = levels_of(hamiltonian, stop);
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

std::string summary(const ModelChoice& model, const Hamiltonian& hamiltonian, bool with_spectrum,
                    const std::stop_token& stop) {
  std::string text = to_toml(model);
  text += fmt::format("# {} Majoranas a side, {} terms of up to {} Majoranas, {}\n",
                      hamiltonian.num_majoranas(), hamiltonian.terms().size(), hamiltonian.degree(),
                      is_commuting(hamiltonian) ? "all commuting" : "not all commuting");
  text += fmt::format("H = {}\n", to_text(hamiltonian));
  return with_spectrum ? text + spectrum_text(hamiltonian, stop) : text;
}

void run_model(Settings settings, const std::stop_token& stop) {
  const ModelChoice model = take_model(settings);
  const std::string format = settings.take("format", parse_format).value_or("text");
  const std::string output = settings.take_text("output").value_or("");
  const bool overwrite = settings.take_flag("overwrite");
  const bool spectrum = settings.take_flag("spectrum");
  if (model.is_ensemble)
    throw std::invalid_argument(
        "--instances: model prints one instance, choose it with --first-instance");
  if (spectrum && format == "json")
    throw std::invalid_argument("--spectrum: not part of --format json");
  const Hamiltonian hamiltonian = make_hamiltonian(model, 0);
  const std::string text =
      format == "json" ? to_json(hamiltonian) : summary(model, hamiltonian, spectrum, stop);
  if (output.empty())
    fmt::print("{}", text);
  else
    write_text_file(output, text, overwrite);
}

}  // namespace

Command add_model_command(CLI::App& parser) {
  auto keys = std::make_shared<KeyOptions>();
  CLI::App* app = parser.add_subcommand("model", "print a Hamiltonian, or write it as JSON");
  keys->add_to(*app, model_command_options());
  return {app, [keys](const std::stop_token& stop) { run_model(keys->settings(), stop); }};
}

}  // namespace traversable
