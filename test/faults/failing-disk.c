/*
 * Loaded into a node with LD_PRELOAD: the disk fails for files whose path has DISK_FAILS_AT in it. With DISK_FAILS
 * "read" they can't be read (EIO), with "full" nothing more can be written to them (ENOSPC), and with "tight" writing
 * still works while the system says that nothing is left. With "closed" nothing can be made there (EACCES), as in a
 * folder of somebody else's.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *place;
static int failing;
static int tight;
static int closed;

__attribute__((constructor)) static void read_orders(void) {
  const char *kind = getenv("DISK_FAILS");
  place = getenv("DISK_FAILS_AT");
  if (kind == NULL || place == NULL) return;
  tight = strcmp(kind, "tight") == 0;
  closed = strcmp(kind, "closed") == 0;
  failing = tight || closed ? 0 : strcmp(kind, "full") == 0 ? ENOSPC : EIO;
}

/* Whether an operation that fails in this way fails on this file. */
static int fails(int file, int how) {
  char link[64], path[PATH_MAX];
  if (failing != how) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  int kept = errno;
  ssize_t length = readlink(link, path, sizeof path - 1);
  errno = kept;
  if (length < 0) return 0;
  path[length] = 0;
  if (strstr(path, place) == NULL) return 0;
  errno = how;
  return 1;
}

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

#define IO(result, name, how, parameters, arguments)                    \
  result name parameters {                                              \
    if (fails(file, how)) return -1;                                    \
    return REAL(#name, result(*) parameters) arguments;                 \
  }

IO(ssize_t, read, EIO, (int file, void *to, size_t size), (file, to, size))
IO(ssize_t, pread, EIO, (int file, void *to, size_t size, off_t at), (file, to, size, at))
IO(ssize_t, pread64, EIO, (int file, void *to, size_t size, off_t at), (file, to, size, at))
IO(ssize_t, readv, EIO, (int file, const struct iovec *to, int count), (file, to, count))
IO(ssize_t, preadv, EIO, (int file, const struct iovec *to, int count, off_t at), (file, to, count, at))
IO(ssize_t, preadv64, EIO, (int file, const struct iovec *to, int count, off_t at), (file, to, count, at))
IO(ssize_t, write, ENOSPC, (int file, const void *from, size_t size), (file, from, size))
IO(ssize_t, pwrite, ENOSPC, (int file, const void *from, size_t size, off_t at), (file, from, size, at))
IO(ssize_t, pwrite64, ENOSPC, (int file, const void *from, size_t size, off_t at), (file, from, size, at))
IO(ssize_t, writev, ENOSPC, (int file, const struct iovec *from, int count), (file, from, count))
IO(ssize_t, pwritev, ENOSPC, (int file, const struct iovec *from, int count, off_t at), (file, from, count, at))
IO(ssize_t, pwritev64, ENOSPC, (int file, const struct iovec *from, int count, off_t at), (file, from, count, at))

void *mmap(void *at, size_t size, int protection, int flags, int file, off_t from) {
  if (file >= 0 && fails(file, EIO)) return MAP_FAILED;
  return REAL("mmap", void *(*)(void *, size_t, int, int, int, off_t))(at, size, protection, flags, file, from);
}

void *mmap64(void *at, size_t size, int protection, int flags, int file, off_t from) {
  if (file >= 0 && fails(file, EIO)) return MAP_FAILED;
  return REAL("mmap64", void *(*)(void *, size_t, int, int, int, off_t))(at, size, protection, flags, file, from);
}

int statfs(const char *path, struct statfs *space) {
  int result = REAL("statfs", int (*)(const char *, struct statfs *))(path, space);
  if (result == 0 && tight && strstr(path, place) != NULL) space->f_bavail = 0;
  return result;
}

int statfs64(const char *path, struct statfs64 *space) {
  int result = REAL("statfs64", int (*)(const char *, struct statfs64 *))(path, space);
  if (result == 0 && tight && strstr(path, place) != NULL) space->f_bavail = 0;
  return result;
}

/* Whether nothing can be made at this path. */
static int refuses(const char *path) {
  if (!closed || strstr(path, place) == NULL) return 0;
  errno = EACCES;
  return 1;
}

int mkdir(const char *path, mode_t mode) {
  if (refuses(path)) return -1;
  return REAL("mkdir", int (*)(const char *, mode_t))(path, mode);
}

#define OPEN(name)                                                  \
  int name(const char *path, int flags, ...) {                      \
    va_list rest;                                                   \
    va_start(rest, flags);                                          \
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;       \
    va_end(rest);                                                   \
    if (flags & O_CREAT && refuses(path)) return -1;                \
    return REAL(#name, int (*)(const char *, int, ...))(path, flags, mode); \
  }

OPEN(open)
OPEN(open64)
