/* An interposed library (LD_PRELOAD) that counts the calls by which a program changes files of one
 * folder, or learns about them, and lets one fail. The environment says which and how:
 *
 *   FAILING_CALLS_FOLDER   absolute path; calls about anything else pass
 *   FAILING_CALLS_LOG      a line is appended for every counted call: name, file, offset, bytes
 *   FAILING_CALLS_AT       the number of the call, from 1; none: only count
 *   FAILING_CALLS_HOW      a number: this errno, nothing done
 *                          full:  from that call on every call that takes space fails with ENOSPC
 *                          short: half of the bytes are transferred (and the number returned)
 *                          lost:  nothing is written, success is returned
 *                          kill:  SIGKILL before the call
 *                          torn:  SIGKILL after half of the bytes were written
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

enum how { NOTHING, ERRNO, FULL, SHORT, LOST, KILL, TORN };
/* What a call does decides what can happen to it. */
enum kind { READS, TAKES_SPACE, OTHER };

static char folder[PATH_MAX];
static int log_fd = -1;
static long at;
static enum how how;
static int error;
static atomic_long calls;

__attribute__((constructor)) static void set_up(void) {
  const char* value = getenv("FAILING_CALLS_FOLDER");
  if (value != NULL) strncpy(folder, value, sizeof folder - 1);
  value = getenv("FAILING_CALLS_LOG");
  if (value != NULL)
    log_fd =
        (int)syscall(SYS_openat, AT_FDCWD, value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_fd >= 0 && log_fd < 100) { /* out of the way of closed standard streams */
    const int high = (int)syscall(SYS_fcntl, log_fd, F_DUPFD_CLOEXEC, 100);
    syscall(SYS_close, log_fd);
    log_fd = high;
  }
  value = getenv("FAILING_CALLS_AT");
  at = value == NULL ? 0 : atol(value);
  value = getenv("FAILING_CALLS_HOW");
  static const char* const names[] = {"", "", "full", "short", "lost", "kill", "torn"};
  for (enum how h = FULL; value != NULL && h <= TORN; h++)
    if (strcmp(value, names[h]) == 0) how = h;
  if (value != NULL && how == NOTHING) {
    how = ERRNO;
    error = atoi(value);
  }
  unsetenv("LD_PRELOAD"); /* programs that the program starts are their own */
}

/* ---- whether a call is about the folder */

static bool below_folder(const char* path) {
  const size_t length = strlen(folder);
  return length > 0 && strncmp(path, folder, length) == 0 &&
         (path[length] == '/' || path[length] == '\0');
}

static bool path_of(int fd, char* path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = '\0';
  return length > 0;
}

static bool full_path(int at_fd, const char* name, char* path) {
  path[0] = '\0';
  if (name[0] == '/') return snprintf(path, PATH_MAX, "%s", name) > 0;
  char base[PATH_MAX];
  if (at_fd == AT_FDCWD ? syscall(SYS_getcwd, base, sizeof base) < 0 : !path_of(at_fd, base))
    return false;
  return snprintf(path, PATH_MAX, "%s/%s", base, name) > 0;
}

/* ---- what happens to a call */

/* Counts it; whether it is the one. */
static bool count(const char* name, enum kind kind, const char* path, off_t offset, size_t bytes) {
  const long number = atomic_fetch_add(&calls, 1) + 1;
  char line[PATH_MAX + 128];
  const char* slash = strrchr(path, '/');
  const int length = snprintf(line, sizeof line, "%s\t%s\t%lld\t%zu\n", name,
                              slash == NULL ? path : slash + 1, (long long)offset, bytes);
  if (log_fd >= 0) syscall(SYS_write, log_fd, line, (size_t)length);
  if (how == FULL) return at > 0 && number >= at && kind == TAKES_SPACE;
  return number == at;
}

static void die(void) { syscall(SYS_kill, getpid(), SIGKILL); }

/* For calls that either happen or not: whether this one does not. */
static bool fails(const char* name, enum kind kind, const char* path) {
  if (!below_folder(path) || !count(name, kind, path, 0, 0)) return false;
  if (how == KILL || how == TORN) die();
  if (how != ERRNO && how != FULL) return false;
  errno = how == FULL ? ENOSPC : error;
  return true;
}

