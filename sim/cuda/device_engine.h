// The exact two-sided engine on a device, everything resident between the questions.
#pragma once

#include <Eigen/Core>
#include <array>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "sim/cuda/backend.h"
#include "sim/two_sided/one_sided_operators.h"
#include "sym/hamiltonian.h"
#include "sym/probe_mode.h"

namespace traversable::cuda {

/// The steps of sim/two_sided/two_sided.h, in that order, as products and kernels of a Backend. Built once (diagonalises h
/// there), asked many times. The same answers as TwoSidedEngine up to rounding.
class DeviceEngine {
 public:
  /// Throws std::invalid_argument where the probe is not two distinct Majoranas or it does not fit (naming the largest N
  /// that does); std::runtime_error where the device fails.
  DeviceEngine(std::unique_ptr<Backend> backend, const Hamiltonian& hamiltonian,
               ProbeMode probe = {0, 1});

  /// As TwoSidedEngine::teleport.
  std::vector<Eigen::Matrix4cd> teleport(double beta, double t0, std::span<const double> mu,
                                         std::span<const double> t1,
                                         const std::stop_token& stop = {});

  /// <TFD| H_L |TFD> and <TFD| V |TFD>.
  double energy(double beta) const;
  double coupling_expectation(double beta);

 private:
  using Matrix = Array<Complex>;
  struct DeviceMonomial {
    std::array<Array<Index>, 2> source;
    std::array<Matrix, 2> factor;
    Monomial view() const {
      return {{source[0].data(), source[1].data()}, {factor[0].data(), factor[1].data()}};
    }
  };

  DeviceMonomial upload(const MonomialOperator& p);
  std::array<Matrix, 2> in_eigenbasis(const MonomialOperator& p);
  void function_of_h(const std::array<std::vector<Complex>, 2>& factor,
                     std::array<Matrix, 2>& result);
  std::array<std::vector<Complex>, 2> thermal_phases(double beta, double t0) const;
  void evolve_and_insert(double beta, double t0);
  void shock_and_rotate(int p, double mu);
  void size_coupling(double mu);
  double norm_and_occupation(int p, std::vector<std::complex<double>>& trace);
  std::array<std::vector<std::complex<double>>, 2> coherences();
  void add_traces(const Complex* w, const Complex* left, const Complex* right,
                  std::vector<std::complex<double>>& trace);

  std::unique_ptr<Backend> backend_;
  Hamiltonian hamiltonian_;
  ProbeMode probe_;
  ParityBasis basis_;
  Index half_, dimension_;
  std::array<std::vector<double>, 2> levels_;
  std::array<Matrix, 2> vectors_, occupation_, lowering_;
  DeviceMonomial both_, first_, second_;
  // Workspace.
  std::array<Matrix, 2> forward_, thermal_, insert_, bra_, phases_;
  Matrix shock_, gram_, weights_, weighted_, sums_;
  Index num_t1_ = 0;
};

/// Bytes of an engine and its workspace, num_t1 read-out times.
double device_engine_memory(int num_majoranas, std::size_t num_t1);

/// Throws std::invalid_argument where that does not fit on the device, with the largest N that does.
void require_device_memory(Backend& backend, int num_majoranas, std::size_t num_t1);

/// The largest even N whose engine fits into so many bytes; 0 where none does.
int largest_size(double bytes, std::size_t num_t1);

}  // namespace traversable::cuda
