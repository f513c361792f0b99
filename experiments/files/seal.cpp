#include "experiments/files/seal.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

namespace traversable {

static_assert(std::endian::native == std::endian::little);
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FileRange, name, offset, bytes, sum)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TextSlot, name, offset, bytes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PointDataset, name, offset, element, shape, axis)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Seal, library_bytes, structure, point_shape, completed, points,
                                   constants, statistics, slots)

namespace {

constexpr std::array<char, 8> signature{'T', 'V', 'S', 'E', 'A', 'L', '1', '\n'};
constexpr std::size_t block_size = 1 << 20;

struct Footer {
  std::array<char, 8> signature;
  std::uint64_t length;
  std::uint32_t sum;
  std::uint32_t zero;
};
static_assert(sizeof(Footer) == 24);

[[noreturn]] void damaged(const DiskFile& file, const std::string& what) {
  throw DamagedFile(fmt::format("{}: {}", file.name(), what));
}

std::uint32_t crc(std::uint32_t start, const void* data, std::size_t bytes) {
  return static_cast<std::uint32_t>(::crc32_z(start, static_cast<const Bytef*>(data), bytes));
}

/// The checksum of a run that is read block by block.
std::uint32_t checksum_of(const DiskFile& file, std::uint64_t offset, std::uint64_t bytes,
                          std::vector<char>& buffer) {
  RunningChecksum sum(offset);
  while (bytes > 0) {
    const std::size_t part = std::min<std::uint64_t>(bytes, block_size);
    buffer.resize(std::max(buffer.size(), part));
    file.read_at(offset, buffer.data(), part);
    sum.add(buffer.data(), part);
    offset += part;
    bytes -= part;
  }
  return sum.value();
}

std::uint32_t checksum_of(const DiskFile& file, const FileRange& range) {
  std::vector<char> buffer;
  return checksum_of(file, range.offset, range.bytes, buffer);
}

std::uint64_t bytes_of(const PointDataset& dataset) {
  std::uint64_t bytes = dataset.element;
  for (const std::uint64_t size : dataset.shape) bytes *= size;
  return bytes;
}

/// Everything that has a checksum of its own or none, ascending.
std::vector<FileRange> parts_of(const Seal& seal) {
  std::vector<FileRange> parts{seal.completed};
  for (const PointDataset& d : seal.points) parts.push_back({d.name, d.offset, bytes_of(d)});
  for (const TextSlot& s : seal.slots) parts.push_back({s.name, s.offset, s.bytes});
  parts.insert(parts.end(), seal.constants.begin(), seal.constants.end());
  parts.insert(parts.end(), seal.statistics.begin(), seal.statistics.end());
  std::sort(parts.begin(), parts.end(),
            [](const FileRange& a, const FileRange& b) { return a.offset < b.offset; });
  return parts;
}

std::uint32_t structure_sum(const DiskFile& file, const Seal& seal) {
  std::vector<char> buffer;
  std::uint32_t sum = 0;
  for (const auto& [offset, bytes] : gaps_of(seal)) sum += checksum_of(file, offset, bytes, buffer);
  return sum;
}

bool is_product_below(std::uint64_t bound, std::uint64_t start,
                      std::span<const std::uint64_t> factors) {
  std::uint64_t product = start;
  for (const std::uint64_t f : factors) {
    if (f == 0 || product > bound / f) return false;
    product *= f;
  }
  return product <= bound;
}

bool is_consistent(const PointDataset& d, const Seal& seal) {
  if (d.axis.size() != d.shape.size() || d.element == 0 ||
      !is_product_below(seal.library_bytes, d.element, d.shape))
    return false;
  for (std::size_t k = 0; k < d.axis.size(); ++k)
    if (d.axis[k] >= 0 && (static_cast<std::size_t>(d.axis[k]) >= seal.point_shape.size() ||
                           seal.point_shape[static_cast<std::size_t>(d.axis[k])] != d.shape[k]))
      return false;
  return true;
}

/// A record that contradicts itself or the file is refused, whatever its checksum says.
bool is_consistent(const Seal& seal, std::uint64_t file_bytes) {
  if (seal.library_bytes > file_bytes || !is_product_below(file_bytes, 1, seal.point_shape) ||
      seal.completed.bytes != seal.num_points() || seal.slots.size() > file_bytes ||
      !std::all_of(seal.points.begin(), seal.points.end(),
                   [&](const PointDataset& d) { return is_consistent(d, seal); }))
    return false;
  std::uint64_t end = 0;
  for (const FileRange& part : parts_of(seal)) {
    if (part.offset < end || part.bytes > seal.library_bytes ||
        part.offset > seal.library_bytes - part.bytes)
      return false;
    end = part.offset + part.bytes;
  }
  return true;
}

std::string slot_bytes(const DiskFile& file, const TextSlot& slot) {
  std::string text(slot.bytes, '\0');
  file.read_at(slot.offset, text.data(), text.size());
  return text;
}

bool is_whole(const DiskFile& file, const Seal& seal, std::size_t number) {
  const TextSlot& slot = seal.slots[number];
  const std::string text = slot_bytes(file, slot);
  std::array<std::uint32_t, 2> sums{};
  file.read_at(seal.slot_sums(number), sums.data(), sizeof sums);
  const std::uint32_t sum = checksum(slot.offset, text.data(), text.size());
  return sum == sums[0] || sum == sums[1];
}

std::uint32_t point_checksum(const DiskFile& file, const Seal& seal, std::uint64_t point,
                             std::vector<char>& buffer) {
  std::uint32_t sum = 0;
  for (const PointDataset& dataset : seal.points)
    for_each_run(seal.point_shape, dataset, point, [&](std::uint64_t offset, std::uint64_t bytes) {
      sum += checksum_of(file, offset, bytes, buffer);
    });
  return sum;
}

}  // namespace

