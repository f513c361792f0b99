#include "experiments/runs/settings.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "experiments/runs/model_choice.h"
#include "experiments/runs/number_list.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

const std::vector<std::string> keys{"text", "flag", "count"};

Settings read(const std::string& toml) {
  Settings settings;
  add_toml(toml, "run.toml", keys, settings);
  return settings;
}

std::string error_of(const auto& f) {
  try {
    f();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(Settings, EveryTextComesBack) {
  std::vector<std::string> texts{"plain", "'''\n", "\nlead.json", "\\", "\"\"\"", "é ψ 𝄞", " "};
  for (char c = 1; c < 127; ++c) texts.push_back({c, 'b', c});
  for (const std::string& text : texts)
    EXPECT_EQ(read("text = " + toml_string(text)).take_text("text"), text);
}

TEST(Settings, NulIsInNoText) {
  const std::string text{'b', '\0', 'c'};
  EXPECT_THROW(read("text = " + toml_string(text)), std::invalid_argument);
  EXPECT_THROW(read("text = ['a', " + toml_string(text) + "]"), std::invalid_argument);
}

TEST(Settings, FlagsAreTrueOrFalse) {
  for (const char* text : {"false", "'false'"})
    EXPECT_FALSE(read(std::string("flag = ") + text).take_flag("flag"));
  EXPECT_TRUE(read("flag = true").take_flag("flag"));
  for (const char* text : {"0", "1", "'yes'", "'True'", "'true '", "''", "1.0"})
    EXPECT_THROW(read(std::string("flag = ") + text).take_flag("flag"), std::invalid_argument);
}

TEST(Settings, NumbersWithAPointAreNotWhole) {
  const auto count = [](const std::string& text) { return parse_integer(text, 0, 1000); };
  EXPECT_EQ(read("count = 10").take("count", count), 10);
  for (const char* text : {"10.0", "1e1", "10.5", "true", "''", "inf"})
    EXPECT_THROW(read(std::string("count = ") + text).take("count", count), std::invalid_argument)
        << text;
}

TEST(Settings, MessagesAreShortAndOneLine) {
  const std::string longest(100'000, 'k');
  for (const std::string& message :
       {error_of([&] { read(longest + " = 1"); }), error_of([&] { read("\"a\\nb\" = 1"); }),
        error_of([&] { read("flag = '" + longest + "'").take_flag("flag"); }),
        error_of([&] { read("count = '" + longest + "'").take("count", parse_number); })}) {
    EXPECT_NE(message, "");
    EXPECT_LT(message.size(), 300u);
    EXPECT_EQ(one_line(message), message);
  }
}

TEST(Settings, InstancesEndBeforeTheLastNumber) {
  const auto choose = [](const std::string& first, const std::string& count) {
    Settings settings;
    settings.set("model", {"dense_syk", "--model"});
    settings.set("majoranas", {"6", "--majoranas"});
    settings.set("first_instance", {first, "--first-instance"});
    settings.set("instances", {count, "--instances"});
    return take_model(settings);
  };
  EXPECT_EQ(choose("9223372036854775807", "1").num_instances, 1u);
  EXPECT_EQ(choose("9223372036854775806", "2").num_instances, 2u);
  EXPECT_THROW(choose("9223372036854775807", "2"), std::invalid_argument);
  EXPECT_THROW(choose("9223372036854775808", "1"), std::invalid_argument);
}

const CommandKeys commands{{"noise", {"beta", "noise", "shots"}}, {"teleport", {"beta", "t"}}};

Settings of_command(const std::string& toml, const std::string& command) {
  Settings settings;
  settings.set("beta", {"from a flag", "--beta"});
  if (toml.starts_with("#")) settings = {};
  add_toml(toml, "run.toml", command, commands, settings);
  return settings;
}

TEST(Settings, ASectionGoesBeforeTheTopAndAFlagBeforeBoth) {
  const std::string toml = "# \nbeta = 4\nt = 1\n[noise]\nbeta = 3\nnoise = 'none'\n";
  EXPECT_EQ(of_command(toml, "noise").text("beta"), "3");
  EXPECT_EQ(of_command(toml, "noise").text("noise"), "none");
  EXPECT_FALSE(of_command(toml, "noise").contains("t"));
  EXPECT_EQ(of_command(toml, "teleport").text("beta"), "4");
  EXPECT_FALSE(of_command(toml, "teleport").contains("noise"));
  EXPECT_EQ(of_command(toml.substr(3), "noise").text("beta"), "from a flag");
}

TEST(Settings, KeysOfOtherCommandsNeedSections) {
  EXPECT_EQ(error_of([] { of_command("shots = 3", "teleport"); }),
            "run.toml, line 1, shots: unknown key, expected beta, t");
  EXPECT_EQ(error_of([] { of_command("shots = 3\n[noise]\n", "teleport"); }), "");
  EXPECT_EQ(error_of([] { of_command("[noise]\nshot = 3\n", "teleport"); }),
            "run.toml, line 2, [noise] shot: unknown key, did you mean shots?");
  EXPECT_EQ(error_of([] { of_command("[noice]\nshots = 3\n", "noise"); }),
            "run.toml, line 1, noice: unknown section, expected one of noise, teleport, did you "
            "mean noise?");
}

}  // namespace
}  // namespace traversable
