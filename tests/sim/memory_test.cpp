#include "sim/memory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace traversable {
namespace {

namespace fs = std::filesystem;

TEST(Memory, TheTightestGroupCounts) {
  const fs::path root =
      fs::temp_directory_path() / ("traversable_groups_" + std::to_string(::getpid()));
  fs::create_directories(root / "slurm/job_7");
  const auto write = [&](const char* name, const char* text) {
    std::ofstream(root / name) << text;
  };
  write("membership", "1:name=systemd:/x\n0::/slurm/job_7\n");
  const auto left = [&] {
    return control_group_memory((root / "membership").string(), root.string());
  };
  EXPECT_TRUE(std::isinf(left()));
  write("slurm/memory.max", "1000\n");
  write("slurm/memory.current", "900\n");
  EXPECT_EQ(left(), 100);
  write("slurm/memory.stat", "anon 500\ninactive_file 300\n");
  EXPECT_EQ(left(), 400);
  write("slurm/job_7/memory.max", "max\n");
  write("slurm/job_7/memory.current", "5\n");
  EXPECT_EQ(left(), 400);
  write("slurm/job_7/memory.max", "205\n");
  EXPECT_EQ(left(), 200);
  fs::remove_all(root);
}

TEST(Memory, RefusesWhatDoesNotFitWithBothFigures) {
  EXPECT_GT(available_memory(), 0);
  EXPECT_NO_THROW(require_memory(1, "a byte"));
  try {
    require_memory(std::ldexp(1.0, 60), "everything");
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find("everything needs 1.0 EiB of memory"),
              std::string::npos);
  }
}

TEST(Memory, FormatsBytes) {
  EXPECT_EQ(format_bytes(12), "12 B");
  EXPECT_EQ(format_bytes(1536), "1.5 KiB");
  EXPECT_EQ(format_bytes(3.0 * (1 << 30)), "3.0 GiB");
}

}  // namespace
}  // namespace traversable
