#include "sim/diagnostics/size_distribution.h"

#include <omp.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/arguments.h"
#include "sim/complex.h"
#include "sim/diagnostics/exact_copy.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/block_product.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

using Eigen::Index;

/// Transforms of W neighbouring x at once: a column an entry, a row an x. Neighbours share the
/// cache lines of A.
template <int W>
using Lanes = Eigen::Array<Complex, W, Eigen::Dynamic>;

template <int W>
void walsh_hadamard(Lanes<W>& v) {
  for (Index stride = 1; stride < v.cols(); stride *= 2)
    for (Index begin = 0; begin < v.cols(); begin += 2 * stride)
      for (Index i = begin; i < begin + stride; ++i) {
        const Eigen::Array<Complex, W, 1> sum = v.col(i) + v.col(i + stride);
        v.col(i + stride) = v.col(i) - v.col(i + stride);
        v.col(i) = sum;
      }
}

/// x_k = 1 where an odd number of bits of `x` are above k.
std::uint64_t parity_above(std::uint64_t x) {
  std::uint64_t result = x >> 1;
  for (int shift = 1; shift < 64; shift *= 2) result ^= result >> shift;
  return result;
}

/// The strings with x = x0 .. x0 + W - 1 on qubits 1 and up, bit 0 of x following from the parity
/// of the operator.
template <int W>
class StringTransform {
 public:
  StringTransform(const GradedMatrix& a, int num_majoranas)
      : a_(a), basis_(num_majoranas), half_(basis_.sector_dimension()) {
    sum_.resize(W, half_);
    difference_.resize(W, half_);
  }

  /// Adds to P and Q, sizes 0 .. 2 * qubits.
  void add(Index first, Eigen::VectorXd& p, Eigen::VectorXcd& q) {
    // Bit 0 of b is the parity of b's other bits, xor the sector: z_0 = 0 sees the sum over
    // sectors, z_0 = 1 the difference, with z flipped on all other qubits.
    for (Index b = 0; b < half_; ++b)
      for (Index lane = 0; lane < W; ++lane) {
        const Index row = b ^ (first + lane);
        const Complex even = a_.block[0](row, b), odd = a_.block[1](row, b);
        sum_(lane, b) = even + odd;
        difference_(lane, b) = even - odd;
      }
    walsh_hadamard<W>(sum_);
    walsh_hadamard<W>(difference_);
    for (Index lane = 0; lane < W; ++lane) {
      const std::uint64_t x = ParityBasis::state(a_.grade, first + lane);
      for (Index z = 0; z < half_; ++z) {
        add_string(x, static_cast<std::uint64_t>(z) << 1, sum_(lane, z), p, q);
        add_string(x, static_cast<std::uint64_t>(z ^ (half_ - 1)) << 1 | 1, difference_(lane, z), p,
                   q);
      }
    }
  }

 private:
  void add_string(std::uint64_t x, std::uint64_t z, Complex c, Eigen::VectorXd& p,
                  Eigen::VectorXcd& q) const {
    const std::uint64_t all = (std::uint64_t{1} << basis_.num_qubits) - 1;
    const int size = std::popcount(x) + 2 * std::popcount((z ^ parity_above(x)) & ~x & all);
    const double sign = std::popcount(x & z) % 2 == 0 ? 1.0 : -1.0;
    p[size] += std::norm(c);
    q[size] += sign * c * c;
  }

  const GradedMatrix& a_;
  ParityBasis basis_;
  Index half_;
  Lanes<W> sum_, difference_;
};

template <int W>
SizeDistribution transform(const GradedMatrix& a, int num_majoranas) {
  const ParityBasis basis(num_majoranas);
  const Index half = basis.sector_dimension(), sizes = 2 * basis.num_qubits + 1;
  // A partial sum a group of x, whatever the threads.
  const Index groups = half / W;
  Eigen::MatrixXd p = Eigen::MatrixXd::Zero(sizes, groups);
  Eigen::MatrixXcd q = Eigen::MatrixXcd::Zero(sizes, groups);
  // Slices of groups, each with scratch of its own.
  constexpr Index slice = 16;
  for_each_index((groups + slice - 1) / slice, worth_threads(half * half), [&](Index k) {
    StringTransform<W> strings(a, num_majoranas);
    Eigen::VectorXd own_p(sizes);
    Eigen::VectorXcd own_q(sizes);
    for (Index group = k * slice; group < std::min(groups, (k + 1) * slice); ++group) {
      own_p.setZero();
      own_q.setZero();
      strings.add(group * W, own_p, own_q);
      p.col(group) = own_p;
      q.col(group) = own_q;
    }
  });
  const double scale = std::pow(static_cast<double>(basis.dimension()), -2);
  // For odd N the spectator is in no string: its sizes are empty.
  return {scale * p.rowwise().sum().head(num_majoranas + 1),
          scale * q.rowwise().sum().head(num_majoranas + 1)};
}

/// gamma_j f for a graded f, then g times that: (g gamma_j f).
GradedMatrix wound_operator(const GradedMatrix& g, const MonomialOperator& gamma,
                            const GradedMatrix& f) {
  const GradedMatrix moved = multiply(gamma, f);
  GradedMatrix a{moved.grade, {}};
  std::vector<BlockProduct> products;
  for (std::size_t c = 0; c < 2; ++c) {
    const std::size_t r = c ^ static_cast<std::size_t>(moved.grade);
    a.block[c].resize(moved.block[c].rows(), moved.block[c].cols());
    products.push_back({ProductForm::plain, g.block[r], moved.block[c], a.block[c]});
  }
  multiply(products);
  return a;
}

}  // namespace

SizeDistribution size_distribution(const GradedMatrix& a, int num_majoranas) {
  return a.block[0].rows() >= 4 ? transform<4>(a, num_majoranas) : transform<1>(a, num_majoranas);
}

double mean_size(const SizeDistribution& distribution) {
  double sum = 0;
  for (Index n = 0; n < distribution.p.size(); ++n)
    sum += static_cast<double>(n) * distribution.p[n];
  return sum / distribution.p.sum();
}

std::vector<SizeDistribution> size_distributions(const ExactCopy& copy, double beta,
                                                 std::span<const int> fermions,
                                                 std::span<const double> times,
                                                 const std::stop_token& stop) {
  check_inverse_temperature(beta);
  check_times(times, copy.one_norm());
  const int n = copy.hamiltonian().num_majoranas();
  check_majoranas(fermions, n);
  std::vector<MonomialOperator> gamma;
  for (const int j : fermions) gamma.push_back(majorana_product(copy.basis(), {{j}}));
  const double scale =
      std::sqrt(static_cast<double>(copy.basis().dimension()) / copy.partition(beta));
  std::vector<SizeDistribution> result(fermions.size() * times.size());
  // Small matrices: a time a thread; large ones: all threads on every product.
  const bool small = !worth_threads(copy.spectrum().vectors.block[0].size());
  parallel_for(times.size(), small ? omp_get_max_threads() : 1, [&](std::size_t t) {
    throw_if_stopped(stop);
    GradedMatrix g, f;
    Eigen::MatrixXcd scratch;
    function_of_h(copy.spectrum().vectors, copy.exponential(-imaginary * times[t]), g, scratch);
    function_of_h(copy.spectrum().vectors, copy.exponential({-0.5 * beta, times[t]}, scale), f,
                  scratch);
    for (std::size_t j = 0; j < gamma.size(); ++j) {
      throw_if_stopped(stop);
      result[j * times.size() + t] = size_distribution(wound_operator(g, gamma[j], f), n);
    }
  });
  return result;
}

}  // namespace traversable
