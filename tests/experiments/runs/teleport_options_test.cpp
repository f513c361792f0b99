#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "experiments/program/provenance.h"
#include "experiments/runs/teleport.h"
#include "tests/experiments/read_options.h"
#include "tests/mutations.h"

namespace traversable {
namespace {

TeleportConfig read(const std::string& toml) {
  return test::read_options(teleport_options(), toml);
}

std::string to_toml(const TeleportConfig& config) { return teleport_options().to_toml(config); }

std::string error_of(const std::string& toml) { return test::error_of(teleport_options(), toml); }

const std::string sparse_run = R"(
model = "sparse_syk"
majoranas = 12
J = 1.4142135623730951
k = 2
hypergraph = "regular"
seed = 3
instances = 4
beta = [1, 4.5]
mu = [-12, 12]
t0 = 2.8
t1 = "0:10:11"
probe = [2, 5]
units = "nats"
)";

TEST(TeleportOptions, ResolvedTextReadsBackToItself) {
  for (const std::string& toml :
       {sparse_run, std::string("model = 'learned'\nbeta = 4\nmu = '-12,12'\nt = [0.1, 0.2]"),
        std::string("model = 'dense_syk'\nmajoranas = 8\nbeta = 0\nmu = -1e-7\nt = 0.3")}) {
    const std::string resolved = to_toml(read(toml));
    EXPECT_EQ(to_toml(read(resolved)), resolved);
    EXPECT_TRUE(differences(resolved, resolved).empty());
  }
}

TEST(TeleportOptions, ReadsEveryKey) {
  const TeleportConfig config = read(sparse_run);
  EXPECT_EQ(config.model.num_instances, 4u);
  EXPECT_TRUE(config.model.is_ensemble);
  EXPECT_EQ(config.model.hypergraph, Hypergraph::regular);
  EXPECT_EQ(config.grid.beta, (std::vector<double>{1, 4.5}));
  EXPECT_EQ(config.grid.axes, TimeAxes::map);
  EXPECT_EQ(config.grid.t1.size(), 11u);
  EXPECT_EQ(config.grid.protocol.probe, (ProbeMode{2, 5}));
  EXPECT_EQ(config.units, EntropyUnit::nats);
  EXPECT_EQ(make_hamiltonian(config.model, 0).terms().size(), 24u);
}

TEST(TeleportOptions, FlagsGoBeforeTheFile) {
  Settings settings;
  settings.set("beta", {"7", "--beta"});
  add_toml(sparse_run, "run.toml", keys_of(teleport_options().keys()), settings);
  EXPECT_EQ(teleport_options().take(settings).grid.beta, std::vector<double>{7});
}

TEST(TeleportOptions, NamesFileLineAndKey) {
  const std::string learned = "model = 'learned'\nbeta = 4\nmu = 12\nt = 1\n";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"beta = ", "run.toml, line 1"},
      {"model = 'learned'\nmodel = 'learned'", "run.toml, line 2"},
      {learned + "colour = 1", "run.toml, line 5, colour: unknown key"},
      {"model = 'schwarzschild'\nbeta = 4", "line 1, model: unknown model 'schwarzschild'"},
      {"beta = 4", "--model: missing"},
      {"model = 'learned'", "--beta: missing"},
      {"model = 'learned'\nbeta = 4", "--mu: missing"},
      {"model = 'learned'\nbeta = 4\nmu = 1", "--t0: missing"},
      {"model = 'learned'\nbeta = 4\nmu = 1\nt0 = 1", "--t1: missing"},
      {learned + "t0 = 1", "line 5, t0: cannot be given with t"},
      {"model = 'learned'\nbeta = -4\nmu = 1\nt = 1", "line 2, beta: -4: expected numbers >= 0"},
      {"model = 'learned'\nbeta = inf\nmu = 1\nt = 1", "line 2, beta"},
      {"model = 'learned'\nbeta = []\nmu = 1\nt = 1", "line 2, beta: the list is empty"},
      {"model = 'learned'\nbeta = {a = 1}\nmu = 1\nt = 1", "line 2, beta: expected a number"},
      {"model = 'learned'\nbeta = 1\nmu = [1, 1]\nt = 1", "line 3, mu"},
      {"model = 'learned'\nbeta = 1\nmu = 1\nt = '5:1:4'", "line 4, t: range '5:1:4'"},
      {learned + "probe = [0, 7]", "line 5, probe"},
      {learned + "probe = [0, 0]", "line 5, probe"},
      {learned + "units = 'dits'", "line 5, units"},
      {learned + "seed = 1", "line 5, seed: 1 is not a parameter of model learned"},
      {"model = 'dense_syk'\nbeta = 1\nmu = 1\nt = 1", "--majoranas: missing"},
      {"model = 'dense_syk'\nmajoranas = 8\nk = 2\nbeta = 1\nmu = 1\nt = 1", "line 3, k"},
      {"model = 'dense_syk'\nmajoranas = 8\nq = 3\nbeta = 1\nmu = 1\nt = 1",
       "line 3, q: 3: expected an even number"},
      {"model = 'sparse_syk'\nmajoranas = 8\nbeta = 1\nmu = 1\nt = 1", "--k: missing"},
      {"model = 'none.json'\nbeta = 1\nmu = 1\nt = 1", "none.json: No such file"}};
  for (const auto& [toml, message] : cases)
    EXPECT_NE(error_of(toml).find(message), std::string::npos) << toml << "\n-> " << error_of(toml);
}

TEST(TeleportOptions, DifferencesNameTheKeys) {
  TeleportConfig config = read(sparse_run);
  const std::string before = to_toml(config);
  config.grid.beta = {2};
  config.model.seed = 4;
  const auto lines = differences(to_toml(config), before);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0], "beta: [2] here, [1, 4.5] in the file");
  EXPECT_EQ(lines[1], "seed: 4 here, 3 in the file");
}

TEST(TeleportOptions, MutatedFilesAreReadOrRefused) {
  int refused = 0;
  for (unsigned seed = 0; seed < 4000; ++seed) {
    try {
      read(testing_support::mutate(sparse_run, seed));
    } catch (const std::invalid_argument& error) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 1500);
  EXPECT_LT(refused, 4000);
}

}  // namespace
}  // namespace traversable
