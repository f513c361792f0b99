// One BLAS thread a call: threads are ours, so that results do not depend on their number.
#pragma once

namespace traversable {

/// While any object of this class lives, calls into OpenBLAS use one thread; the caller's setting
/// comes back with the last. With another BLAS nothing is changed: set its thread count to one for
/// bit-identical results on any number of threads.
class SingleThreadedBlas {
 public:
  /// Throws as require_blas_memory.
  SingleThreadedBlas();
  ~SingleThreadedBlas();
  SingleThreadedBlas(const SingleThreadedBlas&) = delete;
  SingleThreadedBlas& operator=(const SingleThreadedBlas&) = delete;
};

/// OpenBLAS maps a buffer for each thread that calls it and asks again for ever where it gets none.
/// Under a limit on address space (ulimit -v, ulimit -d) this takes the buffers of all threads at
/// once, before the first call. Throws std::runtime_error where the limit leaves too little.
void require_blas_memory();

}  // namespace traversable
