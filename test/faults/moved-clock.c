/*
 * Loaded into a node with LD_PRELOAD: its clock of the day is off by as many milliseconds as the file CLOCK_OFFSET
 * says, which may change while the node runs. What it measures times with is left as it is.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *offset_ms;

__attribute__((constructor)) static void map_offset(void) {
  const char *path = getenv("CLOCK_OFFSET");
  int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  void *mapped = mmap(NULL, sizeof *offset_ms, PROT_READ, MAP_SHARED, file, 0);
  if (mapped != MAP_FAILED) offset_ms = mapped;
  close(file);
}

static void move(int64_t *seconds, int64_t *parts, int64_t parts_a_second) {
  if (offset_ms == NULL) return;
  int64_t moved = *parts + *offset_ms % 1000 * (parts_a_second / 1000);
  *seconds += *offset_ms / 1000 + moved / parts_a_second;
  *parts = moved % parts_a_second;
  if (*parts < 0) {
    *parts += parts_a_second;
    *seconds -= 1;
  }
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int (*real)(clockid_t, struct timespec *) =
      (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(clock, time);
  if (result != 0 || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return result;
  int64_t seconds = time->tv_sec, parts = time->tv_nsec;
  move(&seconds, &parts, 1000000000);
  time->tv_sec = seconds;
  time->tv_nsec = parts;
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  int (*real)(struct timeval *, void *) =
      (int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday");
  int result = real(time, zone);
  if (result != 0) return result;
  int64_t seconds = time->tv_sec, parts = time->tv_usec;
  move(&seconds, &parts, 1000000);
  time->tv_sec = seconds;
  time->tv_usec = parts;
  return result;
}
