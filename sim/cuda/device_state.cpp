#include "sim/cuda/device_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "sim/memory.h"

namespace traversable::cuda {
namespace {

template <class Real>
Complex<Real> narrowed(std::complex<double> z) {
  return {static_cast<Real>(z.real()), static_cast<Real>(z.imag())};
}

int checked_qubits(Backend& backend, int num_qubits, std::size_t bytes_per_amplitude) {
  if (num_qubits < 1 || num_qubits > max_device_qubits)
    throw std::invalid_argument(
        fmt::format("num_qubits = {}: expected 1 to {}", num_qubits, max_device_qubits));
  const double needed = std::ldexp(static_cast<double>(bytes_per_amplitude), num_qubits);
  if (needed <= 1 << 24) return num_qubits;
  const double available = backend.available_memory();
  if (needed <= available) return num_qubits;
  throw std::invalid_argument(fmt::format(
      "a state of {} qubits needs {} on the device, {} are available; the largest that fits has {} "
      "qubits",
      num_qubits, format_bytes(needed), format_bytes(available),
      static_cast<int>(std::log2(available / static_cast<double>(bytes_per_amplitude)))));
}

template <class Real>
void check_same_size(const DeviceState<Real>& a, const DeviceState<Real>& b) {
  if (a.num_qubits() != b.num_qubits())
    throw std::invalid_argument(fmt::format("states of {} and {} qubits: expected the same",
                                            a.num_qubits(), b.num_qubits()));
}

}  // namespace

template <class Real>
DeviceState<Real>::DeviceState(Backend& backend, int num_qubits, Unset)
    : backend_(&backend),
      num_qubits_(checked_qubits(backend, num_qubits, sizeof(Complex<Real>))),
      amplitudes_(backend, size()) {}

template <class Real>
DeviceState<Real>::DeviceState(Backend& backend, int num_qubits)
    : DeviceState(backend, num_qubits, Unset{}) {
  backend.run(CombineStates<Real>{nullptr, nullptr, 0, data()}, size());
  const Complex<Real> one{1, 0};
  backend.upload(data(), &one, sizeof one);
}

template <class Real>
DeviceState<Real>::DeviceState(Backend& backend, const StateVector<Real>& state)
    : DeviceState(backend, state.num_qubits(), Unset{}) {
  backend.upload(data(), state.data(), bytes());
}

template <class Real>
DeviceState<Real>::DeviceState(const DeviceState& other)
    : DeviceState(*other.backend_, other.num_qubits_, Unset{}) {
  backend_->copy(data(), other.data(), bytes());
}

template <class Real>
DeviceState<Real>& DeviceState<Real>::operator=(const DeviceState& other) {
  if (this == &other) return *this;
  if (num_qubits_ != other.num_qubits_) return *this = DeviceState(other);
  backend_->copy(data(), other.data(), bytes());
  return *this;
}

template <class Real>
StateVector<Real> DeviceState<Real>::to_host() const {
  StateVector<Real> state(num_qubits_);
  backend_->download(state.data(), data(), bytes());
  return state;
}

template <class Real>
std::complex<double> inner_product(const DeviceState<Real>& a, const DeviceState<Real>& b) {
  check_same_size(a, b);
  return sum_on(a.backend(), InnerTerm<Real>{a.data(), b.data()}, a.size());
}

template <class Real>
double squared_norm(const DeviceState<Real>& state) {
  return inner_product(state, state).real();
}

template <class Real>
double norm(const DeviceState<Real>& state) {
  return std::sqrt(squared_norm(state));
}

template <class Real>
void scale(DeviceState<Real>& state, std::complex<double> factor) {
  state.backend().run(ScaleState<Real>{state.data(), narrowed<Real>(factor)}, state.size());
}

template <class Real>
void add(DeviceState<Real>& y, std::complex<double> factor, const DeviceState<Real>& x) {
  check_same_size(y, x);
  y.backend().run(AddState<Real>{y.data(), narrowed<Real>(factor), x.data()}, y.size());
}

template <class Real>
double normalize(DeviceState<Real>& state) {
  check_state(state, "state");
  const double length = norm(state);
  scale(state, 1.0 / length);
  return length;
}

template <class Real>
void check_state(const DeviceState<Real>& state, const char* what) {
  const double square = squared_norm(state);
  if (!std::isfinite(square))
    throw std::invalid_argument(fmt::format("{}: holds amplitudes that are not finite", what));
  if (square == 0) throw std::invalid_argument(fmt::format("{}: is zero", what));
}

template <class Real>
DeviceState<Real> like(const DeviceState<Real>& state) {
  return DeviceState<Real>(state.backend(), state.num_qubits());
}

template <class Real>
void combine_states(std::span<const DeviceState<Real>> states,
                    std::span<const std::complex<double>> factors, DeviceState<Real>& result) {
  std::vector<const Complex<Real>*> vectors;
  std::vector<Complex<Real>> narrow;
  for (std::size_t k = 0; k < factors.size(); ++k) {
    check_same_size(states[k], result);
    vectors.push_back(states[k].data());
    narrow.push_back(narrowed<Real>(factors[k]));
  }
  Backend& backend = result.backend();
  const Array<const Complex<Real>*> device_vectors(backend, vectors);
  const Array<Complex<Real>> device_factors(backend, narrow);
  backend.run(CombineStates<Real>{device_vectors.data(), device_factors.data(),
                                  static_cast<int>(factors.size()), result.data()},
              result.size());
}

#define TRAVERSABLE_INSTANTIATE(Real)                                                              \
  template class DeviceState<Real>;                                                                \
  template std::complex<double> inner_product(const DeviceState<Real>&, const DeviceState<Real>&); \
  template double squared_norm(const DeviceState<Real>&);                                          \
  template double norm(const DeviceState<Real>&);                                                  \
  template void scale(DeviceState<Real>&, std::complex<double>);                                   \
  template void add(DeviceState<Real>&, std::complex<double>, const DeviceState<Real>&);           \
  template double normalize(DeviceState<Real>&);                                                   \
  template void check_state(const DeviceState<Real>&, const char*);                                \
  template DeviceState<Real> like(const DeviceState<Real>&);                                       \
  template void combine_states(std::span<const DeviceState<Real>>,                                 \
                               std::span<const std::complex<double>>, DeviceState<Real>&);
TRAVERSABLE_INSTANTIATE(float)
TRAVERSABLE_INSTANTIATE(double)
#undef TRAVERSABLE_INSTANTIATE

}  // namespace traversable::cuda
