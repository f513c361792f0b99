// The result file of a teleportation run.
//
// Root datasets, row-major; [instance] only where the run is an ensemble, (t) or (t0, t1) as in the run:
//
//   instance, beta, mu, t | t0, t1       axes (dimension scales) with units
//   mutual_information                   ([instance,] beta, mu, t | t0, t1)   bits or nats
//   renyi2_mutual_information            same
//   negativity, average_fidelity, fully_entangled_fraction   same
//   rho_pt                               (..., row, column)   complex as compound {r, i}; row = 2 p + a
//   mutual_information_mean, _stderr     (beta, mu, t | t0, t1), over instances; NaN until the run is complete
//   energy, coupling_expectation         ([instance,] beta)   <TFD|H_L|TFD>, <TFD|V|TFD>
//   completed                            ([instance,] beta, t | t0)   1 where every mu and t1 is there
//   error_estimate, operator_applications, pauli_rotations   same; only of state-vector methods
//   hamiltonian/coupling, indices, offset    terms of all instances in a row, indices padded with -1;
//                                        instance i has terms offset[i] .. offset[i+1]-1
//
// Crash safety. The whole file is laid out, filled with NaN and renamed into place before the first
// point is computed; from then on a point is written into the fixed places of its numbers, and its
// `completed` flag last. The library's own structures never change while a run computes, so the
// file opens after a kill at any moment and readers may look at it meanwhile.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "experiments/teleport_config.h"
#include "sim/teleport/teleport_grid.h"

namespace traversable {

/// A file descriptor that closes itself.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor();
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  operator int() const { return fd_; }

 private:
  int fd_;
};

class TeleportFile {
 public:
  /// Lays out a new file for `config`, replacing one of that name. Throws std::invalid_argument
  /// where it cannot be written.
  static void create(const std::string& path, const TeleportConfig& config,
                     const std::string& command_line);

  /// Opens a file made by create for writing points. Throws std::invalid_argument where it is not
  /// such a file, was made by another configuration or other couplings (with the differences), or
  /// another process is writing to it.
  TeleportFile(std::string path, const TeleportConfig& config);

  bool is_done(const SweepPoint& point) const;
  std::size_t num_done() const;

  void write(const SweepPointResult& result);
  void write(const ThermalResult& result);

  /// True after finish.
  bool is_finished() const { return finished_; }

  /// Mean and standard error over instances, end time. Call when every point is done.
  void finish();

 private:
  struct Place {
    std::size_t offset = 0;   // of the first element in the file
    std::size_t element = 0;  // bytes
  };
  std::size_t point_index(const SweepPoint& point) const;
  void write_report(std::size_t point, const EvolutionReport& report);
  std::size_t first_value(const SweepPoint& point, std::size_t mu) const;
  void write_at(const Place& place, std::size_t index, const void* data, std::size_t count);
  void read_at(const Place& place, std::size_t index, void* data, std::size_t count) const;
  void find_places();
  void write_disorder_statistics();

  std::string path_;
  TeleportConfig config_;
  FileDescriptor fd_;
  std::vector<Place> observables_;
  Place rho_, completed_place_, energy_, coupling_, mean_, stderr_;
  Place error_, applications_, rotations_;
  std::vector<unsigned char> completed_;
  bool finished_ = false;
};

}  // namespace traversable
