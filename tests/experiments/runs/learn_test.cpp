#include "experiments/runs/learn.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>

#include "tests/experiments/read_options.h"
#include "tests/mutations.h"

namespace traversable {
namespace {

LearnConfig read(const std::string& toml) { return test::read_options(learn_options(), toml); }

std::string to_toml(const LearnConfig& config) { return learn_options().to_toml(config); }

std::string error_of(const std::string& toml) { return test::error_of(learn_options(), toml); }

const std::string small =
    "model = 'dense_syk'\nmajoranas = 6\nJ = 1.4\nbeta = 4\nmu = [-12, 12]\nt = [0, 2, 4]\n";
const std::string fast = small + "schedule = [15, 8, 5]\nevaluations = 8\nregrowth = 1\n";
const std::string full = small + R"(seed = 3
instances = 4
probe = [2, 5]
asymmetry_weight = 0.5
two_point_weight = 0.1
two_point_t = [1, 2]
winding_weight = 0.2
winding_t = 1.5
noncommutativity_weight = 1
least_noncommutativity = 0.3
norm_weight = 0.25
norm = 2
schedule = [12, 9]
sparsifier = "greedy"
optimizer = "adam"
learning_rate = 0.02
evaluations = 7
candidates = 2
goal = 0.02
terms = 9
start = "random"
starts = 3
learning_seed = 11
)";

/// What was written, by point and field.
class Memory : public Sink {
 public:
  explicit Memory(const Plan& plan) : plan_(plan) {}
  bool is_done(std::size_t point) const override { return points.contains(point); }
  void write(std::size_t point, const std::vector<std::vector<double>>& values) override {
    points[point] = values;
  }
  /// Whole points.
  std::vector<double> read(const std::string& field, std::size_t first,
                           std::size_t count) const override {
    const std::size_t place = static_cast<std::size_t>(
        std::ranges::find(plan_.fields, field, &Field::name) - plan_.fields.begin());
    const std::size_t size = points.begin()->second[place].size();
    std::vector<double> values;
    for (std::size_t p = first / size; p < (first + count) / size; ++p) {
      const auto found = points.find(p);
      const std::vector<double> none(size, std::nan(""));
      const auto& own = found == points.end() ? none : found->second[place];
      values.insert(values.end(), own.begin(), own.end());
    }
    return values;
  }
  void write_statistic(const std::string&, const std::vector<double>&) override {}
  void warn(const std::string& text) override { warnings.push_back(text); }

  std::map<std::size_t, std::vector<std::vector<double>>> points;
  std::vector<std::string> warnings;

 private:
  const Plan& plan_;
};

TEST(LearnOptions, ResolvedTextReadsBackToItself) {
  for (const std::string& toml :
       {small, full, small + "instances = 2\naverage = true\nsparsifier = 'l1'",
        small + "commutativity_weight = 1\nsparsifier = 'hard_concrete'"}) {
    const std::string resolved = to_toml(read(toml));
    EXPECT_EQ(to_toml(read(resolved)), resolved);
  }
}

TEST(LearnOptions, ReadsEveryKey) {
  const LearnConfig config = read(full);
  EXPECT_TRUE(config.has_instance_axis());
  EXPECT_EQ(config.num_targets(), 4u);
  EXPECT_EQ(config.space->size(), 15u);
  EXPECT_EQ(config.task.points.mu, (std::vector<double>{-12, 12}));
  EXPECT_EQ(config.task.points.times.size(), 3u);
  EXPECT_EQ(config.task.points.protocol.probe, (ProbeMode{2, 5}));
  EXPECT_EQ(config.task.two_point_times, (std::vector<double>{1, 2}));
  EXPECT_EQ(config.task.winding_times, std::vector<double>{1.5});
  EXPECT_EQ(config.task.penalties.least_noncommutativity, 0.3);
  EXPECT_EQ(config.task.penalties.norm, 2);
  EXPECT_EQ(config.plan.schedule, (std::vector<int>{12, 9}));
  EXPECT_EQ(config.plan.options.kind, Sparsifier::greedy);
  EXPECT_EQ(config.plan.options.fit.learning_rate, 0.02);
  EXPECT_EQ(config.plan.options.candidates, 2);
  EXPECT_EQ(config.plan.options.goal, 0.02 * 0.02);
  EXPECT_EQ(config.terms, 9);
  EXPECT_EQ(config.num_starts, 3u);
  EXPECT_EQ(config.seed, 11u);
}

TEST(LearnOptions, NamesFileLineAndKey) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"beta = 4", "--model: missing"},
      {"model = 'learned'\nmu = 1\nt = 1", "--beta: missing"},
      {"model = 'learned'\nbeta = 4\nt = 1", "--mu: missing"},
      {"model = 'learned'\nbeta = 4\nmu = 1", "--t0: missing"},
      {"model = 'learned'\nbeta = -1", "line 2, beta: -1: expected a number >= 0"},
      {small + "schedule = [5, 8]", "line 7, schedule: 8 after 5, expected falling numbers"},
      {small + "schedule = [8, 0]", "line 7, schedule: '0'"},
      {small + "schedule = [8, 6]", "--terms: missing, expected a number from 6 on"},
      {small + "terms = 2", "line 7, terms: 2: the schedule ends at 3"},
      {small + "learning_rate = 0.1", "line 7, learning_rate: only with optimizer adam"},
      {small + "sparsifier = 'l1'\nregrowth = 3", "line 8, regrowth: only with sparsifier prune"},
      {small + "sparsifier = 'l1'\ncandidates = 3", "line 8, candidates: only with sparsifier"},
      {small + "two_point_weight = 1", "--two-point-t: missing, expected times"},
      {small + "winding_t = 1", "line 7, winding_t: only with winding_weight"},
      {small + "norm = 2", "line 7, norm: only with norm_weight"},
      {small + "average = true", "line 7, average: only with instances"},
      {small + "curve_weight = 0", "line 7, curve_weight: 0: no target with a weight above 0"},
      {small + "start = 'none.json'", "line 7, start: none.json: No such file"},
      {small + "starts = 0", "line 7, starts"}};
  for (const auto& [toml, message] : cases)
    EXPECT_NE(error_of(toml).find(message), std::string::npos) << toml << "\n-> " << error_of(toml);
}

