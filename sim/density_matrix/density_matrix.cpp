#include "sim/density_matrix/density_matrix.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "sim/complex.h"
#include "sim/density_matrix/tile_kernels.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/spectral_decomposition.h"
#include "sim/memory.h"
#include "sim/observables/observables.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

constexpr double hermiticity_tolerance = 1e-10;
constexpr int max_uhlmann_qubits = 10;
constexpr int max_reduced_qubits = 12;
/// Sums run over chunks of this size, added in order: the same bits for any number of threads.
constexpr std::size_t chunk = std::size_t{1} << 12;

int digits_of(int num_qubits) { return std::max(num_qubits, kernels::min_tile_digits); }

/// The purity bounds every element where a Cholesky decomposition would take long.
void check_state(const Eigen::MatrixXcd& matrix) {
  const double trace = matrix.trace().real();
  if (!(std::abs(trace - 1) <= state_tolerance))
    throw std::invalid_argument(fmt::format("a density matrix of trace {:.6g}: expected 1", trace));
  const bool is_small = matrix.rows() <= 64;
  const auto shifted = [&] {
    return Eigen::MatrixXcd(matrix - least_state_eigenvalue *
                                         Eigen::MatrixXcd::Identity(matrix.rows(), matrix.cols()));
  };
  if (is_small && Eigen::LLT<Eigen::MatrixXcd>(shifted()).info() != Eigen::Success)
    throw std::invalid_argument(
        fmt::format("a density matrix with an eigenvalue below {}: expected none below 0",
                    least_state_eigenvalue));
  const double purity = matrix.squaredNorm();
  if (!(purity <= 2))
    throw std::invalid_argument(
        fmt::format("a density matrix with Tr rho^2 = {:.3g}: expected at most 1", purity));
}

/// Bits of `index` from even places (0, 2, ...) when offset = 0, odd ones when 1.
std::size_t every_second_bit(std::size_t index, int num_qubits, int offset) {
  std::size_t bits = 0;
  for (int q = 0; q < num_qubits; ++q) bits |= (index >> (2 * q + offset) & 1) << q;
  return bits;
}

/// Where element (row, column) of 2^n x 2^n is in an array with digit row_q + 2 column_q.
std::size_t interleaved(std::size_t row, std::size_t column, int num_qubits) {
  std::size_t index = 0;
  for (int q = 0; q < num_qubits; ++q)
    index |= (row >> q & 1) << 2 * q | (column >> q & 1) << (2 * q + 1);
  return index;
}

/// body(first, end) of the pieces of 0 .. count-1 in turn. Throws Interrupted where `stop` asks.
template <class Body>
void in_pieces(std::size_t count, const std::stop_token& stop, const Body& body) {
  constexpr std::size_t piece = std::size_t{1} << 16;
  for (std::size_t first = 0; first < count; first += piece) {
    throw_if_stopped(stop);
    body(first, std::min(first + piece, count));
  }
}

/// (I, X, Z, Y) -> (00, 10, 01, 11) of the digit of this stride.
void digit_to_elements(std::vector<Complex>& values, std::size_t stride,
                       const std::stop_token& stop) {
  in_pieces(values.size() / 4, stop, [&](std::size_t first, std::size_t end) {
    for (std::size_t k = first; k < end; ++k) {
      const std::size_t i = 4 * (k & ~(stride - 1)) | (k & (stride - 1));
      const Complex unit = values[i], x = values[i + stride], z = values[i + 2 * stride];
      const Complex i_y = Complex(0, 1) * values[i + 3 * stride];
      values[i] = 0.5 * (unit + z);
      values[i + stride] = 0.5 * (x + i_y);
      values[i + 2 * stride] = 0.5 * (x - i_y);
      values[i + 3 * stride] = 0.5 * (unit - z);
    }
  });
}

/// The coefficients of a matrix; element(row, column) is the matrix.
template <class Element>
DensityMatrix coefficients_from(int num_qubits, Element element) {
  DensityMatrix rho(num_qubits);
  require_memory(3 * density_matrix_memory(num_qubits), "a density matrix and its conversion");
  std::vector<Complex> values(rho.size());
  const std::size_t dimension = std::size_t{1} << num_qubits;
  for (std::size_t column = 0; column < dimension; ++column)
    for (std::size_t row = 0; row < dimension; ++row)
      values[interleaved(row, column, num_qubits)] = element(row, column);
  for (std::size_t stride = 1; stride < values.size(); stride *= 4)
    for (std::size_t block = 0; block < values.size(); block += 4 * stride)
      for (std::size_t i = block; i < block + stride; ++i) {
        const Complex r00 = values[i], r10 = values[i + stride];
        const Complex r01 = values[i + 2 * stride], r11 = values[i + 3 * stride];
        values[i] = r00 + r11;
        values[i + stride] = r01 + r10;
        values[i + 2 * stride] = r00 - r11;
        values[i + 3 * stride] = Complex(0, 1) * (r01 - r10);
      }
  std::transform(values.begin(), values.end(), rho.coefficients().begin(),
                 [](Complex value) { return value.real(); });
  return rho;
}

