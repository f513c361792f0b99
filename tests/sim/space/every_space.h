// The same checks wherever matrices can live: this machine and a device, in double and single precision.
#pragma once

#include <gtest/gtest.h>

#include "sim/cuda/backend.h"
#include "sim/precision.h"
#include "sim/space/device_matrices.h"
#include "sim/space/host_matrices.h"

namespace traversable::test {

/// Largest error of numbers of order one after some products.
template <class Real>
inline constexpr double rounding = sizeof(Real) == sizeof(double) ? 1e-11 : 2e-4;

/// check(space) with a device's matrices in both precisions.
template <class Check>
void in_spaces_of(cuda::Backend& backend, const Check& check) {
  {
    SCOPED_TRACE("device, double");
    check(DeviceMatrices<double>{&backend});
  }
  SCOPED_TRACE("device, single");
  check(DeviceMatrices<float>{&backend});
}

/// ... and with this machine's; the device's kernels run in loops.
template <class Check>
void in_every_space(const Check& check) {
  {
    SCOPED_TRACE("double");
    check(HostMatrices<double>{});
  }
  {
    SCOPED_TRACE("single");
    check(HostMatrices<float>{});
  }
  const auto backend = cuda::make_host_backend();
  in_spaces_of(*backend, check);
}

}  // namespace traversable::test
