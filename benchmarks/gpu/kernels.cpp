#include "benchmarks/gpu/kernels.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <vector>

#include "benchmarks/gpu/timing.h"
#include "sim/cuda/density_matrix_batch.h"
#include "sim/cuda/device_space.h"
#include "sim/cuda/state_batch.h"
#include "sim/density_matrix/transfer_program.h"
#include "sim/space/device_matrices.h"
#include "sim/state_vector/state_vector.h"
#include "sim/two_sided/shockwave.h"
#include "sym/encoding.h"
#include "sym/models.h"

namespace traversable::benchmark {
namespace {

template <class Real>
constexpr const char* precision = sizeof(Real) == 8 ? "double" : "single";

/// Rows of the table, each beside the rate of one copy.
class Table {
 public:
  Table(cuda::Backend& backend, const char* real, double copy_bytes, double copy_seconds)
      : backend_(backend), real_(real), copy_(copy_bytes / copy_seconds) {
    print("copy", copy_bytes, copy_seconds);
  }

  void row(const char* kernel, double bytes, const std::function<void()>& work) {
    print(kernel, bytes, device_seconds(backend_, work));
  }

 private:
  void print(const char* kernel, double bytes, double seconds) const {
    fmt::print("| {} | {} | {:.4g} MB | {:.4g} us | {:.4g} GB/s | {:.3f} |\n", kernel, real_,
               1e-6 * bytes, 1e6 * seconds, 1e-9 * bytes / seconds, bytes / seconds / copy_);
  }