void check_same_size(const DensityMatrix& rho, int num_qubits) {
  if (rho.num_qubits() != num_qubits)
    throw std::invalid_argument(fmt::format(
        "states of {} and {} qubits: expected one number of qubits", rho.num_qubits(), num_qubits));
}

Eigen::MatrixXcd square_root(const Eigen::MatrixXcd& rho) {
  const auto [values, vectors] = spectral_decomposition(rho);
  return vectors * values.cwiseMax(0).cwiseSqrt().asDiagonal() * vectors.adjoint();
}

}  // namespace

double density_matrix_memory(int num_qubits) { return std::ldexp(8.0, 2 * digits_of(num_qubits)); }

DensityMatrix::DensityMatrix(int num_qubits) : num_qubits_(num_qubits) {
  if (num_qubits < 1 || num_qubits > max_density_qubits)
    throw std::invalid_argument(fmt::format("a density matrix of {} qubits: expected 1..{}",
                                            num_qubits, max_density_qubits));
  require_memory(density_matrix_memory(num_qubits),
                 fmt::format("a density matrix of {} qubits", num_qubits));
  data_ = AlignedBuffer<double>(std::size_t{1} << 2 * buffer_digits());
  constexpr std::size_t x_bits = 0x5555555555555555;
  const std::size_t count = size();
  std::fill(data_.data() + std::min(count, data_.size()), data_.data() + data_.size(), 0.0);
#pragma omp parallel for schedule(static) if (worth_threads(static_cast <Eigen::Index>(count)))
  for (std::size_t i = 0; i < count; ++i) data_[i] = (i & x_bits) == 0 ? 1.0 : 0.0;
}

DensityMatrix::DensityMatrix(const DensityMatrix& other)
    : num_qubits_(other.num_qubits_), data_(other.data_.size()) {
  std::copy_n(other.data(), data_.size(), data());
}

DensityMatrix& DensityMatrix::operator=(const DensityMatrix& other) {
  if (this != &other) *this = DensityMatrix(other);
  return *this;
}

int DensityMatrix::buffer_digits() const { return digits_of(num_qubits_); }

DensityMatrix density_matrix(const StateVector<double>& state) {
  return coefficients_from(state.num_qubits(), [&](std::size_t row, std::size_t column) {
    return state[row] * std::conj(state[column]);
  });
}

DensityMatrix density_matrix(const Eigen::MatrixXcd& matrix) {
  int num_qubits = 1;
  while (num_qubits < max_density_qubits && matrix.rows() > Eigen::Index{1} << num_qubits)
    ++num_qubits;
  if (matrix.rows() != matrix.cols() || matrix.rows() != Eigen::Index{1} << num_qubits)
    throw std::invalid_argument(
        fmt::format("a density matrix of {} x {}: expected 2^n x 2^n with n >= 1", matrix.rows(),
                    matrix.cols()));
  if (!matrix.allFinite())
    throw std::invalid_argument("a density matrix with an element that is not finite");
  const double error = (matrix - matrix.adjoint()).cwiseAbs().maxCoeff();
  if (error > hermiticity_tolerance)
    throw std::invalid_argument(fmt::format(
        "a density matrix with |rho - rho^+| = {:.3g}: expected a Hermitian matrix", error));
  check_state(matrix);
  return coefficients_from(num_qubits, [&](std::size_t row, std::size_t column) {
    return matrix(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column));
  });
}

Eigen::MatrixXcd matrix_of_coefficients(std::span<const double> coefficients,
                                        const std::stop_token& stop) {
  const int num_qubits = std::countr_zero(coefficients.size()) / 2;
  require_memory(4 * density_matrix_memory(num_qubits),
                 fmt::format("the matrix of {} qubits", num_qubits));
  std::vector<Complex> values;
  values.reserve(coefficients.size());
  in_pieces(coefficients.size(), stop, [&](std::size_t first, std::size_t end) {
    const auto piece = coefficients.subspan(first, end - first);
    values.insert(values.end(), piece.begin(), piece.end());
  });
  for (std::size_t stride = 1; stride < values.size(); stride *= 4)
    digit_to_elements(values, stride, stop);
  const Eigen::Index dimension = Eigen::Index{1} << num_qubits;
  Eigen::MatrixXcd matrix(dimension, dimension);
  in_pieces(values.size(), stop, [&](std::size_t first, std::size_t end) {
    for (std::size_t index = first; index < end; ++index)
      matrix(static_cast<Eigen::Index>(every_second_bit(index, num_qubits, 0)),
             static_cast<Eigen::Index>(every_second_bit(index, num_qubits, 1))) = values[index];
  });
  return matrix;
}