std::uint64_t Seal::num_points() const {
  std::uint64_t count = 1;
  for (const std::uint64_t size : point_shape) count *= size;
  return count;
}

std::size_t Seal::slot(const std::string& name) const {
  const auto found = std::find_if(slots.begin(), slots.end(),
                                  [&](const TextSlot& slot) { return slot.name == name; });
  if (found == slots.end()) throw std::runtime_error("the seal has no text " + name);
  return static_cast<std::size_t>(found - slots.begin());
}

RunningChecksum::RunningChecksum(std::uint64_t offset) : sum_(crc(0, &offset, sizeof offset)) {}

void RunningChecksum::add(const void* data, std::size_t bytes) { sum_ = crc(sum_, data, bytes); }

std::uint32_t checksum(std::uint64_t offset, const void* data, std::size_t bytes) {
  RunningChecksum sum(offset);
  sum.add(data, bytes);
  return sum.value();
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> gaps_of(const Seal& seal) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> gaps;
  std::uint64_t begin = 0;
  for (const FileRange& part : parts_of(seal)) {
    if (part.offset > begin) gaps.emplace_back(begin, part.offset - begin);
    begin = part.offset + part.bytes;
  }
  if (seal.library_bytes > begin) gaps.emplace_back(begin, seal.library_bytes - begin);
  return gaps;
}

