#include "experiments/program/run_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>

#include "experiments/program/descriptor_driver.h"
#include "experiments/program/run_into_file.h"
#include "experiments/runs/teleport.h"
#include "sim/interrupted.h"
#include "tests/experiments/read_options.h"

namespace traversable {
namespace {

namespace fs = std::filesystem;

class RunFileTest : public testing::Test {
 protected:
  void SetUp() override {
    hdf5::silence();
    folder_ = fs::temp_directory_path() / ("traversable_test_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  static TeleportConfig config(const std::string& extra = "") {
    return test::read_options(
        teleport_options(),
        "model = 'dense_syk'\nmajoranas = 6\ninstances = 3\nbeta = [1, 4]\nmu = [-12, 12]\nt0 = "
        "[0, 1, 2]\n"
        "t1 = '0:3:4'\n" +
            extra);
  }

  static std::vector<double> read(const std::string& file, const std::string& dataset) {
    const DiskFile disk(file, O_RDONLY);
    const hdf5::DescriptorFile handle = hdf5::DescriptorFile::open(disk.descriptor());
    const hdf5::Handle data = hdf5::open_dataset(handle, dataset);
    std::size_t size = 1;
    for (const std::size_t n : hdf5::shape_of(data)) size *= n;
    std::vector<double> values(size);
    hdf5::read_all(data, H5T_NATIVE_DOUBLE, values.data());
    return values;
  }

  static ResultFile open(const std::string& path, const TeleportConfig& config,
                         Existing existing = Existing::resumed) {
    return {path, existing, result_plan(plan_of(config), "test"), {}};
  }

  static void run_sweep(const TeleportConfig& config, const RunOptions& options,
                        const std::stop_token& stop = {}) {
    const Plan plan = plan_of(config);
    run_into_file(plan, options, "test", stop);
  }

  /// Lets points through that are wanted, numbers of (instance, beta, t0) in a row.
  class Some : public Sink {
   public:
    Some(Sink& sink, std::function<bool(std::size_t)> wanted)
        : sink_(sink), wanted_(std::move(wanted)) {}
    bool is_done(std::size_t) const override { return false; }
    void write(std::size_t point, const std::vector<std::vector<double>>& values) override {
      if (wanted_(point)) sink_.write(point, values);
    }
    std::vector<double> read(const std::string& field, std::size_t first,
                             std::size_t count) const override {
      return sink_.read(field, first, count);
    }
    void write_statistic(const std::string& field, const std::vector<double>& values) override {
      if (has_statistics) sink_.write_statistic(field, values);
    }
    bool has_statistics = false;

   private:
    Sink& sink_;
    std::function<bool(std::size_t)> wanted_;
  };

  /// Points that are wanted into a file; statistics over them, or not.
  static void compute(ResultFile& result, const TeleportConfig& config,
                      std::function<bool(std::size_t)> wanted, bool has_statistics = false) {
    const Plan plan = plan_of(config);
    Progress progress(0, plan.num_points(), true);
    const auto sink = file_sink(plan, result, progress);
    Some some(*sink, std::move(wanted));
    some.has_statistics = has_statistics;
    plan.compute(some, {});
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

TEST_F(RunFileTest, InterruptedAndResumedEqualsUninterrupted) {
  const TeleportConfig sweep = config();
  const std::string whole = path("whole.h5"), parts = path("parts.h5");
  run_sweep(sweep, options(whole));
  {
    ResultFile file = open(parts, sweep);
    compute(file, sweep, [](std::size_t p) { return p % 3 == 1 || p / 6 == 2; });
    EXPECT_EQ(file.num_done(), 2u * 2 + 2 * 3);
    EXPECT_FALSE(file.is_finished());
  }
  run_sweep(sweep, options(parts, true));
  for (const char* name : {"mutual_information", "negativity", "mutual_information_mean",
                           "mutual_information_stderr", "energy", "coupling_expectation"})
    EXPECT_EQ(read(whole, name), read(parts, name)) << name;
  EXPECT_TRUE(open(parts, sweep).is_finished());
}

TEST_F(RunFileTest, StatisticsAreThoseOfTheInstances) {
  const std::string file = path("a.h5");
  run_sweep(config(), options(file));
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

TEST_F(RunFileTest, AFileThatWasComputedButNotFinishedIsFinished) {
  const TeleportConfig sweep = config();
  const std::string file = path("a.h5");
  {
    ResultFile result = open(file, sweep);
    compute(result, sweep, [](std::size_t) { return true; });
  }
  EXPECT_TRUE(std::isnan(read(file, "mutual_information_mean")[0]));
  run_sweep(sweep, options(file, true));
  EXPECT_FALSE(std::isnan(read(file, "mutual_information_mean")[0]));
}

TEST_F(RunFileTest, RefusesOtherRunsAndOtherFiles) {
  const TeleportConfig sweep = config();
  const std::string file = path("a.h5");
  open(file, sweep);
  EXPECT_NE(error_of([&] { open(file, config("seed = 9")); }).find("seed: 9 here, 0 in the file"),
            std::string::npos);
  const std::string text = path("text.h5");
  std::ofstream(text) << "not a result";
  EXPECT_NE(error_of([&] { open(text, sweep); }).find("not a result file"), std::string::npos);
  const std::string other = path("other.h5");
  {
    const DiskFile disk(other, O_RDWR | O_CREAT);
    hdf5::DescriptorFile::create(disk.descriptor()).close();
  }
  EXPECT_NE(error_of([&] { open(other, sweep); }).find("has no seal"), std::string::npos);
}

TEST_F(RunFileTest, OneWriterAtATime) {
  const TeleportConfig sweep = config();
  const std::string file = path("a.h5");
  const ResultFile first = open(file, sweep);
  for (const Existing existing : {Existing::resumed, Existing::replaced})
    EXPECT_NE(error_of([&] { open(file, sweep, existing); }).find("another run"),
              std::string::npos);
}

TEST_F(RunFileTest, ALinkIsFollowed) {
  const TeleportConfig sweep = config();
  fs::create_directory(folder_ / "disk");
  fs::create_symlink("disk/a.h5", path("link.h5"));
  run_sweep(sweep, options(path("link.h5")));
  EXPECT_TRUE(fs::is_symlink(path("link.h5")));
  EXPECT_TRUE(open(path("disk/a.h5"), sweep).is_finished());
  fs::create_symlink("loop.h5", path("loop.h5"));
  EXPECT_NE(error_of([&] { open(path("loop.h5"), sweep); }).find("links"), std::string::npos);
}

TEST_F(RunFileTest, AMovedOrDeletedFileIsSaid) {
  const TeleportConfig sweep = config();
  const std::string file = path("a.h5");
  {
    ResultFile result = open(file, sweep);
    compute(
        result, sweep, [](std::size_t) { return true; }, true);
    fs::rename(file, path("away.h5"));
    EXPECT_THROW(result.finish(), std::runtime_error);
  }
  EXPECT_TRUE(open(path("away.h5"), sweep).is_finished());
}

TEST_F(RunFileTest, AnExistingOutputIsKept) {
  const std::string file = path("a.h5");
  std::ofstream(file) << "precious";
  EXPECT_NE(error_of([&] { run_sweep(config(), options(file)); }).find("--overwrite"),
            std::string::npos);
  EXPECT_EQ(fs::file_size(file), 8u);
}

TEST_F(RunFileTest, StoppingInTheLayOutLeavesNothing) {
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(run_sweep(config(), options(path("a.h5")), source.get_token()), Interrupted);
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(RunFileTest, EveryFlippedBitIsFound) {
  const TeleportConfig sweep = config();
  const std::string file = path("a.h5");
  run_sweep(sweep, options(file));
  const DiskFile disk(file, O_RDWR);
  EXPECT_EQ(verify(disk).points_done, 3u * 2 * 3);
  const Seal seal = read_seal(disk);
  for (std::uint64_t byte = 0; byte < disk.size(); byte += 37) {
    unsigned char value = 0;
    disk.read_at(byte, &value, 1);
    const auto flipped = static_cast<unsigned char>(value ^ (1u << byte % 8));
    disk.write_at(byte, &flipped, 1);
    // Padding in front of the tables, and the second checksum of a text, matter to nobody.
    const bool matters = byte < seal.library_bytes ||
                         (byte >= seal.statistics_mark() && byte < seal.slot_sums(0)) ||
                         byte >= seal.slot_sums(seal.slots.size());
    if (matters) {
      EXPECT_THROW(verify(disk), DamagedFile) << byte;
    }
    disk.write_at(byte, &value, 1);
  }
  EXPECT_EQ(verify(disk).points_done, 3u * 2 * 3);
}

}  // namespace
}  // namespace traversable
