#include "experiments/teleport_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>

#include "experiments/hdf5.h"
#include "experiments/teleport_run.h"
#include "sim/interrupted.h"

namespace traversable {
namespace {

namespace fs = std::filesystem;

class TeleportFileTest : public testing::Test {
 protected:
  void SetUp() override {
    hdf5::silence();
    folder_ = fs::temp_directory_path() / ("traversable_test_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  static TeleportConfig config(const std::string& extra = "") {
    Settings settings;
    add_toml(
        "model = 'dense_syk'\nmajoranas = 6\ninstances = 3\nbeta = [1, 4]\nmu = [-12, 12]\nt0 = "
        "[0, 1, 2]\n"
        "t1 = '0:3:4'\n" +
            extra,
        "test.toml", teleport_keys(), settings);
    return take_teleport_config(settings);
  }

  static std::vector<double> read(const std::string& file, const std::string& dataset) {
    const hdf5::Handle handle = hdf5::open_file(file, false);
    const hdf5::Handle data = hdf5::open_dataset(handle, dataset);
    std::size_t size = 1;
    for (const std::size_t n : hdf5::shape_of(data)) size *= n;
    std::vector<double> values(size);
    hdf5::read_all(data, H5T_NATIVE_DOUBLE, values.data());
    return values;
  }

  fs::path folder_;
};

std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

const RunOptions quiet{
    .output = "", .overwrite = false, .resume = false, .dry_run = false, .quiet = true};

RunOptions options(const std::string& output, bool resume = false) {
  RunOptions o = quiet;
  o.output = output;
  o.resume = resume;
  return o;
}

TEST_F(TeleportFileTest, InterruptedAndResumedEqualsUninterrupted) {
  const std::string whole = path("whole.h5"), parts = path("parts.h5");
  run_teleport(config(), options(whole), "test", {});
  TeleportFile::create(parts, config(), "test");
  {
    TeleportFile file(parts, config());
    const SweepHooks hooks{.is_done = {},
                           .on_point =
                               [&](const SweepPointResult& r) {
                                 if (r.point.t0 == 1 || r.point.instance == 2) file.write(r);
                               },
                           .on_thermal = [&](const ThermalResult& r) { file.write(r); }};
    teleport_sweep([&](std::size_t i) { return make_hamiltonian(config().model, i); }, 6, 3,
                   config().grid, config().method, hooks);
    EXPECT_EQ(file.num_done(), 2u * 2 + 2 * 3);
    EXPECT_FALSE(file.is_finished());
  }
  run_teleport(config(), options(parts, true), "test", {});
  for (const char* name : {"mutual_information", "negativity", "mutual_information_mean",
                           "mutual_information_stderr", "energy", "coupling_expectation"})
    EXPECT_EQ(read(whole, name), read(parts, name)) << name;
  EXPECT_TRUE(TeleportFile(parts, config()).is_finished());
}

TEST_F(TeleportFileTest, StatisticsAreThoseOfTheInstances) {
  const std::string file = path("a.h5");
  run_teleport(config(), options(file), "test", {});
  const auto all = read(file, "mutual_information");
  const auto mean = read(file, "mutual_information_mean"),
             error = read(file, "mutual_information_stderr");
  const std::size_t size = mean.size();
  ASSERT_EQ(all.size(), 3 * size);
  for (std::size_t k = 0; k < size; ++k) {
    const double m = (all[k] + all[k + size] + all[k + 2 * size]) / 3;
    double variance = 0;
    for (std::size_t i = 0; i < 3; ++i)
      variance += (all[k + i * size] - m) * (all[k + i * size] - m) / 2;
    EXPECT_NEAR(mean[k], m, 1e-15);
    EXPECT_NEAR(error[k], std::sqrt(variance / 3), 1e-15);
  }
}

TEST_F(TeleportFileTest, AFileThatWasComputedButNotFinishedIsFinished) {
  const std::string file = path("a.h5");
  TeleportFile::create(file, config(), "test");
  {
    TeleportFile open(file, config());
    const SweepHooks hooks{.is_done = {},
                           .on_point = [&](const SweepPointResult& r) { open.write(r); },
                           .on_thermal = [&](const ThermalResult& r) { open.write(r); }};
    teleport_sweep([&](std::size_t i) { return make_hamiltonian(config().model, i); }, 6, 3,
                   config().grid, config().method, hooks);
  }
  EXPECT_TRUE(std::isnan(read(file, "mutual_information_mean")[0]));
  run_teleport(config(), options(file, true), "test", {});
  EXPECT_FALSE(std::isnan(read(file, "mutual_information_mean")[0]));
}

TEST_F(TeleportFileTest, RefusesOtherRunsAndOtherFiles) {
  const std::string file = path("a.h5");
  TeleportFile::create(file, config(), "test");
  EXPECT_NE(
      error_of([&] { TeleportFile(file, config("seed = 9")); }).find("seed: 9 here, 0 in the file"),
      std::string::npos);
  const std::string text = path("text.h5");
  std::ofstream(text) << "not a result";
  EXPECT_NE(error_of([&] { TeleportFile(text, config()); }).find("not a result file"),
            std::string::npos);
  EXPECT_NE(error_of([&] { TeleportFile(path("none.h5"), config()); }).find("No such file"),
            std::string::npos);
  const std::string other = path("other.h5");
  { const hdf5::Handle empty = hdf5::create_file(other); }
  EXPECT_NE(error_of([&] { TeleportFile(other, config()); }).find("not a result file"),
            std::string::npos);
}

TEST_F(TeleportFileTest, OneWriterAtATime) {
  const std::string file = path("a.h5");
  TeleportFile::create(file, config(), "test");
  const TeleportFile first(file, config());
  EXPECT_NE(error_of([&] { TeleportFile(file, config()); }).find("another run"), std::string::npos);
}

TEST_F(TeleportFileTest, AnExistingOutputIsKept) {
  const std::string file = path("a.h5");
  std::ofstream(file) << "precious";
  EXPECT_NE(
      error_of([&] { run_teleport(config(), options(file), "test", {}); }).find("--overwrite"),
      std::string::npos);
  EXPECT_EQ(fs::file_size(file), 8u);
}

TEST_F(TeleportFileTest, StoppingKeepsWhatIsDone) {
  const std::string file = path("a.h5");
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(run_teleport(config(), options(file), "test", source.get_token()), Interrupted);
  EXPECT_EQ(TeleportFile(file, config()).num_done(), 0u);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace traversable
