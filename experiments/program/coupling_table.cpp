#include "experiments/program/coupling_table.h"

#include <omp.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

#include "experiments/program/result_layout.h"
#include "sim/interrupted.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

constexpr std::size_t block_of_hamiltonians = 64;
constexpr std::size_t block_of_terms = 1 << 16;

/// visit(index, Hamiltonian) in order; drawn and checked on all threads, a block at a time.
void for_each_hamiltonian(const HamiltonianList& list,
                          const std::function<void(const Hamiltonian&)>& check,
                          const std::stop_token& stop,
                          const std::function<void(std::size_t, const Hamiltonian&)>& visit) {
  for (std::size_t begin = 0; begin < list.count; begin += block_of_hamiltonians) {
    const std::size_t size = std::min(block_of_hamiltonians, list.count - begin);
    std::vector<std::optional<Hamiltonian>> block(size);
    const int threads = static_cast<int>(
        std::min<std::size_t>(static_cast<std::size_t>(omp_get_max_threads()), size));
    parallel_for(size, threads, [&](std::size_t i) {
      throw_if_stopped(stop);
      block[i] = list.make(begin + i);
      if (check) check(*block[i]);
    });
    for (std::size_t i = 0; i < size; ++i) visit(begin + i, *block[i]);
  }
}

std::vector<double> couplings_of(const Hamiltonian& hamiltonian) {
  std::vector<double> couplings;
  for (const Term& term : hamiltonian.terms()) couplings.push_back(term.coupling);
  return couplings;
}

std::vector<signed char> indices_of(const Hamiltonian& hamiltonian, std::size_t width) {
  std::vector<signed char> indices;
  indices.reserve(width * hamiltonian.terms().size());
  for (const Term& term : hamiltonian.terms()) {
    std::vector<int> row = term.indices();
    row.resize(width, -1);
    indices.insert(indices.end(), row.begin(), row.end());
  }
  return indices;
}

template <class AnySeal>
auto& range_of(AnySeal& seal, const std::string& name) {
  const auto found = std::find_if(seal.constants.begin(), seal.constants.end(),
                                  [&](const FileRange& range) { return range.name == name; });
  if (found == seal.constants.end()) throw std::runtime_error("the seal has no dataset " + name);
  return *found;
}

/// Fills a dataset from its start and remembers what it should read.
class RangeWriter {
 public:
  RangeWriter(const DiskFile& file, FileRange& range)
      : file_(file), range_(range), end_(range.offset), sum_(range.offset) {}

  template <class Number>
  void add(const std::vector<Number>& numbers) {
    const std::size_t bytes = numbers.size() * sizeof(Number);
    file_.write_at(end_, numbers.data(), bytes);
    sum_.add(numbers.data(), bytes);
    end_ += bytes;
    range_.sum = sum_.value();
  }

 private:
  const DiskFile& file_;
  FileRange& range_;
  std::uint64_t end_;
  RunningChecksum sum_;
};

void write_numbers_from_zero(const DiskFile& file, FileRange& range) {
  RangeWriter writer(file, range);
  const std::size_t count = range.bytes / sizeof(long long);
  for (std::size_t begin = 0; begin < count; begin += block_of_terms) {
    std::vector<long long> numbers(std::min(block_of_terms, count - begin));
    std::iota(numbers.begin(), numbers.end(), static_cast<long long>(begin));
    writer.add(numbers);
  }
}

template <class Number>
bool holds(const DiskFile& file, const FileRange& range, std::size_t first,
           const std::vector<Number>& expected) {
  const std::size_t bytes = expected.size() * sizeof(Number);
  if (first * sizeof(Number) + bytes > range.bytes) return false;
  std::vector<Number> stored(expected.size());
  file.read_at(range.offset + first * sizeof(Number), stored.data(), bytes);
  return stored == expected;
}

}  // namespace

CouplingTable count_terms(const HamiltonianList& list,
                          const std::function<void(const Hamiltonian&)>& check,
                          const std::stop_token& stop) {
  CouplingTable table;
  table.offset.reserve(list.count + 1);
  for_each_hamiltonian(list, check, stop, [&](std::size_t, const Hamiltonian& hamiltonian) {
    table.offset.push_back(table.offset.back() +
                           static_cast<long long>(hamiltonian.terms().size()));
    table.width = std::max(table.width, static_cast<std::size_t>(hamiltonian.degree()));
  });
  return table;
}

double coupling_file_size(const HamiltonianList& list) {
  if (list.count == 0) return 0;
  const Hamiltonian first = list.make(0);
  const double terms = static_cast<double>(first.terms().size() * list.count);
  return terms * (8.0 + 8.0 + first.degree()) + 16.0 * static_cast<double>(list.count + 1);
}