static bool fails_on(const char* name, enum kind kind, int fd) {
  char path[PATH_MAX];
  return path_of(fd, path) && fails(name, kind, path);
}

static bool fails_at(const char* name, enum kind kind, int at_fd, const char* file) {
  const int before = errno;
  char path[PATH_MAX];
  if (full_path(at_fd, file, path) && fails(name, kind, path)) return true;
  errno = before;
  return false;
}

/* Bytes of a transfer that take place, and in `result` what the caller is told; -1: by the call. */
static size_t transferred(const char* name, enum kind kind, int fd, off_t offset, size_t bytes,
                          ssize_t* result) {
  *result = -1;
  char path[PATH_MAX];
  if (!path_of(fd, path) || !below_folder(path) || !count(name, kind, path, offset, bytes))
    return bytes;
  switch (how) {
    case KILL:
      die();
      break;
    case SHORT:
    case TORN:
      return bytes > 1 ? bytes / 2 : bytes;
    case LOST:
      if (kind != TAKES_SPACE) return bytes;
      *result = (ssize_t)bytes;
      return 0;
    case ERRNO:
    case FULL:
      errno = how == FULL ? ENOSPC : error;
      return 0;
    case NOTHING:
      break;
  }
  return bytes;
}

static bool is_torn(void) { return how == TORN && atomic_load(&calls) == at; }

static ssize_t write_at(const char* name, int fd, const void* data, size_t bytes, off_t offset) {
  ssize_t result;
  const size_t part = transferred(name, TAKES_SPACE, fd, offset, bytes, &result);
  if (part == 0 && bytes > 0) return result;
  result = offset < 0 ? syscall(SYS_write, fd, data, part)
                      : syscall(SYS_pwrite64, fd, data, part, offset);
  if (is_torn()) die();
  return result;
}

static ssize_t read_at(const char* name, int fd, void* data, size_t bytes, off_t offset) {
  ssize_t result;
  const size_t part = transferred(name, READS, fd, offset, bytes, &result);
  if (part == 0 && bytes > 0) return result;
  return offset < 0 ? syscall(SYS_read, fd, data, part)
                    : syscall(SYS_pread64, fd, data, part, offset);
}

/* ---- the calls */

EXPORT ssize_t write(int fd, const void* data, size_t n) {
  return write_at("write", fd, data, n, -1);
}
EXPORT ssize_t pwrite(int fd, const void* data, size_t n, off_t o) {
  return write_at("pwrite", fd, data, n, o);
}
EXPORT ssize_t pwrite64(int fd, const void* data, size_t n, off_t o) {
  return write_at("pwrite", fd, data, n, o);
}
EXPORT ssize_t read(int fd, void* data, size_t n) { return read_at("read", fd, data, n, -1); }
EXPORT ssize_t pread(int fd, void* data, size_t n, off_t o) {
  return read_at("pread", fd, data, n, o);
}
EXPORT ssize_t pread64(int fd, void* data, size_t n, off_t o) {
  return read_at("pread", fd, data, n, o);
}

EXPORT ssize_t writev(int fd, const struct iovec* pieces, int n) {
  return fails_on("writev", TAKES_SPACE, fd) ? -1 : syscall(SYS_writev, fd, pieces, n);
}

EXPORT int fsync(int fd) { return fails_on("fsync", OTHER, fd) ? -1 : (int)syscall(SYS_fsync, fd); }
EXPORT int fdatasync(int fd) {
  return fails_on("fsync", OTHER, fd) ? -1 : (int)syscall(SYS_fdatasync, fd);
}
EXPORT int ftruncate(int fd, off_t n) {
  return fails_on("ftruncate", TAKES_SPACE, fd) ? -1 : (int)syscall(SYS_ftruncate, fd, n);
}
EXPORT int ftruncate64(int fd, off_t n) { return ftruncate(fd, n); }
EXPORT int fallocate(int fd, int mode, off_t offset, off_t n) {
  return fails_on("fallocate", TAKES_SPACE, fd) ? -1
                                                : (int)syscall(SYS_fallocate, fd, mode, offset, n);
}
EXPORT int fallocate64(int fd, int mode, off_t offset, off_t n) {
  return fallocate(fd, mode, offset, n);
}
EXPORT int posix_fallocate(int fd, off_t offset, off_t n) {
  return fallocate(fd, 0, offset, n) == 0 ? 0 : errno;
}
EXPORT int posix_fallocate64(int fd, off_t offset, off_t n) {
  return posix_fallocate(fd, offset, n);
}

