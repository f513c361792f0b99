// Where a result comes from: what a result file's root attributes and a Dataset's attributes say alike.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace traversable {

/// Of result files and Datasets: "traversable/2".
std::string result_schema();

std::string version();
/// Short hash of the commit, "unknown" outside a checkout.
std::string git_commit();
/// "Eigen 3.4.0, libopenblas, ..." on one line: what is computed with.
std::string library_versions();
/// Compiler, build type and instruction set.
std::string build_flags();

/// This machine, or "unknown".
std::string host_name();
/// Now, "2026-01-31T12:00:00Z".
std::string now_text();

/// This program on this machine, a name and its lines: build, libraries, instruction sets, threads, memory, devices, models.
using ProgramFacts = std::vector<std::pair<std::string, std::vector<std::string>>>;

/// `libraries`: further ones of the caller, as in library_versions().
ProgramFacts program_facts(const std::string& libraries);

}  // namespace traversable