Eigen::MatrixXcd to_matrix(const DensityMatrix& rho) {
  return matrix_of_coefficients(rho.coefficients());
}

double trace(const DensityMatrix& rho) { return rho.coefficients()[0]; }

double overlap(const DensityMatrix& rho, const DensityMatrix& sigma) {
  check_same_size(rho, sigma.num_qubits());
  const auto r = rho.coefficients(), s = sigma.coefficients();
  std::vector<double> sums((r.size() + chunk - 1) / chunk);
  for_each_index(sums.size(), worth_threads(static_cast<Eigen::Index>(r.size())),
                 [&](std::size_t c) {
                   for (std::size_t i = c * chunk; i < std::min((c + 1) * chunk, r.size()); ++i)
                     sums[c] += r[i] * s[i];
                 });
  double total = 0;
  for (const double sum : sums) total += sum;
  return std::ldexp(total, -rho.num_qubits());
}

double purity(const DensityMatrix& rho) { return overlap(rho, rho); }

std::complex<double> expectation(const DensityMatrix& rho, const PauliString& pauli) {
  if (num_qubits(pauli) > rho.num_qubits())
    throw std::invalid_argument(
        fmt::format("the string {} on a state of {} qubits", to_text(pauli), rho.num_qubits()));
  return coefficient(pauli) * rho.coefficients()[interleaved(pauli.x, pauli.z, rho.num_qubits())];
}

std::complex<double> expectation(const DensityMatrix& rho, const PauliSum& sum) {
  std::complex<double> total = 0;
  for (const auto& [coefficient, string] : sum) total += coefficient * expectation(rho, string);
  return total;
}

double fidelity(const DensityMatrix& rho, const StateVector<double>& psi) {
  check_same_size(rho, psi.num_qubits());
  return overlap(rho, density_matrix(psi));
}

double fidelity(const DensityMatrix& rho, const DensityMatrix& sigma) {
  check_same_size(rho, sigma.num_qubits());
  if (rho.num_qubits() > max_uhlmann_qubits)
    throw std::invalid_argument(fmt::format("the fidelity of states of {} qubits: expected 1..{}",
                                            rho.num_qubits(), max_uhlmann_qubits));
  const Eigen::MatrixXcd root = square_root(to_matrix(rho));
  const Eigen::MatrixXcd between = root * to_matrix(sigma) * root;
  const double sum = eigenvalues(between).cwiseMax(0).cwiseSqrt().sum();
  return sum * sum;
}

std::vector<std::size_t> reduced_places(int num_qubits, std::span<const int> qubits) {
  if (qubits.empty() || qubits.size() > max_reduced_qubits)
    throw std::invalid_argument(fmt::format("the state of {} qubits: expected 1..{} of them",
                                            qubits.size(), max_reduced_qubits));
  for (std::size_t k = 0; k < qubits.size(); ++k) {
    if (qubits[k] < 0 || qubits[k] >= num_qubits)
      throw std::invalid_argument(
          fmt::format("qubit {}: expected 0..{}", qubits[k], num_qubits - 1));
    if (std::find(qubits.begin(), qubits.begin() + static_cast<std::ptrdiff_t>(k), qubits[k]) !=
        qubits.begin() + static_cast<std::ptrdiff_t>(k))
      throw std::invalid_argument(fmt::format("qubit {} is named twice", qubits[k]));
  }
  std::vector<std::size_t> places(std::size_t{1} << 2 * qubits.size());
  for (std::size_t index = 0; index < places.size(); ++index)
    for (std::size_t k = 0; k < qubits.size(); ++k)
      places[index] |= (index >> 2 * k & 3) << 2 * qubits[k];
  return places;
}

Eigen::MatrixXcd reduced_density_matrix(const DensityMatrix& rho, std::span<const int> qubits) {
  std::vector<double> values;
  for (const std::size_t place : reduced_places(rho.num_qubits(), qubits))
    values.push_back(rho.coefficients()[place]);
  return matrix_of_coefficients(values);
}

}  // namespace traversable
