// One BLAS thread a call: threads are ours, so that results do not depend on their number.
#pragma once

namespace traversable {

/// While any object of this class lives, calls into OpenBLAS use one thread; the caller's setting
/// comes back with the last. With another BLAS nothing is changed: set its thread count to one for
/// bit-identical results on any number of threads.
class SingleThreadedBlas {
 public:
  SingleThreadedBlas();
  ~SingleThreadedBlas();
  SingleThreadedBlas(const SingleThreadedBlas&) = delete;
  SingleThreadedBlas& operator=(const SingleThreadedBlas&) = delete;
};

}  // namespace traversable
