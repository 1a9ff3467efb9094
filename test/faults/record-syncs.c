/*
 * Loaded into a node with LD_PRELOAD: writes down how long each file was when it was last synced, so that
 * a test can take away what a power cut would have taken. One line a sync: inode and size.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int record = -1;

__attribute__((constructor)) static void open_record(void) {
  const char *path = getenv("SYNC_RECORD");
  if (path != NULL) record = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int synced(int file, const char *name) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  struct stat before;
  int known = fstat(file, &before) == 0 && S_ISREG(before.st_mode);
  int result = real(file);
  if (result == 0 && known && record >= 0) {
    char line[64];
    int length = snprintf(line, sizeof line, "%llu %lld\n", (unsigned long long)before.st_ino,
                          (long long)before.st_size);
    if (write(record, line, length) != length) abort();
  }
  return result;
}

int fsync(int file) { return synced(file, "fsync"); }
int fdatasync(int file) { return synced(file, "fdatasync"); }