EXPORT int renameat2(int a, const char* from, int b, const char* to, unsigned flags) {
  return fails_at("rename", OTHER, b, to) ? -1 : (int)syscall(SYS_renameat2, a, from, b, to, flags);
}
EXPORT int renameat(int a, const char* from, int b, const char* to) {
  return renameat2(a, from, b, to, 0);
}
EXPORT int rename(const char* from, const char* to) {
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}
EXPORT int linkat(int a, const char* from, int b, const char* to, int flags) {
  return fails_at("link", OTHER, b, to) ? -1 : (int)syscall(SYS_linkat, a, from, b, to, flags);
}
EXPORT int link(const char* from, const char* to) {
  return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}
EXPORT int unlinkat(int fd, const char* name, int flags) {
  return fails_at("unlink", OTHER, fd, name) ? -1 : (int)syscall(SYS_unlinkat, fd, name, flags);
}
EXPORT int unlink(const char* name) { return unlinkat(AT_FDCWD, name, 0); }
EXPORT int remove(const char* name) { return unlinkat(AT_FDCWD, name, 0); }

EXPORT int flock(int fd, int operation) {
  return fails_on("lock", OTHER, fd) ? -1 : (int)syscall(SYS_flock, fd, operation);
}
EXPORT int fcntl(int fd, int command, ...) {
  va_list list;
  va_start(list, command);
  void* argument = va_arg(list, void*);
  va_end(list);
  const bool locks = command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK ||
                     command == F_OFD_SETLKW;
  if (locks && fails_on("lock", OTHER, fd)) return -1;
  return (int)syscall(SYS_fcntl, fd, command, argument);
}
EXPORT int fcntl64(int fd, int command, ...) {
  va_list list;
  va_start(list, command);
  void* argument = va_arg(list, void*);
  va_end(list);
  return fcntl(fd, command, argument);
}

static int open_at(int fd, const char* name, int flags, mode_t mode) {
  const char* call = flags & O_CREAT                   ? "create"
                     : (flags & O_ACCMODE) == O_RDONLY ? "open"
                                                       : "open to write";
  return fails_at(call, OTHER, fd, name) ? -1 : (int)syscall(SYS_openat, fd, name, flags, mode);
}

#define MODE(flags)                                            \
  mode_t mode = 0;                                             \
  if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) { \
    va_list list;                                              \
    va_start(list, flags);                                     \
    mode = va_arg(list, mode_t);                               \
    va_end(list);                                              \
  }
EXPORT int open(const char* name, int flags, ...) {
  MODE(flags) return open_at(AT_FDCWD, name, flags, mode);
}
EXPORT int open64(const char* name, int flags, ...) {
  MODE(flags) return open_at(AT_FDCWD, name, flags, mode);
}
EXPORT int openat(int fd, const char* name, int flags, ...) {
  MODE(flags) return open_at(fd, name, flags, mode);
}
EXPORT int openat64(int fd, const char* name, int flags, ...) {
  MODE(flags) return open_at(fd, name, flags, mode);
}
EXPORT int __open_2(const char* name, int flags) { return open_at(AT_FDCWD, name, flags, 0); }
EXPORT int __open64_2(const char* name, int flags) { return open_at(AT_FDCWD, name, flags, 0); }

/* glibc opens without a call that could be seen here. */
EXPORT FILE* fopen(const char* name, const char* mode) {
  if (fails_at(mode[0] == 'r' ? "open" : "create", OTHER, AT_FDCWD, name)) return NULL;
  return REAL("fopen", FILE * (*)(const char*, const char*))(name, mode);
}
EXPORT FILE* fopen64(const char* name, const char* mode) { return fopen(name, mode); }