TEST(LearnOptions, MutatedFilesAreReadOrRefused) {
  int refused = 0;
  for (unsigned seed = 0; seed < 1000; ++seed) {
    try {
      read(testing_support::mutate(full, seed));
    } catch (const std::invalid_argument& error) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 300);
  EXPECT_LT(refused, 1000);
}

TEST(LearnRun, TheBestModelIsOfTheTermsThatAreUsed) {
  const double nan = std::nan("");
  EXPECT_EQ(best_model(std::vector{0.1, 0.3, 0.2}, std::vector{8.0, 5.0, 4.0}, 5), 2u);
  EXPECT_EQ(best_model(std::vector{0.3, 0.3}, std::vector{5.0, 5.0}, 5), 0u);
  EXPECT_EQ(best_model(std::vector{nan, 0.3, 0.1}, std::vector{5.0, 4.0, 0.0}, 5), 1u);
  EXPECT_EQ(best_model(std::vector{0.1, nan}, std::vector{8.0, 0.0}, 5), std::nullopt);
}

TEST(LearnRun, RungsGoOnFromTheLastThatIsThere) {
  const LearnConfig config = read(fast + "starts = 2\ninstances = 2");
  const Plan plan = plan_of(config);
  Memory whole(plan), part(plan);
  EXPECT_TRUE(plan.compute(whole, {}));
  ASSERT_EQ(whole.points.size(), plan.num_points());
  for (const std::size_t point : {0, 1, 3, 9, 10, 11}) part.points[point] = whole.points[point];
  EXPECT_TRUE(plan.compute(part, {}));
  for (auto& [point, values] : whole.points)
    for (std::size_t f = 0; f < values.size(); ++f)
      for (std::size_t k = 0; k < values[f].size(); ++k)
        EXPECT_TRUE(values[f][k] == part.points[point][f][k] || std::isnan(values[f][k]))
            << plan.fields[f].name;
  const auto model = learned_model(config, whole, 1);
  ASSERT_TRUE(model);
  EXPECT_GE(model->point, 6u);
  EXPECT_LE(model->hamiltonian.terms().size(), 5u);
}

TEST(LearnRun, OnlyTheFirstChainStartsFromAGivenModel) {
  LearnConfig config = read(small + "schedule = 15\nterms = 15\nstarts = 2");
  config.start_model = make_hamiltonian(config.model, 0);
  config.plan.options.fit.evaluations = 1;
  const Plan plan = plan_of(config);
  Memory sink(plan);
  EXPECT_TRUE(plan.compute(sink, {}));
  const Eigen::VectorXd target = config.space->couplings_of(*config.start_model);
  EXPECT_EQ(sink.read("coupling", 0, 15), std::vector<double>(target.begin(), target.end()));
  EXPECT_GT(sink.read("loss", 1, 1)[0], 1e-6);
}

TEST(LearnRun, AChainThatEndsEarlyIsTold) {
  LearnConfig config = read(fast + "starts = 2");
  LearningObjective broken = make_objective(task_of(config, 0), *config.space);
  broken.curves[0].information[1][0] = std::nan("");
  config.objective = std::make_shared<const LearningObjective>(broken);
  const Plan plan = plan_of(config);
  Memory sink(plan);
  EXPECT_FALSE(plan.compute(sink, {}));
  ASSERT_EQ(sink.warnings.size(), 2u);
  EXPECT_NE(sink.warnings[1].find("target 0 start 1 ended early: "), std::string::npos);
  EXPECT_TRUE(sink.points.empty());
}

}  // namespace
}  // namespace traversable
