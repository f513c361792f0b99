// The protocol on a device, forward and back: the chain of teleport_gradient.h as products and kernels of a backend.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "learning/protocol_state.h"
#include "learning/teleport_gradient.h"
#include "learning/thermal_spectrum.h"
#include "sim/at.h"
#include "sim/complex.h"
#include "sim/cuda/backend.h"
#include "sim/cuda/device_spectrum.h"
#include "sim/cuda/device_state.h"
#include "sim/cuda/size_coupling.h"

namespace traversable {

/// Everything is resident on the device. forward() takes one group of times and leaves there what backward() of the same
/// group reads; gradient() is the sum over the groups.
class DeviceChain {
  template <class T>
  using Array = cuda::Array<T>;
  using Index = cuda::Index;
  using Operation = cuda::Operation;
  using Matrix4cd = Eigen::Matrix4cd;
  using Entry = cuda::Complex<double>;
  using Matrix = Array<Entry>;
  using Blocks = cuda::Blocks<double>;

 public:
  DeviceChain(cuda::Backend& backend, const CouplingSpace& space, const Eigen::VectorXd& couplings,
              const ProtocolPoints& points)
      : backend_(backend),
        space_(space),
        points_(points),
        basis_(space.num_majoranas()),
        half_(basis_.sector_dimension()),
        dimension_(basis_.dimension()),
        spectrum_(backend, space.matrix(couplings)),
        thermal_({as_vector(spectrum_.levels()[0]), as_vector(spectrum_.levels()[1])},
                 points.beta) {
    for (int s = 0; s < 2; ++s) {
      const Eigen::VectorXd& levels = thermal_.levels(s);
      levels_[at(s)] = Array<double>(backend, std::vector<double>(levels.begin(), levels.end()));
      gradient_[at(s)] = zeros(half_ * half_);
    }
    make_operators();
    scratch_ = full();
    other_ = full();
    for (Matrix* block : {&left_, &right_, &factor_}) *block = Matrix(backend, half_ * half_);
    shockwaves_.resize(points.mu.size());
    for (Shockwave& s : shockwaves_) {
      for (std::size_t p = 0; p < 2; ++p) {
        s.x[p] = full();
        s.odd[p] = Matrix(backend, half_ * half_);
        s.odd_weight[p] = Matrix(backend, half_ * half_);
        for (std::size_t c = 0; c < 2; ++c) {
          s.gram[p][c] = Matrix(backend, half_ * half_);
          s.even_weight[p][c] = Matrix(backend, half_ * half_);
        }
      }
    }
  }

  std::vector<Matrix4cd> forward(const ProtocolTimes& times) {
    set_times(times);
    insert(times.t0);
    std::vector<Matrix4cd> rho(points_.mu.size() * times.t1.size());
    for (std::size_t m = 0; m < points_.mu.size(); ++m) {
      shock(points_.mu[m], shockwaves_[m]);
      contract(shockwaves_[m]);
      read_out(shockwaves_[m], std::span(rho).subspan(m * times.t1.size(), times.t1.size()));
    }
    return rho;
  }

  void backward(const ProtocolTimes& times, std::span<const Matrix4cd> lambda,
                const ExtraDerivatives& extra, ProtocolGradient& result) {
    const std::size_t count = times.t1.size();
    for (std::size_t m = 0; m < points_.mu.size(); ++m) {
      Shockwave& s = shockwaves_[m];
      s.weights.clear();
      for (std::size_t t = 0; t < count; ++t)
        s.weights.push_back(trace_weights(lambda[m * count + t], static_cast<double>(dimension_)));
      weigh(s);
    }
    for (std::size_t t = 0; t < count; ++t)
      if (times.t1[t] != 0) read_out_gradient(times.t1[t], t);
    // A_p is not needed any more: its place takes dL/dA_p.
    for (auto& matrix : a_) clear(matrix);
    for (std::size_t m = 0; m < points_.mu.size(); ++m)
      for (int p = 0; p < 2; ++p) {
        adjoint_of_shocked(shockwaves_[m], p);  // into scratch_
        if (extra.mu) result.mu[static_cast<Index>(m)] += coupling_derivative(shockwaves_[m], p);
        size_coupling(-points_.mu[m]);
        add(a_[at(p)], scratch_, dimension_ * dimension_);
      }
    insertion_gradient(times.t0, extra, result);
  }

