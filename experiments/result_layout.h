// What every result file has: axes, datasets on them, couplings of all instances and provenance.
#pragma once

#include <string>
#include <vector>

#include "experiments/hdf5.h"
#include "experiments/model_choice.h"
#include "sim/observables/observables.h"

namespace traversable {

/// A dimension scale.
struct ResultAxis {
  std::string name;
  std::string long_name;
  std::string units;
  std::vector<double> values;
  bool is_index = false;  // whole numbers, stored as such
};

/// Of instances first_instance, first_instance + 1, ...
ResultAxis instance_axis(const ModelChoice& model);

using AxisNames = std::vector<std::string>;
AxisNames operator+(AxisNames names, const AxisNames& more);

std::string unit_name(EntropyUnit unit);

/// Lays out a new file: axes first, then datasets on them, filled with NaN or zero. Everything
/// throws std::runtime_error where the library cannot.
class ResultLayout {
 public:
  ResultLayout(hid_t root, const std::vector<ResultAxis>& axes);

  void add_numbers(const std::string& name, const std::string& long_name, const std::string& units,
                   const AxisNames& axes) const;
  void add_complex_numbers(const std::string& name, const std::string& long_name,
                           const std::string& units, const AxisNames& axes) const;
  void add_counts(const std::string& name, const std::string& long_name,
                  const AxisNames& axes) const;
  void add_flags(const std::string& name, const std::string& long_name,
                 const AxisNames& axes) const;
  /// Whole numbers that are known from the start.
  void add_constants(const std::string& name, const std::string& long_name, const AxisNames& axes,
                     const std::vector<long long>& values) const;
  /// 4 x 4 complex numbers on top of `axes`; needs axes of its own, which it adds once.
  void add_pair_states(const std::string& name, const std::string& long_name,
                       const AxisNames& axes);
  /// Labels that are not numbers, as an axis.
  void add_text_axis(const std::string& name, const std::string& long_name,
                     const std::vector<std::string>& values) const;
  /// The group `hamiltonian`: terms of all instances in a row.
  void add_hamiltonians(const HamiltonianList& list) const;

 private:
  void add(const std::string& name, const std::string& long_name, const std::string& units,
           hid_t type, const AxisNames& axes, const void* fill) const;

  hid_t root_;
  bool has_pair_axes_ = false;
};

/// Where a file comes from, as root attributes.
struct Provenance {
  std::string experiment;  // the subcommand
  std::string command_line;
  std::string configuration;  // TOML
  std::uint64_t seed = 0;
};
void write_provenance(hid_t root, const Provenance& provenance);

/// Throws std::invalid_argument where the file is of another experiment, configuration (with the
/// differences) or couplings.
void check_same_run(const std::string& path, hid_t root, const std::string& experiment,
                    const std::string& configuration, const HamiltonianList& hamiltonians);

/// The lines by which two TOML texts differ, "beta: 4 here, 5 in the file"; empty where equal.
std::vector<std::string> differences(const std::string& here, const std::string& in_file);

/// True where the end time is set.
bool has_end_time(hid_t root);

/// Sets the end time to now, without moving anything in the file.
void set_end_time(hid_t root);

}  // namespace traversable
