#include "experiments/teleport_layout.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5_hl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <stdexcept>
#include <vector>

#include "experiments/build_info.h"

namespace traversable {
namespace {

constexpr const char* schema = "traversable/1";
constexpr std::size_t time_text_size = 32;
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

using hdf5::Handle;
using Shape = std::vector<std::size_t>;

constexpr std::array<FileObservable, 5> observables{{
    {"mutual_information", "mutual information I_PT of reference and read-out", "",
     mutual_information},
    {"renyi2_mutual_information", "Renyi-2 mutual information of reference and read-out", "",
     renyi2_mutual_information},
    {"negativity", "entanglement negativity of reference and read-out", "1",
     [](const Eigen::Matrix4cd& rho, EntropyUnit) { return negativity(rho); }},
    {"average_fidelity", "mean fidelity of the teleported state, no correction on the read-out",
     "1", [](const Eigen::Matrix4cd& rho, EntropyUnit) { return average_fidelity(rho); }},
    {"fully_entangled_fraction",
     "entanglement fidelity after the best fixed unitary on the read-out", "1",
     [](const Eigen::Matrix4cd& rho, EntropyUnit) { return fully_entangled_fraction(rho); }},
}};

std::string unit_name(EntropyUnit unit) { return unit == EntropyUnit::bits ? "bits" : "nats"; }

struct Axis {
  std::string name;
  std::string long_name;
  std::string units;
  std::vector<double> values;
  bool is_index = false;  // whole numbers, stored as such
};

std::vector<Axis> time_axes(const TeleportGrid& grid) {
  if (grid.axes == TimeAxes::diagonal)
    return {{"t", "time of injection and read-out, t0 = t1", "1/energy", grid.t0}};
  return {{"t0", "injection at -t0", "1/energy", grid.t0},
          {"t1", "read-out at t1", "1/energy", grid.t1}};
}

std::vector<Axis> axes_of(const TeleportConfig& config) {
  std::vector<Axis> axes{
      {"beta", "inverse temperature", "1/energy", config.grid.beta},
      {"mu", "strength of the coupling, negative energy below 0", "1", config.grid.mu}};
  for (auto& axis : time_axes(config.grid)) axes.push_back(std::move(axis));
  if (config.model.is_ensemble) {
    std::vector<double> instances;
    for (std::size_t i = 0; i < config.model.num_instances; ++i)
      instances.push_back(static_cast<double>(config.model.first_instance + i));
    axes.push_back({"instance", "disorder instance", "1", std::move(instances), true});
  }
  axes.push_back(
      {"row", "2 p + a, p of the reference and a of the read-out", "1", {0, 1, 2, 3}, true});
  axes.push_back(
      {"column", "2 p + a, p of the reference and a of the read-out", "1", {0, 1, 2, 3}, true});
  return axes;
}

using Names = std::vector<std::string>;

Names operator+(Names names, const Names& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

Names time_names(const TeleportGrid& grid) {
  return grid.axes == TimeAxes::diagonal ? Names{"t"} : Names{"t0", "t1"};
}

std::string now_text() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

/// Lays out a new file: axes first, then datasets on them.
class Layout {
 public:
  Layout(hid_t root, const TeleportConfig& config) : root_(root), config_(config) {
    for (const Axis& axis : axes_of(config)) add_axis(root, axis);
  }

  void add_results() const {
    const Names instance = config_.model.is_ensemble ? Names{"instance"} : Names{};
    const Names times = time_names(config_.grid);
    const Names values = Names{"beta", "mu"} + times;
    const Handle number = hdf5::double_type();
    for (const FileObservable& o : observables)
      add(o.name, o.long_name, units_of(o), number, instance + values, &nan_value);
    const std::array<double, 2> complex_nan{nan_value, nan_value};
    add("rho_pt", "density matrix of reference and read-out", "1", hdf5::complex_type(),
        instance + values + Names{"row", "column"}, complex_nan.data());
    if (config_.model.is_ensemble) {
      const std::string unit = unit_name(config_.units);
      add("mutual_information_mean", "mean of I_PT over disorder", unit, number, values,
          &nan_value);
      add("mutual_information_stderr", "standard error of the mean of I_PT over disorder", unit,
          number, values, &nan_value);
    }
    add("energy", "<TFD|H_L|TFD>", "energy", number, instance + Names{"beta"}, &nan_value);
    add("coupling_expectation", "<TFD|V|TFD>", "1", number, instance + Names{"beta"}, &nan_value);
    const unsigned char no = 0;
    add("completed", "1 where every mu and read-out time is computed", "1", hdf5::byte_type(),
        instance + Names{"beta", times.front()}, &no);
    if (config_.method.exact) return;
    const Names point = instance + Names{"beta", times.front()};
    add("error_estimate", "estimated error of the protocol's state in norm", "1", number, point,
        &nan_value);
    const long long zero = 0;
    add("operator_applications", "products of a Hamiltonian with a state", "1", hdf5::int64_type(),
        point, &zero);
    add("pauli_rotations", "Pauli rotations of the evolution", "1", hdf5::int64_type(), point,
        &zero);
  }

  void add_hamiltonians() const;

 private:
  std::string units_of(const FileObservable& o) const {
    return *o.units == '\0' ? unit_name(config_.units) : o.units;
  }

  static void describe(hid_t dataset, const std::string& long_name, const std::string& units) {
    hdf5::set_text_attribute(dataset, "long_name", long_name);
    hdf5::set_text_attribute(dataset, "units", units);
  }

  static void add_axis(hid_t group, const Axis& axis) {
    const Shape shape{axis.values.size()};
    const Handle type = axis.is_index ? hdf5::int64_type() : hdf5::double_type();
    const double zero = 0.0;  // every element is written below
    const Handle dataset = hdf5::create_dataset(group, axis.name, type, shape, &zero);
    hdf5::write_all(dataset, hdf5::double_type(), axis.values.data());
    hdf5::check(H5DSset_scale(dataset, axis.name.c_str()), "make an axis of " + axis.name);
    describe(dataset, axis.long_name, axis.units);
  }

  static void attach(hid_t group, hid_t dataset, const Names& axes) {
    for (std::size_t d = 0; d < axes.size(); ++d)
      hdf5::check(
          H5DSattach_scale(dataset, hdf5::open_dataset(group, axes[d]), static_cast<unsigned>(d)),
          "attach axis " + axes[d]);
  }

  void add(const std::string& name, const std::string& long_name, const std::string& units,
           hid_t type, const Names& axes, const void* fill) const {
    Shape shape;
    for (const auto& axis : axes)
      shape.push_back(hdf5::shape_of(hdf5::open_dataset(root_, axis))[0]);
    const Handle dataset = hdf5::create_dataset(root_, name, type, shape, fill);
    attach(root_, dataset, axes);
    describe(dataset, long_name, units);
  }

  hid_t root_;
  const TeleportConfig& config_;
};

/// The terms of all instances in a row.
struct TermTable {
  std::vector<double> coupling;
  std::vector<signed char> indices;  // [term][width], padded with -1
  std::vector<long long> offset{0};
  std::size_t width = 0;
};

TermTable term_table(const ModelChoice& model) {
  TermTable table;
  std::vector<Term> terms;
  for (std::size_t i = 0; i < model.num_instances; ++i) {
    const Hamiltonian hamiltonian = make_hamiltonian(model, i);
    terms.insert(terms.end(), hamiltonian.terms().begin(), hamiltonian.terms().end());
    table.offset.push_back(static_cast<long long>(terms.size()));
    table.width = std::max(table.width, static_cast<std::size_t>(hamiltonian.degree()));
  }
  for (const Term& term : terms) {
    table.coupling.push_back(term.coupling);
    std::vector<int> indices = term.indices();
    indices.resize(table.width, -1);
    table.indices.insert(table.indices.end(), indices.begin(), indices.end());
  }
  return table;
}

std::vector<double> counted(std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<double>(i);
  return values;
}

void Layout::add_hamiltonians() const {
  const TermTable table = term_table(config_.model);
  const Handle group = hdf5::create_group(root_, "hamiltonian");
  hdf5::set_integer_attribute(group, "num_majoranas", config_.model.num_majoranas);
  hdf5::set_text_attribute(
      group, "definition",
      "H = sum_S coupling_S h_q psi_s1 ... psi_sq, 0-based indices; h_q = 1 where "
      "q(q-1)/2 is even, i where odd; {psi_i, psi_j} = delta_ij");
  const std::size_t terms = table.coupling.size();
  add_axis(group, {"term", "term of an instance", "1", counted(terms), true});
  add_axis(group, {"position", "position in the term", "1", counted(table.width), true});
  add_axis(group, {"boundary", "start of an instance, and the end", "1",
                   counted(table.offset.size()), true});
  const auto add_table = [&](const char* name, const char* long_name, const char* units, hid_t type,
                             const Names& axes, const Shape& shape, const void* fill,
                             const void* data) {
    const Handle dataset = hdf5::create_dataset(group, name, type, shape, fill);
    hdf5::write_all(dataset, type, data);
    attach(group, dataset, axes);
    describe(dataset, long_name, units);
  };
  const signed char none = -1;
  const long long zero = 0;
  add_table("coupling", "J_S", "energy", hdf5::double_type(), {"term"}, {terms}, &nan_value,
            table.coupling.data());
  add_table("indices", "Majoranas of the term, 0-based, -1 behind the last", "1", hdf5::int8_type(),
            {"term", "position"}, {terms, table.width}, &none, table.indices.data());
  add_table("offset", "first term of each instance", "1", hdf5::int64_type(), {"boundary"},
            {table.offset.size()}, &zero, table.offset.data());
}

void write_provenance(hid_t root, const TeleportConfig& config, const std::string& command_line) {
  const auto text = [&](const char* name, const std::string& value) {
    hdf5::set_text_attribute(root, name, value);
  };
  text("schema", schema);
  text("experiment", "teleport");
  text("version", version());
  text("git_commit", git_commit());
  text("command_line", command_line);
  text("configuration", to_toml(config));
  text("host", host_name());
  text("libraries", library_versions());
  text("build", build_flags());
  text("start_time", now_text());
  hdf5::set_fixed_text_attribute(root, "end_time", "", time_text_size);
  hdf5::set_integer_attribute(root, "seed", static_cast<long long>(config.model.seed));
}

bool same_couplings(hid_t root, const ModelChoice& model) {
  const TermTable table = term_table(model);
  const Handle coupling = hdf5::open_dataset(root, "hamiltonian/coupling");
  const Handle indices = hdf5::open_dataset(root, "hamiltonian/indices");
  if (hdf5::shape_of(coupling) != Shape{table.coupling.size()} ||
      hdf5::shape_of(indices) != Shape{table.coupling.size(), table.width})
    return false;
  TermTable stored = table;
  hdf5::read_all(coupling, hdf5::double_type(), stored.coupling.data());
  hdf5::read_all(indices, hdf5::int8_type(), stored.indices.data());
  return stored.coupling == table.coupling && stored.indices == table.indices;
}

}  // namespace

std::span<const FileObservable> file_observables() { return observables; }

void lay_out_teleport_file(const std::string& path, const TeleportConfig& config,
                           const std::string& command_line) {
  const Handle file = hdf5::create_file(path);
  const Layout layout(file, config);
  layout.add_results();
  layout.add_hamiltonians();
  write_provenance(file, config, command_line);
}

void check_same_run(const std::string& path, hid_t root, const TeleportConfig& config) {
  if (!hdf5::has_attribute(root, "schema") || hdf5::text_attribute(root, "schema") != schema ||
      hdf5::text_attribute(root, "experiment") != "teleport")
    throw std::invalid_argument(fmt::format("{}: not a result file of traversable teleport", path));
  const auto differing = differences(to_toml(config), hdf5::text_attribute(root, "configuration"));
  if (!differing.empty())
    throw std::invalid_argument(
        fmt::format("{}: made by another configuration ({})", path, fmt::join(differing, "; ")));
  if (!same_couplings(root, config.model))
    throw std::invalid_argument(fmt::format("{}: made with other couplings", path));
}

bool has_end_time(hid_t root) { return !hdf5::text_attribute(root, "end_time").empty(); }

void set_end_time(hid_t root) {
  hdf5::set_fixed_text_attribute(root, "end_time", now_text(), time_text_size);
}

}  // namespace traversable
