#include "experiments/result_layout.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5_hl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <map>
#include <sstream>
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

std::string now_text() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

void describe(hid_t dataset, const std::string& long_name, const std::string& units) {
  hdf5::set_text_attribute(dataset, "long_name", long_name);
  hdf5::set_text_attribute(dataset, "units", units);
}

void make_scale(hid_t dataset, const std::string& name) {
  hdf5::check(H5DSset_scale(dataset, name.c_str()), "make an axis of " + name);
}

void add_axis(hid_t group, const ResultAxis& axis) {
  const Shape shape{axis.values.size()};
  const Handle type = axis.is_index ? hdf5::int64_type() : hdf5::double_type();
  const double zero = 0.0;  // every element is written below
  const Handle dataset = hdf5::create_dataset(group, axis.name, type, shape, &zero);
  hdf5::write_all(dataset, hdf5::double_type(), axis.values.data());
  make_scale(dataset, axis.name);
  describe(dataset, axis.long_name, axis.units);
}

void attach(hid_t group, hid_t dataset, const AxisNames& axes) {
  for (std::size_t d = 0; d < axes.size(); ++d)
    hdf5::check(
        H5DSattach_scale(dataset, hdf5::open_dataset(group, axes[d]), static_cast<unsigned>(d)),
        "attach axis " + axes[d]);
}

/// The terms of all instances in a row.
struct TermTable {
  std::vector<double> coupling;
  std::vector<signed char> indices;  // [term][width], padded with -1
  std::vector<long long> offset{0};
  std::size_t width = 0;
};