  /// (U G U^+ + h.c.) / 2 of all groups on this machine.
  GradedMatrix gradient() {
    GradedMatrix total;
    for (int s = 0; s < 2; ++s) {
      // d log (D/Z)^{1/2} = (beta/2) Tr(rho dh).
      const Matrix populations(
          backend_, cuda::entries<double>(
                        (0.5 * points_.beta * scaling_ * thermal_.populations(s)).cast<Complex>()));
      backend_.run(cuda::AddDiagonal{populations.data(), gradient_[at(s)].data(), half_}, half_);
      spectrum_.from_eigenbasis(s, gradient_[at(s)], left_, right_);
      Eigen::MatrixXcd block(half_, half_);
      backend_.download(block.data(), right_.data(),
                        static_cast<std::size_t>(half_ * half_) * sizeof(Entry));
      total.block[at(s)] = 0.5 * (block + block.adjoint());
    }
    return total;
  }

 private:
  /// Where the difference quotient of an exponential takes over from the series: |z gap| of exponential_derivative.cpp.
  static constexpr double far_from_degenerate = 1;
  static constexpr double least_exponent = 1e-300;

  static Entry entry(Complex z) { return {z.real(), z.imag()}; }
  static Complex complex(Entry z) { return {z.re, z.im}; }

  /// What one group leaves behind on the way forward, for one mu, and what comes back to it.
  struct Shockwave {
    Blocks x;                             // X_p, D x D
    std::array<Blocks, 2> gram;           // [p][sector]
    Blocks odd;                           // C from sector c into 1 - c
    std::array<Blocks, 2> even_weight;    // sum_t a_p v o v^+
    Blocks odd_weight;                    // sum_t v B v^+
    std::vector<ProtocolTraces> weights;  // dL/dd_p, dL/dc_k / 2 by time
  };

  static Eigen::VectorXd as_vector(const std::vector<double>& values) {
    return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Index>(values.size()));
  }

  /// i gamma_a gamma_b, chi and K_p in the eigenbasis.
  void make_operators() {
    const ProbeMode& probe = points_.probe;
    occupation_ = spectrum_.in_eigenbasis(majorana_product(basis_, probe));
    lowering_ = spectrum_.in_eigenbasis(majorana_product(basis_, {{probe[0]}}));
    const Blocks second = spectrum_.in_eigenbasis(majorana_product(basis_, {{probe[1]}}));
    const Index block = half_ * half_;
    for (std::size_t c = 0; c < 2; ++c) {
      backend_.run(cuda::ScaleState<double>{occupation_[c].data(), {0, 1}}, block);
      Entry* chi = lowering_[c].data();
      backend_.run(cuda::Combine<double>{{0.5, 0}, chi, {0, 0.5}, second[c].data(), chi}, block);
    }
    for (int p = 0; p < 2; ++p) {
      insertion_[at(p)] = full();
      a_[at(p)] = full();
      backend_.run(cuda::BuildInsertion{{occupation_[0].data(), occupation_[1].data()},
                                        {lowering_[0].data(), lowering_[1].data()},
                                        p == 1,
                                        insertion_[at(p)].data(),
                                        half_},
                   dimension_ * dimension_);
    }
  }

  Matrix full() const { return Matrix(backend_, dimension_ * dimension_); }
  void clear(const Matrix& matrix) const {
    backend_.run(cuda::CombineStates<double>{nullptr, nullptr, 0, matrix.data()}, matrix.size());
  }
  Matrix zeros(Index size) const {
    Matrix matrix(backend_, size);
    clear(matrix);
    return matrix;
  }
  void add(const Matrix& y, const Matrix& x, Index size) const {
    backend_.run(cuda::AddState<double>{y.data(), {1, 0}, x.data()}, size);
  }
  Entry* columns(const Matrix& m, int sector) const {
    return m.data() + sector * half_ * dimension_;
  }
  Entry* rows(const Matrix& m, int sector) const { return m.data() + sector * half_; }

