/*
 * Loaded into a node with LD_PRELOAD: the disk fails for files whose path has DISK_FAILS_AT in it. With DISK_FAILS
 * "read" they can't be read (EIO), with "full" nothing more can be written to them (ENOSPC), and with "tight" writing
 * still works while the system says that nothing is left. With "closed" nothing can be made there (EACCES), as in a
 * folder of somebody else's. With "read-only" nothing there can be changed at all (EROFS), as on a disk that the system
 * has made read-only. If DISK_FAILS_WHEN names a file, the disk fails while that file exists.
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
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *place;
static const char *when;
static int failing;
static int tight;
static int closed;

__attribute__((constructor)) static void read_orders(void) {
  const char *kind = getenv("DISK_FAILS");
  place = getenv("DISK_FAILS_AT");
  when = getenv("DISK_FAILS_WHEN");
  if (kind == NULL || place == NULL) return;
  tight = strcmp(kind, "tight") == 0;
  closed = strcmp(kind, "closed") == 0;
  if (tight || closed) return;
  failing = strcmp(kind, "full") == 0 ? ENOSPC : strcmp(kind, "read-only") == 0 ? EROFS : EIO;
}

/* Whether the time to fail has come. */
static int is_time(void) {
  return when == NULL || syscall(SYS_faccessat, AT_FDCWD, when, F_OK) == 0;
}

/* What an operation does: reading fails on a disk that can't be read, and writing on any other one that fails. */
enum operation { reading, writing };

/* Whether an operation fails on this file. */
static int fails(int file, enum operation operation) {
  char link[64], path[PATH_MAX];
  if (failing == 0 || (failing == EIO) != (operation == reading)) return 0;
  int kept = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  int is_failing = length >= 0 && (path[length] = 0, strstr(path, place) != NULL) && is_time();
  errno = is_failing ? failing : kept;
  return is_failing;
}

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

#define IO(result, name, operation, parameters, arguments)              \
  result name parameters {                                              \
    if (fails(file, operation)) return -1;                              \
    return REAL(#name, result(*) parameters) arguments;                 \
  }

IO(ssize_t, read, reading, (int file, void *to, size_t size), (file, to, size))
IO(ssize_t, pread, reading, (int file, void *to, size_t size, off_t at), (file, to, size, at))
IO(ssize_t, pread64, reading, (int file, void *to, size_t size, off_t at), (file, to, size, at))
IO(ssize_t, readv, reading, (int file, const struct iovec *to, int count), (file, to, count))
IO(ssize_t, preadv, reading, (int file, const struct iovec *to, int count, off_t at), (file, to, count, at))
IO(ssize_t, preadv64, reading, (int file, const struct iovec *to, int count, off_t at), (file, to, count, at))
IO(ssize_t, write, writing, (int file, const void *from, size_t size), (file, from, size))
IO(ssize_t, pwrite, writing, (int file, const void *from, size_t size, off_t at), (file, from, size, at))
IO(ssize_t, pwrite64, writing, (int file, const void *from, size_t size, off_t at), (file, from, size, at))
IO(ssize_t, writev, writing, (int file, const struct iovec *from, int count), (file, from, count))
IO(ssize_t, pwritev, writing, (int file, const struct iovec *from, int count, off_t at), (file, from, count, at))
IO(ssize_t, pwritev64, writing, (int file, const struct iovec *from, int count, off_t at), (file, from, count, at))

void *mmap(void *at, size_t size, int protection, int flags, int file, off_t from) {
  if (file >= 0 && fails(file, reading)) return MAP_FAILED;
  return REAL("mmap", void *(*)(void *, size_t, int, int, int, off_t))(at, size, protection, flags, file, from);
}

void *mmap64(void *at, size_t size, int protection, int flags, int file, off_t from) {
  if (file >= 0 && fails(file, reading)) return MAP_FAILED;
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

/* Whether nothing can be changed at this path. */
static int is_read_only(const char *path) {
  int kept = errno;
  int is_refused = failing == EROFS && strstr(path, place) != NULL && is_time();
  errno = is_refused ? EROFS : kept;
  return is_refused;
}

/* Whether nothing can be made at this path. */
static int refuses(const char *path) {
  if (is_read_only(path)) return 1;
  if (!closed || strstr(path, place) == NULL) return 0;
  errno = EACCES;
  return 1;
}

int mkdir(const char *path, mode_t mode) {
  if (refuses(path)) return -1;
  return REAL("mkdir", int (*)(const char *, mode_t))(path, mode);
}

int rename(const char *from, const char *to) {
  if (is_read_only(from) || is_read_only(to)) return -1;
  return REAL("rename", int (*)(const char *, const char *))(from, to);
}

int unlink(const char *path) {
  if (is_read_only(path)) return -1;
  return REAL("unlink", int (*)(const char *))(path);
}

int access(const char *path, int mode) {
  if (mode & W_OK && is_read_only(path)) return -1;
  return REAL("access", int (*)(const char *, int))(path, mode);
}

IO(int, ftruncate, writing, (int file, off_t size), (file, size))
IO(int, ftruncate64, writing, (int file, off_t size), (file, size))

#define OPEN(name)                                                  \
  int name(const char *path, int flags, ...) {                      \
    va_list rest;                                                   \
    va_start(rest, flags);                                          \
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;       \
    va_end(rest);                                                   \
    if (flags & O_CREAT && refuses(path)) return -1;                \
    if (flags & (O_WRONLY | O_RDWR) && is_read_only(path)) return -1; \
    return REAL(#name, int (*)(const char *, int, ...))(path, flags, mode); \
  }

OPEN(open)
OPEN(open64)
