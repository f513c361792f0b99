#include "experiments/program/provenance.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <sstream>
#include <stdexcept>

#include "experiments/program/linked_libraries.h"
#include "experiments/runs/origin.h"

namespace traversable {
namespace {

constexpr std::size_t time_size = 32, row_size = 128, num_rows = 32;

std::string program() { return fmt::format("{} ({})", version(), git_commit()); }

/// `mark`, a number and padding, `size` bytes.
std::string marked(const std::string& mark, std::size_t number, std::size_t size) {
  std::string text = fmt::format("{}{:04}", mark, number);
  text.resize(size, '.');
  return text;
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

/// A TOML text without the lines that explain and decide nothing.
std::string deciding_lines(const std::string& toml) {
  std::string lines;
  std::istringstream stream(toml);
  for (std::string line; std::getline(stream, line);)
    if (!line.starts_with("origin = ") && !line.starts_with("description = ")) lines += line + '\n';
  return lines;
}

std::string shortened(const std::string& text) {
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

/// Adds the slot whose text in the file begins with `mark`.
void add_slot(const DiskFile& file, Seal& seal, const std::string& mark, const TextSlot& slot) {
  std::string text;
  for (const auto& [begin, bytes] : gaps_of(seal)) {
    text.resize(bytes);
    file.read_at(begin, text.data(), bytes);
    const std::size_t found = text.find(mark);
    if (found == std::string::npos) continue;
    seal.slots.push_back({slot.name, begin + found, slot.bytes});
    file.write_at(begin + found, std::string(slot.bytes, '\0').data(), slot.bytes);
    return;
  }
  throw std::runtime_error(fmt::format("{}: has no room for {}", file.name(), slot.name));
}

std::vector<std::string> rows_of(const std::string& table) {
  std::vector<std::string> rows;
  for (std::size_t r = 0; r < num_rows && table[r * row_size] != '\0'; ++r)
    rows.emplace_back(table.substr(r * row_size, row_size).c_str());
  return rows;
}

/// "0.1.0 (2cb71ca)" of a row.
std::string program_of(const std::string& row) {
  const auto begin = row.find("; ");
  if (begin == std::string::npos) return "";
  return row.substr(begin + 2, row.find("; ", begin + 2) - begin - 2);
}

}  // namespace

ProvenanceWriter::ProvenanceWriter() {
  std::random_device random;
  mark_ = fmt::format("mark{:08x}{:08x}", random(), random());
}

void ProvenanceWriter::write(hid_t root, const Provenance& provenance) const {
  const auto text = [&](const char* name, const std::string& value) {
    hdf5::set_text_attribute(root, name, value);
  };
  text("schema", result_schema());
  text("experiment", provenance.experiment);
  text("version", version());
  text("git_commit", git_commit());
  text("command_line", provenance.command_line);
  text("configuration", provenance.configuration);
  for (const auto& [name, content] : provenance.inputs) text(name.c_str(), content);
  text("host", host_name());
  text("libraries", fmt::format("{}, {}", library_versions(), libraries_of_program()));
  text("build", build_flags());
  text("start_time", now_text());
  text("end_time", marked(mark_, 1, time_size));
  hdf5::set_text_table_attribute(root, "stretches", marked(mark_, 2, num_rows * row_size),
                                 num_rows);
  if (provenance.seed)
    hdf5::set_integer_attribute(root, "seed", static_cast<long long>(*provenance.seed));
}

void ProvenanceWriter::find_slots(const DiskFile& file, Seal& seal) const {
  add_slot(file, seal, marked(mark_, 1, mark_.size() + 4), {"end_time", 0, time_size});
  add_slot(file, seal, marked(mark_, 2, mark_.size() + 4), {"stretches", 0, num_rows * row_size});
}

void check_same_run(const std::string& path, hid_t root, const Provenance& provenance) {
  const auto text = [&](const std::string& name) {
    return hdf5::has_attribute(root, name) ? hdf5::text_attribute(root, name) : std::string();
  };
  if (hdf5::has_attribute(root, saved_attribute))
    throw std::invalid_argument(
        fmt::format("{}: a Dataset saved by Python, expected the file of a run", path));
  if (text("schema") != result_schema() || text("experiment") != provenance.experiment)
    throw std::invalid_argument(
        fmt::format("{}: not a result file of traversable {}", path, provenance.experiment));
  const auto differing = differences(provenance.configuration, text("configuration"));
  if (!differing.empty())
    throw std::invalid_argument(
        fmt::format("{}: made by another configuration ({})", path, fmt::join(differing, "; ")));
  for (const auto& [name, content] : provenance.inputs) {
    if (deciding_lines(text(name)) == deciding_lines(content)) continue;
    std::string words = name;
    std::replace(words.begin(), words.end(), '_', ' ');
    throw std::invalid_argument(
        fmt::format("{}: made with another {} of the same name", path, words));
  }
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

std::string begin_stretch(const DiskFile& file, const Seal& seal, std::size_t points_done) {
  const std::size_t slot = seal.slot("stretches");
  std::string table = read_slot(file, seal, slot);
  const std::vector<std::string> rows = rows_of(table);
  // The number at the head of the last row counts on where the table is full.
  const std::size_t number = rows.empty() ? 1 : 1 + std::strtoull(rows.back().c_str(), nullptr, 10);
  std::string row = fmt::format("{}: {}; {}; {:.64}; {} points there", number, now_text(),
                                program(), host_name(), points_done);
  row.resize(row_size - 1);
  row.resize(row_size, '\0');
  table.replace(std::min(rows.size(), num_rows - 1) * row_size, row_size, row);
  write_slot(file, seal, slot, table);
  return rows.empty() || program_of(rows.back()) == program() ? "" : rows.back();
}

void set_end_time(const DiskFile& file, const Seal& seal) {
  write_slot(file, seal, seal.slot("end_time"), now_text());
}

void clear_end_time(const DiskFile& file, const Seal& seal) {
  write_slot(file, seal, seal.slot("end_time"), "");
}

std::vector<std::string> stretches_of(const DiskFile& file, const Seal& seal) {
  return rows_of(read_slot(file, seal, seal.slot("stretches")));
}

}  // namespace traversable
