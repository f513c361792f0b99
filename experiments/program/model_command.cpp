#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <stdexcept>

#include "experiments/files/text_file.h"
#include "experiments/program/command.h"
#include "experiments/program/json_output.h"
#include "experiments/runs/model_choice.h"
#include "sim/memory.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/hamiltonian_json.h"
#include "sym/quoted.h"
#include "sym/suggestion.h"

namespace traversable {
namespace {

const ValueForm& formats() {
  static const ValueForm form = form::one_of({"text", "json"});
  return form;
}

std::vector<KeyOption> model_command_options() {
  std::vector<KeyOption> options = one_model_options();
  const std::vector<KeyOption> own{
      {"format", "", "what is printed", formats(), "text", "Output"},
      {"output", "-o", "file to write", form::file_written, "standard output", "Output"},
      {"overwrite", "", "replace an existing file", form::flag, "false", "Output"},
      json_option("what is printed"),
      {"spectrum", "", "list the energy levels of one copy", form::flag, "false", "Output"}};
  options.insert(options.end(), own.begin(), own.end());
  return options;
}

std::string parse_format(const std::string& text) {
  if (text != "text" && text != "json")
    throw std::invalid_argument(fmt::format("{}: expected text or json", in_quotes(text)) +
                                did_you_mean(text, formats().words));
  return text;
}

struct Level {
  double energy;
  std::size_t multiplicity;
};

/// Equal, or zero, to within rounding of the largest.
std::vector<Level> spectrum_of(const Hamiltonian& hamiltonian, const std::stop_token& stop) {
  require_memory(diagonalization_memory(hamiltonian.num_majoranas()),
                 fmt::format("the spectrum of {} Majoranas", hamiltonian.num_majoranas()));
  const std::vector<double> levels = levels_of(hamiltonian, stop);
  const double tolerance = 1e-10 * std::max(std::abs(levels.front()), std::abs(levels.back()));
  std::vector<Level> spectrum;
  for (std::size_t i = 0; i < levels.size();) {
    std::size_t end = i + 1;
    while (end < levels.size() && levels[end] - levels[i] <= tolerance) ++end;
    spectrum.push_back({std::abs(levels[i]) <= tolerance ? 0 : levels[i], end - i});
    i = end;
  }
  return spectrum;
}

std::string summary(const ModelChoice& model, const Hamiltonian& hamiltonian,
                    const std::vector<Level>& spectrum) {
  std::string text = to_toml(model);
  text += fmt::format("# {} Majoranas a side, {} terms of up to {} Majoranas, {}\n",
                      hamiltonian.num_majoranas(), hamiltonian.terms().size(), hamiltonian.degree(),
                      is_commuting(hamiltonian) ? "all commuting" : "not all commuting");
  text += fmt::format("H = {}\n", to_text(hamiltonian));
  if (!spectrum.empty()) text += "levels:\n";
  for (const Level& level : spectrum)
    text += fmt::format("  {: .10g}  x {}\n", level.energy, level.multiplicity);
  return text;
}

std::string json_summary(const ModelChoice& model, const Hamiltonian& hamiltonian,
                         const std::vector<Level>& spectrum) {
  Json json{{"command", "model"},
            {"configuration", json_of_toml(to_toml(model))},
            {"num_majoranas", hamiltonian.num_majoranas()},
            {"num_terms", hamiltonian.terms().size()},
            {"degree", hamiltonian.degree()},
            {"is_commuting", is_commuting(hamiltonian)},
            {"hamiltonian", Json::parse(to_json(hamiltonian))}};
  for (const Level& level : spectrum)
    json["levels"].push_back({{"energy", level.energy}, {"multiplicity", level.multiplicity}});
  return text_of(json);
}

struct Actions {
  std::string format;
  std::string output;
  bool overwrite = false;
  bool spectrum = false;
  bool json = false;
};

Actions take_actions(Settings& settings) {
  const auto format = settings.take("format", parse_format);
  Actions actions{.format = format.value_or("text"),
                  .output = settings.take_text("output").value_or(""),
                  .overwrite = settings.take_flag("overwrite"),
                  .spectrum = settings.take_flag("spectrum"),
                  .json = settings.take_flag("json")};
  if (actions.json && format) throw std::invalid_argument("--format: not with --json");
  if (actions.spectrum && actions.format == "json")
    throw std::invalid_argument("--spectrum: not part of --format json");
  return actions;
}

void run_model(Settings settings, const std::stop_token& stop) {
  const ModelChoice model = take_model(settings);
  const Actions actions = take_actions(settings);
  const Hamiltonian hamiltonian = make_hamiltonian(model, 0);
  const std::vector<Level> spectrum =
      actions.spectrum ? spectrum_of(hamiltonian, stop) : std::vector<Level>();
  const std::string text = actions.json               ? json_summary(model, hamiltonian, spectrum)
                           : actions.format == "json" ? to_json(hamiltonian)
                                                      : summary(model, hamiltonian, spectrum);
  if (actions.output.empty())
    fmt::print("{}", text);
  else
    write_text_file(actions.output, text, actions.overwrite);
}

}  // namespace

Command add_model_command(CLI::App& parser) {
  return add_command(parser,
                     {.name = "model",
                      .help = "print a Hamiltonian, or write it as JSON",
                      .options = model_command_options(),
                      .example = "traversable model --model dense_syk -N 8 --seed 1 --spectrum",
                      .documentation = "docs/models.md"},
                     run_model);
}

}  // namespace traversable
