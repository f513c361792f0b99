#include "sim/linear_algebra/single_threaded_blas.h"

#include <mutex>

#ifdef TRAVERSABLE_HAVE_OPENBLAS
extern "C" {
void openblas_set_num_threads(int num_threads);
int openblas_get_num_threads(void);
}
#endif

namespace traversable {

#ifdef TRAVERSABLE_HAVE_OPENBLAS
namespace {

// The setting is one of the process, so its guard is as well.
struct Guard {
  std::mutex mutex;
  int users = 0;
  int previous_threads = 0;
};

Guard& guard() {
  static Guard instance;
  return instance;
}

}  // namespace

SingleThreadedBlas::SingleThreadedBlas() {
  const std::lock_guard lock(guard().mutex);
  if (guard().users++ > 0) return;
  guard().previous_threads = openblas_get_num_threads();
  openblas_set_num_threads(1);
}

SingleThreadedBlas::~SingleThreadedBlas() {
  const std::lock_guard lock(guard().mutex);
  if (--guard().users == 0) openblas_set_num_threads(guard().previous_threads);
}
#else
SingleThreadedBlas::SingleThreadedBlas() = default;
SingleThreadedBlas::~SingleThreadedBlas() = default;
#endif

}  // namespace traversable
