// The exact two-sided engine on a device, everything resident between the questions.
#pragma once

#include <Eigen/Core>
#include <array>
#include <complex>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "sim/cuda/device_spectrum.h"
#include "sym/hamiltonian.h"
#include "sym/probe_mode.h"

namespace traversable::cuda {

/// The steps of sim/two_sided/two_sided.h, in that order, as products and kernels of a Backend. Built once (diagonalises h
/// there), asked many times; the backend must outlive it. The same answers as TwoSidedEngine up to the rounding of Real: float takes half of the memory.
template <class Real>
class TwoSidedEngine {
 public:
  /// Throws std::invalid_argument where the probe is not two distinct Majoranas or it does not fit (naming the largest N
  /// that does); std::runtime_error where the device fails.
  TwoSidedEngine(Backend& backend, const Hamiltonian& hamiltonian, ProbeMode probe = {0, 1});

  /// As TwoSidedEngine::teleport. Values of mu run side by side on streams of their own where the matrices are small.
  std::vector<Eigen::Matrix4cd> teleport(double beta, double t0, std::span<const double> mu,
                                         std::span<const double> t1,
                                         const std::stop_token& stop = {});

  /// <TFD| H_L |TFD> and <TFD| V |TFD>.
  double energy(double beta) const;
  double coupling_expectation(double beta);

 private:
  using Matrix = Array<Complex<Real>>;
  using Factors = std::array<std::vector<Complex<Real>>, 2>;
  using Traces = std::vector<std::complex<double>>;
  /// What one mu works in, and the stream it does so on.
  struct Lane {
    std::unique_ptr<Backend> own;  // none: that of the engine
    Backend* backend = nullptr;
    std::array<Matrix, 2> bra;
    Matrix shock, gram, weights, weighted, sums;
    Index num_t1 = 0;
  };

  void function_of_h(const Factors& factor, Blocks<Real>& result);
  Factors thermal_phases(double beta, double t0) const;
  void evolve_and_insert(double beta, double t0);
  Lane make_lane(bool first);
  void prepare_lanes(std::size_t num_mu, std::size_t num_t1);
  void run_lane(Lane& lane, double mu, std::span<Eigen::Matrix4cd> rho,
                const std::stop_token& stop);
  void shock_and_rotate(Lane& lane, int p, double mu);
  double norm_and_occupation(Lane& lane, int p, Traces& trace);
  std::array<Traces, 2> coherences(Lane& lane);
  void add_traces(Lane& lane, const Complex<Real>* left, const Complex<Real>* right, Traces& trace);

  Backend* backend_;
  Hamiltonian hamiltonian_;
  ProbeMode probe_;
  ParityBasis basis_;
  Index half_, dimension_;
  DeviceSpectrum<Real> spectrum_;
  Blocks<Real> occupation_, lowering_;
  DeviceMonomial<Real> both_, first_, second_;
  // Workspace.
  std::array<Matrix, 2> forward_, thermal_, insert_, phases_;
  Matrix product_;  // of a sector
  std::vector<Lane> lanes_;
};

/// Bytes of an engine and its workspace: num_t1 read-out times, amplitudes of bytes_per_amplitude (16 or 8).
double two_sided_memory(int num_majoranas, std::size_t num_t1, std::size_t bytes_per_amplitude);

/// Throws std::invalid_argument where that does not fit on the device, with the largest N that does.
void require_two_sided_memory(Backend& backend, int num_majoranas, std::size_t num_t1,
                              std::size_t bytes_per_amplitude);

/// The largest even N whose engine fits into so many bytes; 0 where none does.
int largest_size(double bytes, std::size_t num_t1, std::size_t bytes_per_amplitude);

}  // namespace traversable::cuda
