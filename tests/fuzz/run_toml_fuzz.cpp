// Settings that were read are written and read back; so is the model that they choose.
#include "experiments/runs/model_choice.h"
#include "tests/fuzz/expect.h"

using namespace traversable;

namespace {

const std::vector<std::string> keys = [] {
  std::vector<std::string> all(model_keys().begin(), model_keys().end());
  all.insert(all.end(), {"beta", "mu", "t", "output", "quiet"});
  return all;
}();

Settings read(std::string_view text) {
  Settings settings;
  add_toml(text, "fuzz.toml", keys, settings);
  return settings;
}

void texts_come_back(Settings settings) {
  std::string written;
  std::vector<std::pair<std::string, std::string>> texts;
  for (const std::string& key : keys) {
    if (!settings.contains(key)) continue;
    const std::string text = *settings.take_text(key);
    written += key + " = " + toml_string(text) + "\n";
    texts.emplace_back(key, text);
  }
  Settings again = read(written);
  for (const auto& [key, text] : texts)
    fuzz::expect(again.take_text(key) == text, "the same text read back", written);
}

/// Small, so that thousands of ensembles are drawn a second; no files.
ModelChoice small_model(Settings settings) {
  if (settings.contains("majoranas")) settings.set("majoranas", {"6", "--majoranas"});
  settings.take("model", [&](const std::string& name) {
    settings.set("model", {name.ends_with(".json") ? "learned" : name, "--model"});
    return 0;
  });
  return take_model(settings);
}

/// With a section a command.
void read_sections(std::string_view text) {
  const CommandKeys commands{{"model", {model_keys().begin(), model_keys().end()}},
                             {"noise", {"seed", "shots"}}};
  Settings settings;
  add_toml(text, "run.toml", "model", commands, settings);
}

}  // namespace

TRAVERSABLE_FUZZ_TARGET(text) {
  fuzz::reads_or_refuses([&] { texts_come_back(read(text)); });
  fuzz::reads_or_refuses([&] { read_sections(text); });
  fuzz::reads_or_refuses([&] {
    const std::string written = to_toml(small_model(read(text)));
    fuzz::expect(to_toml(small_model(read(written))) == written, "the same model read back",
                 written);
  });
}