  /// c (+)= op(a) op(b), half x half.
  void product(Operation op_a, const Matrix& a, Operation op_b, const Matrix& b, const Matrix& c,
               bool add = false) const {
    backend_.multiply(
        {op_a, op_b, half_, half_, half_, a.data(), half_, b.data(), half_, c.data(), half_, add});
  }

  void size_coupling(double mu) const {
    cuda::apply_size_coupling(backend_, scratch_.data(), space_.num_majoranas(), space_.degree(),
                              mu);
  }
  void conjugate_by_parity(const Matrix& x) const {
    backend_.run(cuda::NegateOddBlocks{x.data(), half_}, dimension_ * dimension_);
  }

  void set_times(const ProtocolTimes& times) {
    num_times_ = static_cast<Index>(times.t1.size());
    for (int s = 0; s < 2; ++s) {
      std::vector<Entry> v;
      for (const double t : times.t1)
        for (const double level : thermal_.levels(s))
          v.push_back(entry(std::polar(1.0, -level * t)));
      phases_[at(s)] = Matrix(backend_, v);
    }
    by_time_ = Matrix(backend_, half_ * num_times_);
    sums_ = Matrix(backend_, num_chunks() * num_times_);
  }
  Index num_chunks() const { return (half_ + cuda::rows_a_sum - 1) / cuda::rows_a_sum; }

  Complex thermal_exponent(double t0) const { return {-0.5 * points_.beta, t0}; }

  /// scale exp(z E) of both sectors, one after the other.
  Matrix exponentials(Complex z, double scale) const {
    std::vector<Entry> values;
    for (int s = 0; s < 2; ++s)
      for (const double level : thermal_.levels(s))
        values.push_back(entry(scale * std::exp(z * level)));
    return Matrix(backend_, values);
  }

  /// A_p = U (f K_p g) U^+.
  void insert(double t0) {
    f_ = exponentials(-imaginary * t0, 1);
    g_ = exponentials(thermal_exponent(t0), thermal_.amplitude());
    for (int p = 0; p < 2; ++p) {
      backend_.run(cuda::ScaleBothSides{insertion_[at(p)].data(), f_.data(), g_.data(),
                                        scratch_.data(), dimension_},
                   dimension_ * dimension_);
      spectrum_.rotate_rows(backend_, Operation::plain, scratch_, other_);
      spectrum_.rotate_columns(backend_, Operation::adjoint, other_, a_[at(p)]);
    }
  }

  void shock(double mu, const Shockwave& s) const {
    for (int p = 0; p < 2; ++p) {
      backend_.copy(scratch_.data(), a_[at(p)].data(),
                    static_cast<std::size_t>(scratch_.size()) * sizeof(Entry));
      size_coupling(mu);
      if (p == 0) conjugate_by_parity(scratch_);
      spectrum_.rotate_columns(backend_, Operation::plain, scratch_, s.x[at(p)]);
    }
  }

  void contract(const Shockwave& s) const {
    const auto gram = [&](const Entry* a, const Entry* b, const Matrix& out) {
      backend_.multiply({Operation::adjoint, Operation::plain, half_, half_, dimension_, a,
                         dimension_, b, dimension_, out.data(), half_});
    };
    for (int c = 0; c < 2; ++c) {
      for (int p = 0; p < 2; ++p)
        gram(columns(s.x[at(p)], c), columns(s.x[at(p)], c), s.gram[at(p)][at(c)]);
      gram(columns(s.x[1], 1 - c), columns(s.x[0], c), s.odd[at(c)]);
    }
  }

