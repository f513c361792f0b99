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

/// The size of a Pauli string as the coupling counts it.
class StringSize {
 public:
  StringSize(int num_majoranas, const Coupling& counted)
      : firsts_((std::uint64_t{1} << ParityBasis(num_majoranas).num_qubits) - 1),
        seconds_((std::uint64_t{1} << num_majoranas / 2) - 1),
        is_plain_(counted.is_plain()),
        sets_(counting_terms(counted, num_majoranas).sets) {}

  /// Largest size.
  int most() const { return static_cast<int>(sets_.size()); }

  int operator()(std::uint64_t x, std::uint64_t z) const {
    // Jordan-Wigner: 1, X, Y, Z of a qubit, with the Z's of fermions above, are no Majorana, the first, the second and both.
    const std::uint64_t second = (z ^ parity_above(x)) & firsts_, first = x ^ second;
    // The spectator of an odd N is the second of the highest qubit; it does not count.
    if (is_plain_) return std::popcount(first) + std::popcount(second & seconds_);
    int size = 0;
    for (const CoupledSet& set : sets_) {
      std::uint64_t overlap = 0;
      for (std::uint64_t rest = set.majoranas; rest != 0; rest &= rest - 1) {
        const int j = std::countr_zero(rest);
        overlap ^= (j % 2 == 0 ? first : second) >> (j / 2) & 1;
      }
      size += static_cast<int>(overlap);
    }
    return size;
  }

 private:
  std::uint64_t firsts_, seconds_;  // a bit a qubit
  bool is_plain_;
  std::vector<CoupledSet> sets_;
};

/// The strings with x = x0 .. x0 + W - 1 on qubits 1 and up, bit 0 of x following from the parity
/// of the operator.
template <int W>
class StringTransform {
 public:
  StringTransform(const GradedMatrix& a, const StringSize& size)
      : a_(a), size_(size), half_(a.block[0].rows()) {
    sum_.resize(W, half_);
    difference_.resize(W, half_);
  }

  /// Adds to P and Q.
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
    const int size = size_(x, z);
    const double sign = std::popcount(x & z) % 2 == 0 ? 1.0 : -1.0;
    p[size] += std::norm(c);
    q[size] += sign * c * c;
  }

  const GradedMatrix& a_;
  const StringSize& size_;
  Index half_;
  Lanes<W> sum_, difference_;
};

template <int W>
SizeDistribution transform(const GradedMatrix& a, const StringSize& size) {
  const Index half = a.block[0].rows(), sizes = size.most() + 1;
  // A partial sum a group of x, whatever the threads.
  const Index groups = half / W;
  Eigen::MatrixXd p = Eigen::MatrixXd::Zero(sizes, groups);
  Eigen::MatrixXcd q = Eigen::MatrixXcd::Zero(sizes, groups);
  // Slices of groups, each with scratch of its own.
  constexpr Index slice = 16;
  for_each_index((groups + slice - 1) / slice, worth_threads(half * half), [&](Index k) {
    StringTransform<W> strings(a, size);
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
  const double scale = std::pow(2.0 * static_cast<double>(half), -2);
  return {scale * p.rowwise().sum(), scale * q.rowwise().sum()};
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

SizeDistribution size_distribution(const GradedMatrix& a, int num_majoranas,
                                   const Coupling& counted) {
  const StringSize size(num_majoranas, counted);
  return a.block[0].rows() >= 4 ? transform<4>(a, size) : transform<1>(a, size);
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
                                                 const std::stop_token& stop,
                                                 const Coupling& counted) {
  check_inverse_temperature(beta);
  check_times(times, copy.one_norm());
  const int n = copy.hamiltonian().num_majoranas();
  check_majoranas(fermions, n);
  counted.check(n);
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
      result[j * times.size() + t] = size_distribution(wound_operator(g, gamma[j], f), n, counted);
    }
  });
  return result;
}

}  // namespace traversable