  cuda::Backend& backend_;
  const char* real_;
  double copy_;
};

std::vector<PauliRotation> many_rotations(int num_qubits) {
  std::vector<PauliRotation> many;
  const std::uint64_t high = std::uint64_t{1} << (num_qubits - 1);
  for (std::uint64_t k = 0; k < 200; ++k) {
    PauliString p{k % 10 == 0 ? 0 : (k * 37) % std::min<std::uint64_t>(1024, high),
                  (k * 2654435761u) % high, 0};
    p.phase = std::popcount(p.x & p.z) % 4;
    many.push_back({p, 0.1});
  }
  return many;
}

/// One copy of dense SYK on the lowest qubits.
std::vector<PauliTerm> dense_terms(int num_qubits) {
  const int n = std::min(num_qubits, 20);
  return encode(left_hamiltonian(dense_syk(n, 4, 1.0, {1, 0})), split_encoding(n));
}

template <class Real>
void state_rows(cuda::Backend& backend, int n) {
  using cuda::DeviceState;
  DeviceState<Real> psi(backend, random_state<Real>(n, 1, 0)),
      other(backend, random_state<Real>(n, 1, 1));
  const double state = sizeof(cuda::Complex<Real>) * static_cast<double>(psi.size());
  Table table(backend, precision<Real>, 2 * state, device_seconds(backend, [&] { other = psi; }));
  table.row("ScaleState", 2 * state, [&] { scale(psi, std::polar(1.0, 0.1)); });
  table.row("AddState", 3 * state, [&] { add(psi, {1e-3, 0}, other); });
  {
    std::vector<DeviceState<Real>> basis(8, other);
    const std::vector<std::complex<double>> factors(basis.size(), {0.1, 0.2});
    table.row("CombineStates of 8", 9 * state, [&] {
      combine_states(std::span<const DeviceState<Real>>(basis),
                     std::span<const std::complex<double>>(factors), psi);
    });
  }
  const std::uint64_t high = std::uint64_t{1} << (n - 1);
  for (const auto& [name, string] :
       {std::pair("RotateState, X on the highest qubit", PauliString{high, 0, 0}),
        std::pair("RotateState, X on the lowest qubit", PauliString{1, 0, 0}),
        std::pair("RotateState, Z alone", PauliString{0, high | 1, 0})}) {
    const PauliRotation rotation{string, 0.3};
    const cuda::DeviceRotations<Real> one(backend, n, {&rotation, 1});
    table.row(name, 2 * state, [&] { one.apply(psi); });
  }
  const cuda::DeviceRotations<Real> batch(backend, n, many_rotations(n));
  table.row("RotateBlocks, 200 rotations", 2 * state * static_cast<double>(batch.num_sweeps()),
            [&] { batch.apply(psi); });
  table.row("InnerTerm, and its download", 2 * state, [&] { inner_product(psi, other); });
  const cuda::DeviceOperator<Real> h(backend, n, dense_terms(n));
  table.row("ApplyPauliSum, dense SYK", 2 * state, [&] { h.apply(psi, other); });
  table.row("ElementTerm, dense SYK", 2 * state, [&] { h.matrix_element(psi, other); });
}

template <class Real>
void matrix_rows(cuda::Backend& backend, Size d) {
  const DeviceMatrices<Real> space{&backend};
  const Eigen::MatrixXcd random = Eigen::MatrixXcd::Random(d, d);
  const auto a = space.load(random), b = space.load(random.transpose()), c = space.make(d, d);
  const auto x = a.view(), y = b.view(), out = c.view();
  const double matrix = sizeof(cuda::Complex<Real>) * static_cast<double>(d * d);
  Table table(backend, precision<Real>, 2 * matrix, device_seconds(backend, [&] {
                backend.copy(out.data, x.data, static_cast<std::size_t>(matrix));
              }));
  const auto factors = space.upload(std::vector<cuda::Complex<Real>>(
      static_cast<std::size_t>(d), cuda::Complex<Real>{Real(0.6), Real(0.8)}));
  std::vector<Size> rows(static_cast<std::size_t>(d));
  for (std::size_t k = 0; k < rows.size(); ++k) rows[k] = static_cast<Size>(k ^ 1);
  const auto sources = space.upload(rows);
  const auto levels = space.upload(std::vector<Real>(static_cast<std::size_t>(d), Real(0.5)));
  const cuda::Complex<Real> one{1, 0};
  const int num_majoranas = 2 * static_cast<int>(std::bit_width(static_cast<std::uint64_t>(d)) - 1);
  table.row("ScaleEntries", 2 * matrix, [&] {
    space.run(ScaleEntries<Real>{x, one, factors.data(), false, factors.data(), out}, d, d);
  });
  table.row("Combine", 3 * matrix, [&] {
    space.run(Combine<Real>{one, x, false, one, y, out}, d, d);
  });
  table.row("Combine, adjoint", 3 * matrix, [&] {
    space.run(Combine<Real>{one, x, true, one, y, out}, d, d);
  });
  table.row("MixPair", 4 * matrix, [&] {
    space.run(MixPair<Real>{out, y, one, {0, 0}, {0, 0}, one}, d, d);
  });
  table.row("MultiplyEntries", 3 * matrix, [&] {
    space.run(MultiplyEntries<Real>{x, y, false, false, false, out}, d, d);
  });
  table.row("MultiplyEntries, transposed", 3 * matrix, [&] {
    space.run(MultiplyEntries<Real>{x, y, true, true, false, out}, d, d);
  });
  table.row("WeighLower", 2 * matrix, [&] { space.run(WeighLower<Real>{x, y, out}, d, d); });
  table.row("ApplyMonomial", 2 * matrix, [&] {
    space.run(ApplyMonomial<Real>{sources.data(), factors.data(), one, x, out}, d, d);
  });
  table.row("AddExponentialDerivative", 3 * matrix, [&] {
    space.run(AddExponentialDerivative<Real>{levels.data(), factors.data(), factors.data(), one,
                                             Real(1), Real(0.1), x, out},
              d, d);
  });
  std::vector<std::complex<double>> sums(static_cast<std::size_t>(d));
  table.row("ColumnDots, and its download", 2 * matrix, [&] { space.add_column_dots(x, y, sums); });
  table.row("DiagonalSums, and its download", static_cast<double>(d) * sizeof(cuda::Complex<Real>),
            [&] { space.diagonal_sum(x); });
  const CouplingTerms all = Coupling().terms(num_majoranas, 4);
  table.row("RotateQubit, one a qubit", 2 * matrix,
            [&] { apply_coupling(space, out, num_majoranas, all, 0.3); });
  const CouplingTerms bit = coupling_by_text("0+1").terms(num_majoranas, 4);
  table.row("TurnByInvolution", 2 * matrix,
            [&] { apply_coupling(space, out, num_majoranas, bit, 0.3); });
}

template <class Real>
void product(cuda::Backend& backend, Size d) {
  const DeviceMatrices<Real> space{&backend};
  const Eigen::MatrixXcd random = Eigen::MatrixXcd::Random(d, d);
  const auto a = space.load(random), b = space.load(random.transpose()), c = space.make(d, d);
  const double flops = 8 * std::pow(static_cast<double>(d), 3);
  const double time = device_seconds(backend, [&] {
    space.multiply({Form::plain, a.view(), Form::plain, b.view(), c.view()});
  });
  fmt::print("{} product of {} x {}: {:.4g} TFLOP/s\n", precision<Real>, d, d,
             1e-12 * flops / time);
}

void eigenvectors(cuda::Backend& backend, Size d) {
  const DeviceMatrices<double> space{&backend};
  const Eigen::MatrixXcd random = Eigen::MatrixXcd::Random(d, d);
  const double time = wall_seconds([&] {
    const auto h = space.load(random + random.adjoint());
    backend.diagonalize(h.view().data, d);
  });
  fmt::print("eigenvectors of {} x {}, there and back: {:.4g} s\n\n", d, d, time);
}

void batch_rows(cuda::Backend& backend, const KernelSizes& sizes) {
  constexpr int n = 9;
  const std::vector<Eigen::MatrixXcd> matrices{Eigen::Matrix2cd::Identity(),
                                               Eigen::Matrix4cd::Identity()};
  cuda::StateBatch batch(backend, n, sizes.states, matrices);
  batch.clear(sizes.states);
  cuda::BatchWork work;
  for (std::size_t state = 0; state < sizes.states; ++state) {
    work.start_job(state, state);
    for (int step = 0; step < 16; ++step)
      work.append(std::vector<int>{step % n, (step * 2 + 1 + step % n) % n == step % n
                                                 ? (step + 1) % n
                                                 : (step * 2 + 1 + step % n) % n},
                  std::size_t{1});
  }
  const double states = sizeof(cuda::Complex<double>) * static_cast<double>(sizes.states << n);
  const cuda::Array<cuda::Complex<double>> from(backend, static_cast<Size>(sizes.states) << n),
      to(backend, from.size());
  Table table(backend, "double", 2 * states, device_seconds(backend, [&] {
                backend.copy(to.data(), from.data(), static_cast<std::size_t>(states));
              }));
  table.row("RunMatrices, 16 of 4 x 4 on 9 qubits, with the upload", 2 * states,
            [&] { batch.run(work); });
}

/// The sweeps of a noisy circuit on one large density matrix.
void tile_rows(cuda::Backend& backend, int num_qubits) {
  TransferProgram program(num_qubits);
  for (int layer = 0; layer < 8; ++layer)
    for (int q = layer % 2; q + 1 < num_qubits; q += 2) {
      Eigen::MatrixXd map = Eigen::MatrixXd::Random(16, 16);
      map.row(0).setZero();
      map(0, 0) = 1;
      program.append(map, std::vector<int>{q, q + 1});
    }
  program.compile();
  const cuda::DensityMatrixRun run{&program, {0, 1}};
  const double state = 8 * std::pow(4.0, num_qubits);
  const cuda::Array<double> from(backend, Size{1} << 2 * num_qubits), to(backend, from.size());
  Table table(backend, "double", 2 * state, device_seconds(backend, [&] {
                backend.copy(to.data(), from.data(), static_cast<std::size_t>(state));
              }));
  table.row("RunTiles, with the upload", 2 * state * static_cast<double>(program.num_sweeps()),
            [&] {
              cuda::run_density_matrices(backend, {&run, 1});
            });
}

}  // namespace

void print_kernels(cuda::Backend& backend, const KernelSizes& sizes) {
  fmt::print("| kernel | | bytes | time | rate | of the copy |\n|---|---|---|---|---|---|\n");
  state_rows<double>(backend, sizes.qubits);
  state_rows<float>(backend, sizes.qubits);
  batch_rows(backend, sizes);
  tile_rows(backend, sizes.digits);
  matrix_rows<double>(backend, sizes.dimension);
  matrix_rows<float>(backend, sizes.dimension);
  fmt::print("\n");
  product<double>(backend, sizes.dimension);
  product<float>(backend, sizes.dimension);
  eigenvectors(backend, sizes.dimension / 2);
}

}  // namespace traversable::benchmark