  /// Adds diag(V_left^+ W V_right) for W = g o conj(o), or g o o^T.
  void add_traces(const Matrix& g, const Matrix& o, bool transposed, int left, int right,
                  std::vector<Complex>& trace) const {
    backend_.run(cuda::Weigh<double>{g.data(), o.data(), transposed, 1, left_.data(), half_},
                 half_ * half_);
    backend_.multiply({Operation::plain, Operation::plain, half_, num_times_, half_, left_.data(),
                       half_, phases_[at(right)].data(), half_, by_time_.data(), half_});
    backend_.run(cuda::ColumnDots<double>{phases_[at(left)].data(), by_time_.data(), sums_.data(),
                                          half_, num_chunks()},
                 num_times_ * num_chunks());
    const std::vector<Entry> sums = sums_.values();
    for (std::size_t i = 0; i < sums.size(); ++i)
      trace[i / static_cast<std::size_t>(num_chunks())] += complex(sums[i]);
  }

  void read_out(const Shockwave& s, std::span<Matrix4cd> rho) const {
    std::array<std::vector<Complex>, 2> d, c;
    for (std::size_t k = 0; k < 2; ++k) d[k].resize(rho.size()), c[k].resize(rho.size());
    for (int k = 0; k < 2; ++k) {
      for (int p = 0; p < 2; ++p)
        add_traces(s.gram[at(p)][at(k)], occupation_[at(k)], false, k, k, d[at(p)]);
      add_traces(s.odd[at(k)], lowering_[at(k)], false, 1 - k, k, c[0]);
      add_traces(s.odd[at(k)], lowering_[at(1 - k)], true, 1 - k, k, c[1]);
    }
    for (std::size_t t = 0; t < rho.size(); ++t)
      rho[t] = protocol_state({{d[0][t].real(), d[1][t].real()}, {c[0][t], c[1][t]}},
                              static_cast<double>(dimension_));
  }

  /// left_ = V_a diag(weights) V_b^+.
  template <class Weight>
  void weighted_phases(int a, int b, const std::vector<ProtocolTraces>& weights,
                       const Weight& weight) {
    std::vector<Entry> diagonal;
    for (const ProtocolTraces& w : weights) diagonal.push_back(entry(weight(w)));
    const Matrix device(backend_, diagonal);
    backend_.run(
        cuda::ScaleColumns<double>{phases_[at(a)].data(), device.data(), by_time_.data(), half_},
        half_ * num_times_);
    backend_.multiply({Operation::plain, Operation::adjoint, half_, half_, num_times_,
                       by_time_.data(), half_, phases_[at(b)].data(), half_, left_.data(), half_});
  }

  /// even_weight = sum_t a_p v o v^+ and odd_weight = sum_t v B v^+, B = g_0 chi^+ + g_1 chi.
  void weigh(const Shockwave& s) {
    const auto multiply_by = [&](const Matrix& o, bool adjoint, bool add, const Matrix& out) {
      backend_.run(cuda::MultiplyElements{left_.data(), o.data(), adjoint, add, out.data(), half_},
                   half_ * half_);
    };
    for (int c = 0; c < 2; ++c) {
      for (int p = 0; p < 2; ++p) {
        weighted_phases(c, c, s.weights,
                        [&](const ProtocolTraces& w) { return Complex(w.d[at(p)]); });
        multiply_by(occupation_[at(c)], false, false, s.even_weight[at(p)][at(c)]);
      }
      weighted_phases(1 - c, c, s.weights, [](const ProtocolTraces& w) { return w.c[0]; });
      multiply_by(lowering_[at(1 - c)], true, false, s.odd_weight[at(c)]);
      weighted_phases(1 - c, c, s.weights, [](const ProtocolTraces& w) { return w.c[1]; });
      multiply_by(lowering_[at(c)], false, true, s.odd_weight[at(c)]);
    }
  }

