// What kernel bodies are written in: functions for both compilers, indices, complex numbers.
//
// A body is a plain struct of pointers and numbers with a call operator for one index, or for one thread of a block
// (kernels.h). nvcc makes kernels of them; the host backend runs the same functions in loops over all indices, so
// that a machine without a GPU tests every index and every formula.
#pragma once

#include <cstdint>

#ifdef __CUDACC__
#define TRAVERSABLE_HOST_DEVICE __host__ __device__
#else
#define TRAVERSABLE_HOST_DEVICE
#endif
/// The loop that follows is written out in full on a device: an array indexed in it stays in registers.
#ifdef __CUDA_ARCH__
#define TRAVERSABLE_UNROLL _Pragma("unroll")
#else
#define TRAVERSABLE_UNROLL
#endif

namespace traversable::cuda {

using Index = std::int64_t;

/// The layout of std::complex, usable on both sides. Aligned to its size: a device reads and writes it in one access.
template <class Real>
struct alignas(2 * sizeof(Real)) Complex {
  Real re, im;
};

template <class Real>
TRAVERSABLE_HOST_DEVICE inline Complex<Real> operator+(Complex<Real> a, Complex<Real> b) {
  return {a.re + b.re, a.im + b.im};
}
template <class Real>
TRAVERSABLE_HOST_DEVICE inline Complex<Real> operator-(Complex<Real> a, Complex<Real> b) {
  return {a.re - b.re, a.im - b.im};
}
template <class Real>
TRAVERSABLE_HOST_DEVICE inline Complex<Real> operator*(Complex<Real> a, Complex<Real> b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
template <class Real>
TRAVERSABLE_HOST_DEVICE inline Complex<Real> scaled(Real a, Complex<Real> b) {
  return {a * b.re, a * b.im};
}
template <class Real>
TRAVERSABLE_HOST_DEVICE inline Complex<Real> conj(Complex<Real> a) {
  return {a.re, -a.im};
}
template <class Real>
TRAVERSABLE_HOST_DEVICE inline Complex<Real> times_i(Complex<Real> a) {
  return {-a.im, a.re};
}
template <class Real>
TRAVERSABLE_HOST_DEVICE inline Complex<double> widened(Complex<Real> a) {
  return {static_cast<double>(a.re), static_cast<double>(a.im)};
}

/// 0 or 1.
TRAVERSABLE_HOST_DEVICE inline unsigned parity(std::uint32_t bits) {
#ifdef __CUDA_ARCH__
  return static_cast<unsigned>(__popc(bits)) & 1u;
#else
  return static_cast<unsigned>(__builtin_popcount(bits)) & 1u;
#endif
}

/// The bits of `value` put into the places of `mask`, lowest first.
TRAVERSABLE_HOST_DEVICE inline std::uint32_t deposit(std::uint32_t value, std::uint32_t mask) {
  std::uint32_t result = 0;
  for (; mask != 0 && value != 0; mask &= mask - 1, value >>= 1)
    if ((value & 1u) != 0) result |= mask & (~mask + 1u);
  return result;
}

/// A zero put into `value` at place `bit`.
TRAVERSABLE_HOST_DEVICE inline std::uint32_t insert_zero(std::uint32_t value, int bit) {
  const std::uint32_t below = (1u << bit) - 1u;
  return (value & ~below) << 1 | (value & below);
}

}  // namespace traversable::cuda