void for_each_run(std::span<const std::uint64_t> point_shape, const PointDataset& dataset,
                  std::uint64_t point,
                  const std::function<void(std::uint64_t offset, std::uint64_t bytes)>& run) {
  const std::size_t rank = dataset.shape.size();
  std::vector<std::uint64_t> place(point_shape.size());  // of the point on every axis
  for (std::size_t a = place.size(); a-- > 0; point /= point_shape[a])
    place[a] = point % point_shape[a];
  std::vector<std::uint64_t> stride(rank);
  std::uint64_t bytes = dataset.element;
  for (std::size_t d = rank; d-- > 0; bytes *= dataset.shape[d]) stride[d] = bytes;
  std::uint64_t base = dataset.offset, length = dataset.element;
  std::size_t inner = rank;  // dimensions from here on are one run
  while (inner > 0 && dataset.axis[inner - 1] < 0) length *= dataset.shape[--inner];
  std::vector<std::size_t> free;
  for (std::size_t d = 0; d < inner; ++d)
    if (dataset.axis[d] < 0)
      free.push_back(d);
    else
      base += place[static_cast<std::size_t>(dataset.axis[d])] * stride[d];
  std::vector<std::uint64_t> at(free.size(), 0);
  while (true) {
    std::uint64_t offset = base;
    for (std::size_t f = 0; f < free.size(); ++f) offset += at[f] * stride[free[f]];
    run(offset, length);
    std::size_t f = free.size();
    while (f > 0 && ++at[f - 1] == dataset.shape[free[f - 1]]) at[--f] = 0;
    if (f == 0) return;
  }
}

void append_seal(const DiskFile& file, Seal seal) {
  seal.structure = structure_sum(file, seal);
  const std::string record = nlohmann::json(seal).dump();
  std::vector<char> tables(seal.record() - seal.library_bytes, '\0');
  for (std::size_t s = 0; s < seal.slots.size(); ++s) {
    const std::string text = slot_bytes(file, seal.slots[s]);
    const std::uint32_t sum = checksum(seal.slots[s].offset, text.data(), text.size());
    const std::array<std::uint32_t, 2> sums{sum, sum};
    std::memcpy(tables.data() + (seal.slot_sums(s) - seal.library_bytes), sums.data(), sizeof sums);
  }
  const Footer footer{signature, record.size(), crc(0, record.data(), record.size()), 0};
  file.write_at(seal.library_bytes, tables.data(), tables.size());
  file.write_at(seal.record(), record.data(), record.size());
  file.write_at(seal.record() + record.size(), &footer, sizeof footer);
}

void seal_whole(const DiskFile& file, std::vector<FileRange> datasets) {
  const std::uint64_t end = file.size();
  const unsigned char done = 1;
  file.write_at(end, &done, 1);
  for (FileRange& range : datasets) range.sum = checksum_of(file, range);
  Seal seal;
  seal.library_bytes = end + 1;
  seal.completed = {"completed", end, 1};
  seal.constants = std::move(datasets);
  append_seal(file, seal);
  const std::array<std::uint32_t, 2> no_statistics{0, 1};
  file.write_at(seal.statistics_mark(), no_statistics.data(), sizeof no_statistics);
}

Seal read_seal(const DiskFile& file) {
  const std::uint64_t size = file.size();
  Footer footer{};
  if (size >= sizeof footer) file.read_at(size - sizeof footer, &footer, sizeof footer);
  if (footer.signature != signature)
    damaged(file,
            looks_like_hdf5(file)
                ? "has no seal at its end: cut off, changed by another program, or written by an "
                  "earlier version"
                : "not a result file of traversable");
  if (footer.length > size - sizeof footer || footer.zero != 0)
    damaged(file, "its seal is damaged");
  std::string record(footer.length, '\0');
  file.read_at(size - sizeof footer - footer.length, record.data(), record.size());
  if (crc(0, record.data(), record.size()) != footer.sum) damaged(file, "its seal is damaged");
  Seal seal;
  try {
    seal = nlohmann::json::parse(record).get<Seal>();
  } catch (const nlohmann::json::exception&) {
    damaged(file, "its seal is damaged");
  }
  if (!is_consistent(seal, size) || seal.record() + record.size() + sizeof footer != size)
    damaged(file, "its seal is damaged");
  return seal;
}