  /// What goes through u(t1): M_v = 2 sum_mu (o v^+ sum_p a_p G_p + B v^+ C + B^+ v^+ C^+).
  void read_out_gradient(double t1, std::size_t t) {
    const Index block = half_ * half_;
    const auto phases = [&](int s) {
      return phases_[at(s)].data() + static_cast<Index>(t) * half_;
    };
    const auto b_of = [&](const ProtocolTraces& w, int c) {  // into left_: B from c into 1 - c
      backend_.run(cuda::CombineAdjoint{entry(w.c[0]), lowering_[at(1 - c)].data(), entry(w.c[1]),
                                        lowering_[at(c)].data(), left_.data(), half_},
                   block);
    };
    for (int c = 0; c < 2; ++c) {
      clear(left_);
      for (const Shockwave& s : shockwaves_)
        for (int p = 0; p < 2; ++p)
          backend_.run(
              cuda::AddState<double>{
                  left_.data(), {2 * s.weights[t].d[at(p)], 0}, s.gram[at(p)][at(c)].data()},
              block);
      backend_.run(cuda::ScaleRows{left_.data(), false, 1, phases(c), right_.data(), half_}, block);
      product(Operation::plain, occupation_[at(c)], Operation::plain, right_, factor_);
      for (const Shockwave& s : shockwaves_) {
        b_of(s.weights[t], 1 - c);
        backend_.run(
            cuda::ScaleRows{s.odd[at(c)].data(), false, 2, phases(1 - c), right_.data(), half_},
            block);
        product(Operation::plain, left_, Operation::plain, right_, factor_, true);
        b_of(s.weights[t], c);
        backend_.run(
            cuda::ScaleRows{s.odd[at(1 - c)].data(), true, 2, phases(1 - c), right_.data(), half_},
            block);
        product(Operation::adjoint, left_, Operation::plain, right_, factor_, true);
      }
      add_exponential_derivative(c, -imaginary * t1, 1);
    }
  }

  /// gradient_ += F o factor_.
  void add_exponential_derivative(int sector, Complex z, double scale) {
    std::vector<Entry> values, roots;
    for (const double level : thermal_.levels(sector)) {
      const Complex root = std::exp(0.5 * z * level);
      roots.push_back(entry(root));
      values.push_back(entry(scale * root * root));
    }
    const Matrix device_values(backend_, values), device_roots(backend_, roots);
    const double far = far_from_degenerate / std::max(std::abs(z), least_exponent);
    backend_.run(
        cuda::AddExponentialDerivative{levels_[at(sector)].data(), device_values.data(),
                                       device_roots.data(), entry(z), scale, far, factor_.data(),
                                       gradient_[at(sector)].data(), half_},
        half_ * half_);
  }

  /// scratch_ = dL/dS_p: 2 (X_0 R_0 + X_1 Q^+) U^+ or 2 (X_1 R_1 + X_0 Q) U^+.
  void adjoint_of_shocked(const Shockwave& s, int p) const {
    for (int c = 0; c < 2; ++c) {
      backend_.multiply({Operation::plain, Operation::plain, dimension_, half_, half_,
                         columns(s.x[at(p)], c), dimension_, s.even_weight[at(p)][at(c)].data(),
                         half_, columns(other_, c), dimension_});
      const Matrix& odd = s.odd_weight[at(p == 1 ? c : 1 - c)];
      backend_.multiply({Operation::plain, p == 1 ? Operation::plain : Operation::adjoint,
                         dimension_, half_, half_, columns(s.x[at(1 - p)], 1 - c), dimension_,
                         odd.data(), half_, columns(other_, c), dimension_, true});
    }
    backend_.run(cuda::ScaleState<double>{other_.data(), {2, 0}}, dimension_ * dimension_);
    spectrum_.rotate_columns(backend_, Operation::adjoint, other_, scratch_);
    if (p == 0) conjugate_by_parity(scratch_);
  }

  /// Re Tr(S'^+ i V S) with V A = -(1/(2qN)) sum_j gamma_j (Gamma A Gamma) gamma_j, S' = scratch_.
  double coupling_derivative(const Shockwave& s, int p) {
    spectrum_.rotate_columns(backend_, Operation::adjoint, s.x[at(p)], other_);  // S_p
    // Gamma S_p Gamma: X_0 has the signs already.
    if (p == 1) conjugate_by_parity(other_);
    const int n = space_.num_majoranas();
    if (sources_.size() == 0) upload_majoranas();
    const Complex total =
        cuda::sum_on(backend_,
                     cuda::ConjugationTerm{scratch_.data(), other_.data(), sources_.data(),
                                           factors_.data(), n, dimension_},
                     dimension_ * dimension_);
    return (-imaginary * total).real() / (2.0 * space_.degree() * n);
  }

