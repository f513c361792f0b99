// A result file that is never lost and never falsified.
//
// The whole file is laid out under another name, sealed (seal.h), read back and only then given its
// name; the first point is computed after that. From then on the HDF5 library never writes to it: a
// point goes to the fixed places of its numbers, its checksum after them and its `completed` flag
// last. So the file opens after a kill at any moment, readers may look at it meanwhile, and what is
// not what was written is found. The file is held by its descriptor, locked from its creation on.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "experiments/files/disk_file.h"
#include "experiments/files/seal.h"
#include "experiments/program/coupling_table.h"
#include "experiments/program/provenance.h"
#include "experiments/program/result_layout.h"
#include "experiments/runs/model_choice.h"

namespace traversable {

/// What a run's file is to hold.
struct ResultPlan {
  ResultLayout layout;
  HamiltonianList hamiltonians;
  Provenance provenance;
  /// Refuses a Hamiltonian that the run cannot compute: before anything is written.
  std::function<void(const Hamiltonian&)> check = {};

  double file_size() const;
  double memory() const;
};

/// What to do with a file that is there.
enum class Existing { refused, resumed, replaced };

/// Where the elements of a dataset are in the file.
struct DatasetPlace {
  std::size_t offset = 0;   // of the first element
  std::size_t element = 0;  // bytes
};

/// Not for several threads at a time. Failures of the disk are std::runtime_error.
class ResultFile {
 public:
  /// Makes the file, or takes the one that is there. Throws std::invalid_argument where that is not
  /// allowed, another run is writing to it, it was made by another experiment, configuration or
  /// other couplings (with the differences), or its fixed parts are damaged; Interrupted.
  ResultFile(const std::string& path, Existing existing, const ResultPlan& plan,
             const std::stop_token& stop);

  const std::string& path() const { return file_.name(); }

  DatasetPlace place(const std::string& name, std::size_t element) const;

  /// `count` elements from number `index` on; pieces as they belong to a point (seal.h).
  void write_at(const DatasetPlace& place, std::size_t index, const void* data, std::size_t count);
  void read_at(const DatasetPlace& place, std::size_t index, void* data, std::size_t count) const;

  /// A dataset of points by its name, and a point's elements of it, row-major over the axes that are
  /// not those of points. Elements that belong to a point that is done already stay as they are: they
  /// are in its checksum, from another machine perhaps.
  std::size_t point_dataset(const std::string& name) const;
  void write_of_point(std::size_t dataset, std::size_t point, const void* data);

  bool is_done(std::size_t point) const { return completed_[point] == 1; }
  void set_done(std::size_t point);
  std::size_t num_done() const;
  std::size_t num_points() const { return completed_.size(); }

  /// True where every point is done and the statistics over them are written.
  bool is_finished() const { return finished_; }

  /// When every point is done and the statistics are written: reads all of it back, then marks its
  /// end. Throws std::runtime_error where something is not what was written, or the file is no
  /// longer under its name.
  void finish();

  /// Throws std::runtime_error where it was deleted, replaced or moved: --resume would not find it.
  void check_its_name() const;

  /// Removes the file where this run has made it and no point is done yet, and tells so.
  bool discard_unless_begun();

 private:
  struct Piece {
    std::size_t bytes;
    std::uint32_t sum;
  };

  ResultFile(DiskFile file, bool is_new) : file_(std::move(file)), is_new_(is_new) {}
  static ResultFile open(const std::string& path, Existing existing, const ResultPlan& plan,
                         const std::stop_token& stop);
  void take_over(const ResultPlan& plan, const std::stop_token& stop);
  void write_bytes(std::uint64_t offset, const void* data, std::size_t bytes);
  std::uint32_t sum_of(std::size_t point);
  /// True of a dataset whose elements belong to several points each.
  bool is_shared(const PointDataset& dataset) const;
  /// True where a point that is done has the same elements of a dataset as this one.
  bool is_settled(const PointDataset& dataset, std::size_t point) const;
  void check_that_it_is_there();

  DiskFile file_;
  bool is_new_;
  Seal seal_;
  std::vector<unsigned char> completed_;
  std::map<std::uint64_t, Piece> written_;  // not yet part of a point that is done, by place
  std::map<std::string, std::uint64_t> offsets_;
  std::chrono::steady_clock::time_point last_look_{};
  bool finished_ = false;
};

}  // namespace traversable
