// The seal of a result file: checksums of everything in it, behind what the HDF5 library wrote.
//
//   library's bytes                      HDF5, as any reader sees it
//   8 bytes                              statistics done: checksum, then 1
//   8 bytes a slot                       two checksums of a text that changes
//   4 bytes a point                      its checksum, valid where its flag in `completed` is 1
//   record                               JSON: where everything is, and the checksums of what never changes
//   24 bytes                             "TVSEAL1\n", length of the record (8 bytes), its CRC-32 (4), zero (4)
//
// All numbers little-endian. The checksum of a run of bytes is the CRC-32 of zlib over its offset in
// the file (8 bytes) and the bytes; that of several runs is the sum of theirs modulo 2^32. A point's
// runs are the contiguous pieces of every dataset of points that belong to it.
//
// It is verified before the HDF5 library sees the file, since the library can crash or loop over
// damaged bytes. Needs no HDF5: Python verifies with this code too.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "experiments/files/disk_file.h"

namespace traversable {

/// What is said of a file whose bytes are not those that were written, or that has no seal.
class DamagedFile : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Contiguous bytes of the file.
struct FileRange {
  std::string name;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint32_t sum = 0;  // of what never changes
};

/// A text that is replaced in place, with two checksums: of what is there and of what comes next.
struct TextSlot {
  std::string name;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

/// A dataset whose elements belong to points. `axis` gives for each of its dimensions the number of
/// the points' axis, or -1.
struct PointDataset {
  std::string name;
  std::uint64_t offset = 0;
  std::uint64_t element = 0;
  std::vector<std::uint64_t> shape;
  std::vector<int> axis;
};

struct Seal {
  std::uint64_t library_bytes = 0;
  std::uint32_t structure = 0;  // the library's bytes outside all datasets and slots below
  std::vector<std::uint64_t> point_shape;
  FileRange completed;  // a byte a point: 0 or 1
  std::vector<PointDataset> points;
  std::vector<FileRange> constants;   // axes, couplings
  std::vector<FileRange> statistics;  // over points, when all are there
  std::vector<TextSlot> slots;

  std::uint64_t num_points() const;
  std::uint64_t statistics_mark() const { return (library_bytes + 7) / 8 * 8; }
  std::uint64_t slot_sums(std::size_t slot) const { return statistics_mark() + 8 + 8 * slot; }
  std::uint64_t point_sum(std::uint64_t point) const { return slot_sums(slots.size()) + 4 * point; }
  std::uint64_t record() const { return point_sum(num_points()); }
  /// Of the slot of that name, which must be there.
  std::size_t slot(const std::string& name) const;
};

/// Checksum of a run of bytes at a place of the file.
std::uint32_t checksum(std::uint64_t offset, const void* data, std::size_t bytes);

/// The same of a run that comes in parts.
class RunningChecksum {
 public:
  explicit RunningChecksum(std::uint64_t offset);
  void add(const void* data, std::size_t bytes);
  std::uint32_t value() const { return sum_; }

 private:
  std::uint32_t sum_;
};

/// run(offset, bytes) for every piece of a dataset that belongs to a point, ascending.
void for_each_run(std::span<const std::uint64_t> point_shape, const PointDataset& dataset,
                  std::uint64_t point,
                  const std::function<void(std::uint64_t offset, std::uint64_t bytes)>& run);

/// Bytes of the library outside all datasets and slots of `seal`: {offset, bytes}, ascending.
std::vector<std::pair<std::uint64_t, std::uint64_t>> gaps_of(const Seal& seal);

/// Adds the seal to a file of `seal.library_bytes`, whose points are all open. The
/// checksums of constants are those of what was meant to be written; the others are filled in here.
/// Throws std::runtime_error.
void append_seal(const DiskFile& file, Seal seal);

/// Adds the seal to a file that is whole as it is, of one point that is done: `datasets` are the ranges
/// of its datasets, whose checksums are filled in here. The flag of the point is a byte behind the library's.
/// Throws std::runtime_error.
void seal_whole(const DiskFile& file, std::vector<FileRange> datasets);

/// Throws DamagedFile where the file has none, or one that is damaged itself.
Seal read_seal(const DiskFile& file);

/// True where the HDF5 signature or the seal's is there: a file that this program could have written.
bool looks_like_hdf5(const DiskFile& file);

/// Throws DamagedFile "<path>: <what> is damaged". The library's own bytes, before it is let in.
void check_structure(const DiskFile& file, const Seal& seal);
/// Axes and couplings.
void check_constants(const DiskFile& file, const Seal& seal);

/// Flags of all points: 1 where it is done and its numbers are what was written, 0 where it is not
/// done, 2 where it is damaged. With `read_numbers` false only the flags are read.
std::vector<unsigned char> point_states(const DiskFile& file, const Seal& seal, bool read_numbers);

enum class StatisticsState { open, whole, damaged };
StatisticsState statistics_state(const DiskFile& file, const Seal& seal);

/// Everything at once, for a reader: throws DamagedFile, or tells how far the run is.
struct Verified {
  std::uint64_t points_done = 0;
  std::uint64_t points = 0;
  bool has_statistics = false;
  std::vector<std::string> point_datasets;  // not whole where a point is open
  std::vector<std::string> statistics;      // not there until has_statistics
};
Verified verify(const DiskFile& file);

/// Replaces the text of a slot, so that a kill at any moment leaves one that verifies.
void write_slot(const DiskFile& file, const Seal& seal, std::size_t slot, const std::string& text);
std::string read_slot(const DiskFile& file, const Seal& seal, std::size_t slot);

}  // namespace traversable
