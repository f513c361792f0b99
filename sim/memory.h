// How much memory this process may use.
#pragma once

#include <string>

namespace traversable {

/// Bytes that can still be allocated: the least of the machine's available memory and what the
/// control groups (a Slurm job, a container) and the limits on address space have left.
double available_memory();

/// Bytes that RLIMIT_AS and RLIMIT_DATA (ulimit -v and -d, Grid Engine, PBS) leave beside what the
/// process has mapped; infinite where there is no limit.
double address_space_left();
bool is_address_space_limited();

/// Bytes that the control groups of version 2 leave: the least of memory.max - memory.current +
/// inactive file cache over the group in `membership` (/proc/self/cgroup) and its parents below
/// `root` (/sys/fs/cgroup); infinite where there is no limit.
double control_group_memory(const std::string& membership, const std::string& root);

/// Throws std::invalid_argument "<what> needs ... of memory, ... are available" where `bytes` is
/// more; of up to a mebibyte nobody is asked.
void require_memory(double bytes, const std::string& what);

/// "2.1 GiB".
std::string format_bytes(double bytes);

}  // namespace traversable
