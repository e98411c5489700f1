/*
 * A library to preload: it sees each call that changes a file or folder below the folder UNDER. The calls are
 * numbered from 1, in the order in which they happen. A write is two calls, one for each half of its bytes.
 *
 *   FILECALLS_UNDER=FOLDER    the folder to watch, an absolute path without links
 *   FILECALLS_LOG=FILE        appends a line for each call: number, tab, name, tab, path, tab, second path
 *   FILECALLS_STATES=FOLDER   before call N, copies UNDER to FOLDER/N: what a kill at that call would leave
 *   FILECALLS_KILL=N          kills the process at call N, before the call is done
 *   FILECALLS_FULL=N          from call N on the disk is full: calls that need space fail
 *
 * Linux only: the calls are made without the C library's own functions, so none has to be looked up.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILES = 4096 };

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static char opened[FILES][PATH_MAX];
static long calls;

static long number(const char *name) {
  const char *value = getenv(name);
  return value ? atol(value) : 0;
}

static int watched(const char *path) {
  const char *under = getenv("FILECALLS_UNDER");
  size_t length = under ? strlen(under) : 0;
  return length && path && !strncmp(path, under, length) && (path[length] == '/' || !path[length]);
}

static const char *path_of(int fd) { return fd >= 0 && fd < FILES && opened[fd][0] ? opened[fd] : NULL; }

static void copy_state(void) {
  char to[PATH_MAX + 32];
  snprintf(to, sizeof to, "%s/%ld", getenv("FILECALLS_STATES"), calls);
  char *arguments[] = {"cp", "-a", getenv("FILECALLS_UNDER"), to, NULL};
  char *empty[] = {NULL};
  pid_t child;
  int status = 1;
  if (posix_spawn(&child, "/bin/cp", NULL, NULL, arguments, empty) || waitpid(child, &status, 0) != child || status) {
    abort();
  }
}

/* Counts a call. The lock is held until the call is done. Returns whether the disk is full. */
static int begin(const char *name, const char *path, const char *second) {
  pthread_mutex_lock(&one);
  calls++;
  const char *log = getenv("FILECALLS_LOG");
  if (log) {
    int fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    dprintf(fd, "%ld\t%s\t%s\t%s\n", calls, name, path, second);
    syscall(SYS_close, fd);
  }
  if (getenv("FILECALLS_STATES")) {
    copy_state();
  }
  if (calls == number("FILECALLS_KILL")) {
    kill(getpid(), SIGKILL);
  }
  long full = number("FILECALLS_FULL");
  return full && calls >= full;
}

static long end(long result) {
  int error = errno;
  pthread_mutex_unlock(&one);
  errno = error;
  return result;
}

static long no_space(void) {
  errno = ENOSPC;
  return end(-1);
}

static int open_file(int folder, const char *path, int flags, mode_t mode) {
  int changes = (flags & (O_CREAT | O_TRUNC)) != 0;
  if (!watched(path)) {
    int fd = syscall(SYS_openat, folder, path, flags, mode);
    if (fd >= 0 && fd < FILES) {
      opened[fd][0] = 0;
    }
    return fd;
  }
  if (changes && begin("open", path, "") && (flags & O_CREAT)) {
    return no_space();
  }
  int fd = syscall(SYS_openat, folder, path, flags, mode);
  if (fd >= 0 && fd < FILES) {
    snprintf(opened[fd], PATH_MAX, "%s", path);
  }
  return changes ? end(fd) : fd;
}

#define MODE(flags)                       \
  mode_t mode = 0;                        \
  if ((flags) & (O_CREAT | __O_TMPFILE)) { \
    va_list more;                         \
    va_start(more, flags);                \
    mode = va_arg(more, mode_t);          \
    va_end(more);                         \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  return open_file(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE(flags)
  return open_file(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  MODE(flags)
  return open_file(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
  MODE(flags)
  return open_file(folder, path, flags | O_LARGEFILE, mode);
}

int close(int fd) {
  if (fd >= 0 && fd < FILES) {
    opened[fd][0] = 0;
  }
  return syscall(SYS_close, fd);
}

static long write_at(int fd, const char *bytes, size_t count, off_t at) {
  return at < 0 ? syscall(SYS_write, fd, bytes, count) : syscall(SYS_pwrite64, fd, bytes, count, at);
}

static ssize_t write_halves(int fd, const char *bytes, size_t count, off_t at) {
  const char *path = path_of(fd);
  if (!path) {
    return write_at(fd, bytes, count, at);
  }
  size_t half = count / 2;
  long done = 0;
  if (half) {
    if (begin("write", path, "")) {
      return no_space();
    }
    done = end(write_at(fd, bytes, half, at));
    if (done < (long)half) {
      return done;
    }
  }
  if (begin("write", path, "")) {
    return no_space();
  }
  long rest = end(write_at(fd, bytes + done, count - done, at < 0 ? at : at + done));
  return rest < 0 ? rest : done + rest;
}

ssize_t write(int fd, const void *bytes, size_t count) { return write_halves(fd, bytes, count, -1); }

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return write_halves(fd, bytes, count, at); }

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at) { return write_halves(fd, bytes, count, at); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
  const char *path = path_of(fd);
  if (path && begin("write", path, "")) {
    return no_space();
  }
  long done = syscall(SYS_writev, fd, parts, count);
  return path ? end(done) : done;
}

int ftruncate(int fd, off_t length) {
  const char *path = path_of(fd);
  if (path) {
    begin("truncate", path, "");
  }
  long result = syscall(SYS_ftruncate, fd, length);
  return path ? end(result) : result;
}

int ftruncate64(int fd, off_t length) { return ftruncate(fd, length); }

int fsync(int fd) {
  const char *path = path_of(fd);
  if (path) {
    begin("fsync", path, "");
  }
  long result = syscall(SYS_fsync, fd);
  return path ? end(result) : result;
}

int fdatasync(int fd) { return fsync(fd); }

int renameat2(int folder, const char *from, int other, const char *to, unsigned flags) {
  int seen = watched(from) || watched(to);
  if (seen) {
    begin("rename", from, to);
  }
  long result = syscall(SYS_renameat2, folder, from, other, to, flags);
  return seen ? end(result) : result;
}

int renameat(int folder, const char *from, int other, const char *to) {
  return renameat2(folder, from, other, to, 0);
}

int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int folder, const char *path, int flags) {
  int seen = watched(path);
  if (seen) {
    begin(flags & AT_REMOVEDIR ? "rmdir" : "unlink", path, "");
  }
  long result = syscall(SYS_unlinkat, folder, path, flags);
  return seen ? end(result) : result;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int remove(const char *path) {
  struct stat status;
  int folder = !lstat(path, &status) && S_ISDIR(status.st_mode);
  return unlinkat(AT_FDCWD, path, folder ? AT_REMOVEDIR : 0);
}

int mkdirat(int folder, const char *path, mode_t mode) {
  int seen = watched(path);
  if (seen && begin("mkdir", path, "")) {
    return no_space();
  }
  long result = syscall(SYS_mkdirat, folder, path, mode);
  return seen ? end(result) : result;
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
