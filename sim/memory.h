// How much memory this process may use.
#pragma once

#include <string>

namespace traversable {

/// Bytes that can still be allocated: the smaller of the machine's available memory and what the
/// control group (a Slurm job, a container) has left.
double available_memory();

/// Throws std::invalid_argument "<what> needs ... of memory, ... are available" where `bytes` is
/// more.
void require_memory(double bytes, const std::string& what);

/// "2.1 GiB".
std::string format_bytes(double bytes);

}  // namespace traversable