TermTable term_table(const HamiltonianList& list) {
  TermTable table;
  std::vector<Term> terms;
  for (std::size_t i = 0; i < list.count; ++i) {
    const Hamiltonian hamiltonian = list.make(i);
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

bool same_couplings(hid_t root, const HamiltonianList& list) {
  const TermTable table = term_table(list);
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

std::map<std::string, std::string> lines_by_key(const std::string& toml) {
  std::map<std::string, std::string> lines;
  std::istringstream stream(toml);
  for (std::string line; std::getline(stream, line);) {
    const auto equals = line.find(" = ");
    if (equals != std::string::npos) lines[line.substr(0, equals)] = line.substr(equals + 3);
  }
  return lines;
}

std::string shortened(const std::string& text) {
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

}  // namespace

ResultAxis instance_axis(const ModelChoice& model) {
  std::vector<double> instances;
  for (std::size_t i = 0; i < model.num_instances; ++i)
    instances.push_back(static_cast<double>(model.first_instance + i));
  return {"instance", "disorder instance", "1", std::move(instances), true};
}

AxisNames operator+(AxisNames names, const AxisNames& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

std::string unit_name(EntropyUnit unit) { return unit == EntropyUnit::bits ? "bits" : "nats"; }

ResultLayout::ResultLayout(hid_t root, const std::vector<ResultAxis>& axes) : root_(root) {
  for (const ResultAxis& axis : axes) add_axis(root, axis);
}

void ResultLayout::add(const std::string& name, const std::string& long_name,
                       const std::string& units, hid_t type, const AxisNames& axes,
                       const void* fill) const {
  Shape shape;
  for (const auto& axis : axes) shape.push_back(hdf5::shape_of(hdf5::open_dataset(root_, axis))[0]);
  const Handle dataset = hdf5::create_dataset(root_, name, type, shape, fill);
  attach(root_, dataset, axes);
  describe(dataset, long_name, units);
}

void ResultLayout::add_numbers(const std::string& name, const std::string& long_name,
                               const std::string& units, const AxisNames& axes) const {
  add(name, long_name, units, hdf5::double_type(), axes, &nan_value);
}

void ResultLayout::add_counts(const std::string& name, const std::string& long_name,
                              const AxisNames& axes) const {
  const long long zero = 0;
  add(name, long_name, "1", hdf5::int64_type(), axes, &zero);
}

void ResultLayout::add_complex_numbers(const std::string& name, const std::string& long_name,
                                       const std::string& units, const AxisNames& axes) const {
  const std::array<double, 2> complex_nan{nan_value, nan_value};
  add(name, long_name, units, hdf5::complex_type(), axes, complex_nan.data());
}

void ResultLayout::add_flags(const std::string& name, const std::string& long_name,
                             const AxisNames& axes) const {
  const unsigned char no = 0;
  add(name, long_name, "1", hdf5::byte_type(), axes, &no);
}

void ResultLayout::add_pair_states(const std::string& name, const std::string& long_name,
                                   const AxisNames& axes) {
  if (!has_pair_axes_)
    for (const char* axis : {"row", "column"})
      add_axis(
          root_,
          {axis, "2 p + a, p of the reference and a of the read-out", "1", {0, 1, 2, 3}, true});
  has_pair_axes_ = true;
  const std::array<double, 2> complex_nan{nan_value, nan_value};
  add(name, long_name, "1", hdf5::complex_type(), axes + AxisNames{"row", "column"},
      complex_nan.data());
}

void ResultLayout::add_constants(const std::string& name, const std::string& long_name,
                                 const AxisNames& axes,
                                 const std::vector<long long>& values) const {
  add_counts(name, long_name, axes);
  hdf5::write_all(hdf5::open_dataset(root_, name), hdf5::int64_type(), values.data());
}

void ResultLayout::add_text_axis(const std::string& name, const std::string& long_name,
                                 const std::vector<std::string>& values) const {
  const Handle dataset = hdf5::create_text_dataset(root_, name, values);
  make_scale(dataset, name);
  describe(dataset, long_name, "1");
}

void ResultLayout::add_hamiltonians(const HamiltonianList& list) const {
  const TermTable table = term_table(list);
  const Handle group = hdf5::create_group(root_, "hamiltonian");
  hdf5::set_integer_attribute(group, "num_majoranas", list.num_majoranas);
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
                             const AxisNames& axes, const Shape& shape, const void* fill,
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

void write_provenance(hid_t root, const Provenance& provenance) {
  const auto text = [&](const char* name, const std::string& value) {
    hdf5::set_text_attribute(root, name, value);
  };
  text("schema", schema);
  text("experiment", provenance.experiment);
  text("version", version());
  text("git_commit", git_commit());
  text("command_line", provenance.command_line);
  text("configuration", provenance.configuration);
  text("host", host_name());
  text("libraries", library_versions());
  text("build", build_flags());
  text("start_time", now_text());
  hdf5::set_fixed_text_attribute(root, "end_time", "", time_text_size);
  hdf5::set_integer_attribute(root, "seed", static_cast<long long>(provenance.seed));
}

void check_same_run(const std::string& path, hid_t root, const std::string& experiment,
                    const std::string& configuration, const HamiltonianList& hamiltonians) {
  if (!hdf5::has_attribute(root, "schema") || hdf5::text_attribute(root, "schema") != schema ||
      hdf5::text_attribute(root, "experiment") != experiment)
    throw std::invalid_argument(
        fmt::format("{}: not a result file of traversable {}", path, experiment));
  const auto differing = differences(configuration, hdf5::text_attribute(root, "configuration"));
  if (!differing.empty())
    throw std::invalid_argument(
        fmt::format("{}: made by another configuration ({})", path, fmt::join(differing, "; ")));
  if (!same_couplings(root, hamiltonians))
    throw std::invalid_argument(fmt::format("{}: made with other couplings", path));
}

std::vector<std::string> differences(const std::string& here, const std::string& in_file) {
  const auto ours = lines_by_key(here);
  const auto theirs = lines_by_key(in_file);
  std::vector<std::string> result;
  const auto value = [](const auto& lines, const std::string& key) {
    const auto found = lines.find(key);
    return found == lines.end() ? std::string("nothing") : shortened(found->second);
  };
  std::map<std::string, std::string> all = ours;
  all.insert(theirs.begin(), theirs.end());
  for (const auto& [key, text] : all) {
    const auto a = ours.find(key);
    const auto b = theirs.find(key);
    if (a != ours.end() && b != theirs.end() && a->second == b->second) continue;
    result.push_back(
        fmt::format("{}: {} here, {} in the file", key, value(ours, key), value(theirs, key)));
  }
  return result;
}

bool has_end_time(hid_t root) { return !hdf5::text_attribute(root, "end_time").empty(); }

void set_end_time(hid_t root) {
  hdf5::set_fixed_text_attribute(root, "end_time", now_text(), time_text_size);
}

}  // namespace traversable