  void upload_majoranas() {
    std::vector<Index> sources;
    std::vector<Entry> factors;
    for (int j = 0; j < space_.num_majoranas(); ++j) {
      const MonomialOperator gamma = majorana_product(basis_, {{j}});
      for (int r = 0; r < 2; ++r)
        for (Index row = 0; row < half_; ++row) {
          sources.push_back((1 - r) * half_ + gamma.source[at(r)][row]);
          factors.push_back(entry(gamma.factor[at(r)][row]));
        }
    }
    sources_ = Array<Index>(backend_, sources);
    factors_ = Matrix(backend_, factors);
  }

  /// Through f and g, and the partition function in g.
  void insertion_gradient(double t0, const ExtraDerivatives& extra, ProtocolGradient& result) {
    for (const Matrix& matrix : a_) {
      spectrum_.rotate_rows(backend_, Operation::adjoint, matrix, other_);
      spectrum_.rotate_columns(backend_, Operation::plain, other_, matrix);
    }
    double scaling = 0, shift = 0;
    const Matrix ones = exponentials(0, 1);
    for (int s = 0; s < 2; ++s) {
      if (t0 != 0) {
        // sum_p K_p g A'_p^+ in the rows of the sector
        for (int p = 0; p < 2; ++p) {
          scale_insertion(p, ones, g_);
          backend_.multiply({Operation::plain, Operation::adjoint, half_, half_, dimension_,
                             rows(scratch_, s), dimension_, rows(a_[at(p)], s), dimension_,
                             factor_.data(), half_, p == 1});
        }
        add_exponential_derivative(s, -imaginary * t0, 1);
      }
      // sum_p A'_p^+ f K_p in its columns
      for (int p = 0; p < 2; ++p) {
        scale_insertion(p, f_, ones);
        backend_.multiply({Operation::adjoint, Operation::plain, half_, half_, dimension_,
                           columns(a_[at(p)], s), dimension_, columns(scratch_, s), dimension_,
                           factor_.data(), half_, p == 1});
      }
      add_exponential_derivative(s, thermal_exponent(t0), thermal_.amplitude());
      const Matrix diagonal(backend_, half_);
      backend_.run(cuda::TakeDiagonal{factor_.data(), diagonal.data(), half_}, half_);
      const std::vector<Entry> values = diagonal.values();
      for (Index n = 0; n < half_; ++n) {
        const double level = thermal_.levels(s)[n];
        const Complex g = thermal_.amplitude() * std::exp(thermal_exponent(t0) * level);
        const double weight = (complex(values[static_cast<std::size_t>(n)]) * g).real();
        scaling += weight;
        shift += weight * level;
      }
    }
    scaling_ += scaling;
    if (extra.beta) result.beta -= 0.5 * (shift - scaling * thermal_.energy());
  }

  /// scratch_ = diag(left) K_p diag(right).
  void scale_insertion(int p, const Matrix& left, const Matrix& right) const {
    backend_.run(cuda::ScaleBothSides{insertion_[at(p)].data(), left.data(), right.data(),
                                      scratch_.data(), dimension_},
                 dimension_ * dimension_);
  }

  cuda::Backend& backend_;
  const CouplingSpace& space_;
  const ProtocolPoints& points_;
  ParityBasis basis_;
  Index half_, dimension_;
  cuda::DeviceSpectrum<double> spectrum_;
  ThermalLevels thermal_;
  std::array<Array<double>, 2> levels_;
  Blocks occupation_, lowering_;  // i gamma_a gamma_b; chi
  Blocks insertion_;              // K_p, D x D
  Blocks gradient_;               // G, eigenbasis
  double scaling_ = 0;
  Array<Index> sources_;  // Majoranas, for the derivative by mu
  Matrix factors_;
  // Workspace of a group.
  Blocks a_;  // A_p, later dL/dA_p
  Matrix scratch_, other_, f_, g_;
  Matrix left_, right_, factor_;
  std::vector<Shockwave> shockwaves_;
  Blocks phases_;
  Matrix by_time_, sums_;
  Index num_times_ = 0;
};

}  // namespace traversable