double coupling_memory(const HamiltonianList& list) {
  if (list.count == 0) return 0;
  const Hamiltonian first = list.make(0);
  const double terms = static_cast<double>(first.terms().size());
  const double block = static_cast<double>(std::min(block_of_hamiltonians, list.count));
  return 8.0 * static_cast<double>(list.count + 1) + block * terms * sizeof(Term) +
         terms * (8.0 + first.degree());
}

void lay_out_couplings(hid_t root, int num_majoranas, const CouplingTable& table, Seal& seal) {
  if (table.num_terms() == 0) return;
  const hdf5::Handle group = hdf5::create_group(root, "hamiltonian");
  hdf5::set_integer_attribute(group, "num_majoranas", num_majoranas);
  hdf5::set_text_attribute(
      group, "definition",
      "H = sum_S coupling_S h_q psi_s1 ... psi_sq, 0-based indices; h_q = 1 where "
      "q(q-1)/2 is even, i where odd; {psi_i, psi_j} = delta_ij");
  const std::size_t terms = table.num_terms(), boundaries = table.offset.size();
  const auto add = [&](const std::string& name, const char* long_name, const char* units,
                       const hdf5::Handle& type, const AxisNames& axes,
                       const std::vector<std::size_t>& shape) {
    const hdf5::Handle dataset = hdf5::reserve_dataset(group, name, type, shape);
    if (axes.empty())
      make_scale(dataset, name);
    else
      attach_axes(group, dataset, axes);
    describe(dataset, long_name, units);
    if (hdf5::bytes_of(dataset) > 0)
      seal.constants.push_back(
          {"hamiltonian/" + name, hdf5::offset_of(dataset), hdf5::bytes_of(dataset)});
  };
  add("term", "term of an instance", "1", hdf5::int64_type(), {}, {terms});
  add("position", "position in the term", "1", hdf5::int64_type(), {}, {table.width});
  add("boundary", "start of an instance, and the end", "1", hdf5::int64_type(), {}, {boundaries});
  add("coupling", "J_S", "energy", hdf5::double_type(), {"term"}, {terms});
  add("indices", "Majoranas of the term, 0-based, -1 behind the last", "1", hdf5::int8_type(),
      {"term", "position"}, {terms, table.width});
  add("offset", "first term of each instance", "1", hdf5::int64_type(), {"boundary"}, {boundaries});
}

void write_couplings(const DiskFile& file, Seal& seal, const HamiltonianList& list,
                     const CouplingTable& table, const std::stop_token& stop) {
  if (list.count == 0) return;
  for (const char* axis : {"hamiltonian/term", "hamiltonian/position", "hamiltonian/boundary"})
    write_numbers_from_zero(file, range_of(seal, axis));
  RangeWriter(file, range_of(seal, "hamiltonian/offset")).add(table.offset);
  RangeWriter coupling(file, range_of(seal, "hamiltonian/coupling"));
  RangeWriter indices(file, range_of(seal, "hamiltonian/indices"));
  for_each_hamiltonian(list, {}, stop, [&](std::size_t, const Hamiltonian& hamiltonian) {
    coupling.add(couplings_of(hamiltonian));
    indices.add(indices_of(hamiltonian, table.width));
  });
}

bool has_couplings(const DiskFile& file, const Seal& seal, const HamiltonianList& list,
                   const std::function<void(const Hamiltonian&)>& check,
                   const std::stop_token& stop) {
  if (list.count == 0) return true;
  const FileRange& offset = range_of(seal, "hamiltonian/offset");
  const FileRange& coupling = range_of(seal, "hamiltonian/coupling");
  const FileRange& indices = range_of(seal, "hamiltonian/indices");
  if (offset.bytes != 8 * (list.count + 1) || coupling.bytes == 0) return false;
  const std::size_t width = indices.bytes / (coupling.bytes / 8);
  long long terms = 0;
  bool same = holds(file, offset, 0, std::vector<long long>{0});
  for_each_hamiltonian(list, check, stop, [&](std::size_t i, const Hamiltonian& hamiltonian) {
    const auto first = static_cast<std::size_t>(terms);
    terms += static_cast<long long>(hamiltonian.terms().size());
    same = same && static_cast<std::size_t>(hamiltonian.degree()) <= width &&
           holds(file, offset, i + 1, std::vector<long long>{terms}) &&
           holds(file, coupling, first, couplings_of(hamiltonian)) &&
           holds(file, indices, first * width, indices_of(hamiltonian, width));
  });
  return same && static_cast<std::uint64_t>(terms) * 8 == coupling.bytes;
}

}  // namespace traversable
