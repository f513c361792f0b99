#include "sim/linear_algebra/single_threaded_blas.h"

#include <mutex>

#ifdef TRAVERSABLE_HAVE_OPENBLAS
#include <fmt/format.h>
#include <omp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <thread>
#include <vector>

#include "sim/memory.h"

extern "C" {
void openblas_set_num_threads(int num_threads);
int openblas_get_num_threads(void);
// Exported, though in no header.
__attribute__((weak)) void* blas_memory_alloc(int position);
__attribute__((weak)) void blas_memory_free(void* buffer);
}
#endif

namespace traversable {

#ifdef TRAVERSABLE_HAVE_OPENBLAS
namespace {

/// OpenBLAS's BUFFER_SIZE on x86-64, its largest.
constexpr std::size_t buffer_size = std::size_t{128} << 20;
/// And for each thread its stack and what it allocates first.
constexpr std::size_t thread_size = buffer_size + (std::size_t{16} << 20);

/// Whether so many bytes could be mapped now.
bool can_map(std::size_t bytes) {
  void* place = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) return false;
  ::munmap(place, bytes);
  return true;
}

/// OpenBLAS makes threads when it is loaded, which take a buffer each, and waits for them at exit.
/// Where one still looks for its buffer that wait is for ever: the process ends without it.
void leave_without_blas(int status, void*) {
  if (can_map(buffer_size)) return;
  std::fflush(nullptr);
  ::_exit(status);
}

[[maybe_unused]] const bool leaves =
    is_address_space_limited() && ::on_exit(leave_without_blas, nullptr) == 0;

/// Room for the callers' buffers; at first OpenBLAS's own threads may still be taking theirs.
bool has_room(int callers) {
  const auto needed = static_cast<std::size_t>(callers) * thread_size;
  const auto own = static_cast<std::size_t>(openblas_get_num_threads() - 1) * buffer_size;
  if (can_map(needed + own)) return true;
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  return can_map(needed);
}

/// So that the library has `count` buffers to hand out from now on.
void take_buffers(int count) {
  if (blas_memory_alloc == nullptr || blas_memory_free == nullptr) return;
  std::vector<void*> buffers;
  for (int k = 0; k < count; ++k) buffers.push_back(blas_memory_alloc(0));
  for (void* buffer : buffers) blas_memory_free(buffer);
}

// The setting is one of the process, so its guard is as well.
struct Guard {
  std::mutex mutex;
  int users = 0;
  int previous_threads = 0;
  int buffers = 0;
};

Guard& guard() {
  static Guard instance;
  return instance;
}

/// With the guard's mutex held.
void require_buffers(Guard& guard) {
  const int callers = omp_get_max_threads();
  if (callers <= guard.buffers) return;
  if (!is_address_space_limited()) {
    guard.buffers = std::numeric_limits<int>::max();
    return;
  }
  if (!has_room(callers - guard.buffers))
    throw std::runtime_error(fmt::format(
        "the limit on address space (ulimit -v) leaves {}, {} are needed for linear algebra, {} "
        "for each of {} threads",
        format_bytes(address_space_left()),
        format_bytes(static_cast<double>(thread_size) * callers),
        format_bytes(static_cast<double>(thread_size)), callers));
  take_buffers(callers);
  guard.buffers = callers;
}

}  // namespace

void require_blas_memory() {
  const std::lock_guard lock(guard().mutex);
  require_buffers(guard());
}

SingleThreadedBlas::SingleThreadedBlas() {
  const std::lock_guard lock(guard().mutex);
  require_buffers(guard());
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
void require_blas_memory() {}
#endif

}  // namespace traversable
