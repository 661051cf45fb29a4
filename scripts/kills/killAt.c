// Loaded before a program (LD_PRELOAD), it ends it by SIGKILL before its call number KILL_AT that changes a file, and
// writes the number of such calls to the file KILL_COUNT at an ordinary end.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;

static long kill_at(void) {
  static long at = -1;
  if (at < 0) {
    const char *text = getenv("KILL_AT");
    at = text == NULL ? 0 : atol(text);
  }
  return at;
}

static void say(int fd, const char *text) { syscall(SYS_write, fd, text, strlen(text)); }

static void count(const char *name, const char *path) {
  long number = atomic_fetch_add(&calls, 1) + 1;
  if (number != kill_at()) return;
  say(2, "\nkilled before ");
  say(2, name);
  say(2, " ");
  say(2, path);
  say(2, "\n");
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

// Pipes, sockets and terminals are no files that stay.
static void count_open(const char *name, int fd) {
  struct stat found;
  char link[64], path[512];
  if (syscall(SYS_fstat, fd, &found) != 0 || (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode))) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = 0;
  count(name, path);
}

__attribute__((destructor)) static void tell(void) {
  const char *file = getenv("KILL_COUNT");
  if (file == NULL) return;
  char text[32];
  snprintf(text, sizeof text, "%ld\n", atomic_load(&calls));
  int fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0) return;
  say(fd, text);
  close(fd);
}

#define ON_PATH(name, parameters, arguments, path) \
  int name parameters { \
    static int (*real) parameters; \
    if (real == NULL) real = dlsym(RTLD_NEXT, #name); \
    count(#name, path); \
    return real arguments; \
  }
#define ON_FD(type, name, parameters, arguments) \
  type name parameters { \
    static type(*real) parameters; \
    if (real == NULL) real = dlsym(RTLD_NEXT, #name); \
    count_open(#name, fd); \
    return real arguments; \
  }

ON_PATH(rename, (const char *from, const char *to), (from, to), to)
ON_PATH(unlink, (const char *path), (path), path)
ON_PATH(rmdir, (const char *path), (path), path)
ON_PATH(mkdir, (const char *path, mode_t mode), (path, mode), path)
ON_PATH(link, (const char *from, const char *to), (from, to), to)
ON_PATH(symlink, (const char *from, const char *to), (from, to), to)
ON_FD(int, fsync, (int fd), (fd))
ON_FD(int, fdatasync, (int fd), (fd))
ON_FD(int, ftruncate, (int fd, off_t length), (fd, length))
ON_FD(int, ftruncate64, (int fd, off64_t length), (fd, length))
ON_FD(ssize_t, write, (int fd, const void *bytes, size_t length), (fd, bytes, length))
ON_FD(ssize_t, pwrite, (int fd, const void *bytes, size_t length, off_t at), (fd, bytes, length, at))
ON_FD(ssize_t, pwrite64, (int fd, const void *bytes, size_t length, off64_t at), (fd, bytes, length, at))
ON_FD(ssize_t, writev, (int fd, const struct iovec *parts, int number), (fd, parts, number))
ON_FD(ssize_t, pwritev, (int fd, const struct iovec *parts, int number, off_t at), (fd, parts, number, at))
ON_FD(ssize_t, pwritev64, (int fd, const struct iovec *parts, int number, off64_t at), (fd, parts, number, at))

#define ON_OPEN(name) \
  int name(const char *path, int flags, ...) { \
    static int (*real)(const char *, int, ...); \
    if (real == NULL) real = dlsym(RTLD_NEXT, #name); \
    mode_t mode = 0; \
    if (flags & O_CREAT) { \
      va_list more; \
      va_start(more, flags); \
      mode = va_arg(more, mode_t); \
      va_end(more); \
      count(#name, path); \
    } \
    return real(path, flags, mode); \
  }
ON_OPEN(open)
ON_OPEN(open64)
