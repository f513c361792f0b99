#include "sim/diagnostics/left_right_response.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "sim/arguments.h"
#include "sim/at.h"
#include "sim/complex.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/block_product.h"
#include "sim/two_sided/shockwave.h"
#include "sym/majorana_string.h"

namespace traversable {
namespace {

using Eigen::Index;
using Eigen::MatrixXcd;

class Response {
 public:
  Response(const ExactCopy& copy, double beta, std::span<const int> majoranas,
           const Coupling& coupling)
      : copy_(copy),
        size_(static_cast<int>(majoranas.size())),
        n_(copy.hamiltonian().num_majoranas()),
        coupling_(coupling.terms(n_, copy.hamiltonian().degree())),
        half_(copy.basis().sector_dimension()) {
    const Complex hermitian = hermitian_phase(size_) == 0 ? Complex(1) : imaginary;
    scale_ = hermitian * std::pow(2.0, -0.5 * size_);
    operator_ = majorana_product(copy.basis(), majoranas);
    in_eigenbasis_ = copy.in_eigenbasis(majoranas);
    function_of_h(vectors(), copy.exponential(-0.5 * beta, amplitude(beta)), root_, scratch_);
    mean_coupling_ = coupling_expectation(root_, n_, coupling_);
  }

  /// O(-t0) r.
  void kick(double beta, double t0) {
    GradedMatrix backward, forward;
    function_of_h(vectors(), copy_.exponential({-0.5 * beta, t0}, amplitude(beta)), backward,
                  scratch_);
    function_of_h(vectors(), copy_.exponential({0.0, -t0}), forward, scratch_);
    const GradedMatrix moved = multiply(operator_, backward);
    kicked_ = MatrixXcd::Zero(2 * half_, 2 * half_);
    for (int c = 0; c < 2; ++c) {
      const int r = c ^ moved.grade;
      const BlockProduct product{ProductForm::plain, forward.block[at(r)], moved.block[at(c)],
                                 kicked_.block(r * half_, c * half_, half_, half_)};
      multiply({&product, 1});
    }
    kicked_ *= scale_;
  }

  void at_coupling(double mu, std::span<const double> t1, Index row, LeftRightResponse& result) {
    MatrixXcd state = kicked_;
    apply_coupling(state, n_, coupling_, mu);
    MatrixXcd vacuum = MatrixXcd::Zero(2 * half_, 2 * half_);
    for (int s = 0; s < 2; ++s)
      vacuum.block(s * half_, s * half_, half_, half_) = root_.block[at(s)];
    apply_coupling(vacuum, n_, coupling_, mu);
    read_out(vacuum, state, t1, 1.0, result.exact.row(row));
    for (int s = 0; s < 2; ++s)
      vacuum.block(s * half_, s * half_, half_, half_) = root_.block[at(s)];
    read_out(vacuum, state, t1, std::polar(1.0, -mu * mean_coupling_), result.probe_limit.row(row));
  }

 private:
  const GradedMatrix& vectors() const { return copy_.spectrum().vectors; }
  double amplitude(double beta) const {
    return std::sqrt(static_cast<double>(copy_.basis().dimension()) / copy_.partition(beta));
  }

  /// factor i^k (-1)^k / D Tr(X^+ S O(-t1)) for an even X, in the eigenbasis with G = U^+ X^+ S U:
  /// sum_mn G_mn e^{-i E_n t1} O_nm e^{i E_m t1}.
  void read_out(const MatrixXcd& x, const MatrixXcd& s, std::span<const double> t1, Complex factor,
                Eigen::MatrixXd::RowXpr out) const {
    Eigen::VectorXcd trace = Eigen::VectorXcd::Zero(static_cast<Index>(t1.size()));
    MatrixXcd product(half_, half_), rotated(half_, half_);
    for (int c = 0; c < 2; ++c) {
      const int r = c ^ operator_.grade;
      const std::array<BlockProduct, 3> steps{
          {{ProductForm::adjoint_left, x.block(r * half_, r * half_, half_, half_),
            s.block(r * half_, c * half_, half_, half_), product},
           {ProductForm::plain, product, vectors().block[at(c)], rotated},
           {ProductForm::adjoint_left, vectors().block[at(r)], rotated, product}}};
      for (const BlockProduct& step : steps) multiply({&step, 1});
      // G from sector c into r, O from r into c.
      const MatrixXcd weights = product.cwiseProduct(in_eigenbasis_.block[at(r)].transpose());
      for (std::size_t t = 0; t < t1.size(); ++t) {
        const Eigen::VectorXcd rotated_ket = weights * phases(c, -t1[t]);
        trace[static_cast<Index>(t)] += phases(r, t1[t]).cwiseProduct(rotated_ket).sum();
      }
    }
    static constexpr std::array<Complex, 4> powers{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
    const double parity = size_ % 2 == 0 ? 1.0 : -1.0;
    factor *=
        scale_ * powers[at(size_ % 4)] * parity / static_cast<double>(copy_.basis().dimension());
    for (Index t = 0; t < trace.size(); ++t) {
      const Complex c = factor * trace[t];
      out[t] = size_ % 2 == 1 ? 2 * c.real() : -2 * c.imag();
    }
  }

  /// e^{i E t}.
  Eigen::VectorXcd phases(int sector, double t) const {
    return (imaginary * t * copy_.spectrum().levels[at(sector)].cast<Complex>()).array().exp();
  }

  const ExactCopy& copy_;
  int size_, n_;
  CouplingTerms coupling_;
  Index half_;
  Complex scale_;
  MonomialOperator operator_;
  GradedMatrix in_eigenbasis_, root_;
  MatrixXcd kicked_, scratch_;
  double mean_coupling_ = 0;
};

}  // namespace

LeftRightResponse left_right_response(const ExactCopy& copy, double beta,
                                      std::span<const int> majoranas, double t0,
                                      std::span<const double> mu, std::span<const double> t1,
                                      const std::stop_token& stop, const Coupling& coupling) {
  check_inverse_temperature(beta);
  check_times({&t0, 1}, copy.one_norm());
  check_times(t1, copy.one_norm());
  if (mu.empty()) throw std::invalid_argument("mu = []: expected a value");
  check_finite("mu", mu);
  check_majoranas(majoranas, copy.hamiltonian().num_majoranas());
  std::vector<int> sorted(majoranas.begin(), majoranas.end());
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    throw std::invalid_argument("majoranas: expected distinct ones");
  Response response(copy, beta, majoranas, coupling);
  response.kick(beta, t0);
  const auto rows = static_cast<Index>(mu.size()), columns = static_cast<Index>(t1.size());
  LeftRightResponse result{Eigen::MatrixXd(rows, columns), Eigen::MatrixXd(rows, columns)};
  for (Index m = 0; m < rows; ++m) {
    throw_if_stopped(stop);
    response.at_coupling(mu[static_cast<std::size_t>(m)], t1, m, result);
  }
  return result;
}

}  // namespace traversable
