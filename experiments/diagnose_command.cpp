#include <filesystem>
#include <memory>

#include "experiments/diagnose_run.h"

namespace traversable {
namespace {

std::vector<KeyOption> all_options() {
  std::vector<KeyOption> options = diagnose_options();
  options.push_back({"report", "", "also make a report, one HTML page (needs the Python package)",
                     false, FileRole::written});
  for (const KeyOption& option : run_options()) options.push_back(option);
  return options;
}

/// "out.html" -> "out.h5".
std::string beside(const std::string& report) {
  return std::filesystem::path(report).replace_extension(".h5").string();
}

void run(Settings settings, const std::string& command_line, const std::stop_token& stop) {
  RunOptions options = take_run_options(settings);
  const std::string report = settings.take_text("report").value_or("");
  if (options.output.empty() && !report.empty()) options.output = beside(report);
  if (!report.empty() && options.output == report)
    throw std::invalid_argument("--report: " + report + " is the result file too");
  const DiagnoseConfig config = take_diagnose_config(settings);
  describe_or_run(
      options, [&] { return describe_run(config); },
      [&] { run_diagnose(config, options, report, command_line, stop); });
}

}  // namespace

Command add_diagnose_command(CLI::App& parser, const std::string& command_line) {
  auto keys = std::make_shared<KeyOptions>();
  CLI::App* app = parser.add_subcommand(
      "diagnose", "is it a wormhole? every diagnostic of a Hamiltonian beside SYK ensembles");
  keys->add_to(*app, all_options());
  return {app, [keys, command_line](const std::stop_token& stop) {
            run(keys->settings(), command_line, stop);
          }};
}

}  // namespace traversable