bool looks_like_hdf5(const DiskFile& file) {
  constexpr std::array<unsigned char, 8> hdf5{0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  std::array<unsigned char, 8> head{};
  if (file.size() < head.size()) return false;
  file.read_at(0, head.data(), head.size());
  return head == hdf5;
}

void check_structure(const DiskFile& file, const Seal& seal) {
  if (structure_sum(file, seal) != seal.structure) damaged(file, "its HDF5 structure is damaged");
}

void check_constants(const DiskFile& file, const Seal& seal) {
  for (const FileRange& range : seal.constants)
    if (checksum_of(file, range) != range.sum)
      damaged(file, fmt::format("its dataset {} is damaged", range.name));
}

std::vector<unsigned char> point_states(const DiskFile& file, const Seal& seal, bool read_numbers) {
  constexpr unsigned char done = 1, broken = 2;
  std::vector<unsigned char> states(seal.num_points());
  file.read_at(seal.completed.offset, states.data(), states.size());
  for (unsigned char& state : states)
    if (state > done) state = broken;
  if (!read_numbers) return states;
  std::vector<std::uint32_t> sums(states.size());
  file.read_at(seal.point_sum(0), sums.data(), 4 * sums.size());
  std::vector<char> buffer;
  for (std::size_t p = 0; p < states.size(); ++p)
    if (states[p] == done && point_checksum(file, seal, p, buffer) != sums[p]) states[p] = broken;
  return states;
}

StatisticsState statistics_state(const DiskFile& file, const Seal& seal) {
  std::array<std::uint32_t, 2> mark{};
  file.read_at(seal.statistics_mark(), mark.data(), sizeof mark);
  if (mark == std::array<std::uint32_t, 2>{0, 0}) return StatisticsState::open;
  std::uint32_t sum = 0;
  for (const FileRange& range : seal.statistics) sum += checksum_of(file, range);
  return mark == std::array<std::uint32_t, 2>{sum, 1} ? StatisticsState::whole
                                                      : StatisticsState::damaged;
}

Verified verify(const DiskFile& file) {
  const Seal seal = read_seal(file);
  check_structure(file, seal);
  check_constants(file, seal);
  for (std::size_t s = 0; s < seal.slots.size(); ++s)
    if (!is_whole(file, seal, s))
      damaged(file, fmt::format("its attribute {} is damaged", seal.slots[s].name));
  const std::vector<unsigned char> states = point_states(file, seal, true);
  const auto count = [&](unsigned char state) {
    return static_cast<std::uint64_t>(std::count(states.begin(), states.end(), state));
  };
  if (count(2) > 0)
    damaged(file, fmt::format("{} of {} points are damaged; --resume computes them again", count(2),
                              states.size()));
  const StatisticsState statistics = statistics_state(file, seal);
  if (statistics == StatisticsState::damaged)
    damaged(file, "its statistics are damaged; --resume computes them again");
  Verified result{.points_done = count(1),
                  .points = states.size(),
                  .has_statistics = statistics == StatisticsState::whole,
                  .point_datasets = {},
                  .statistics = {}};
  for (const PointDataset& d : seal.points) result.point_datasets.push_back(d.name);
  for (const FileRange& range : seal.statistics) result.statistics.push_back(range.name);
  return result;
}

void write_slot(const DiskFile& file, const Seal& seal, std::size_t number,
                const std::string& text) {
  const TextSlot& slot = seal.slots[number];
  std::string padded = text.substr(0, slot.bytes);
  padded.resize(slot.bytes, '\0');
  const std::string before = slot_bytes(file, slot);
  std::array<std::uint32_t, 2> sums{checksum(slot.offset, before.data(), before.size()),
                                    checksum(slot.offset, padded.data(), padded.size())};
  file.write_at(seal.slot_sums(number), sums.data(), sizeof sums);
  file.write_at(slot.offset, padded.data(), padded.size());
  sums[0] = sums[1];
  file.write_at(seal.slot_sums(number), sums.data(), sizeof sums);
}

std::string read_slot(const DiskFile& file, const Seal& seal, std::size_t slot) {
  return slot_bytes(file, seal.slots[slot]);
}

}  // namespace traversable
