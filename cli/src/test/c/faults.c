// Makes file system calls of a process fail. To be preloaded: cc -shared -fPIC -o faults.so faults.c
//
// Looks at calls that change or read what lies below a folder. Each is a line in the log, "CALL PATH NANOS", with the path below the folder and the
// time of the monotonic clock; "! " stands before those that fail. An open that cannot make a file is the call "openread". The variables:
//   FAULT_FOLDER  the folder, an absolute path
//   FAULT_LOG     the log
//   FAULT_CALL    the call that fails, FAULT_NAME: below the folder of this name or at the file of it, FAULT_AT: the how manieth of them, from 1
//   FAULT_ERROR   EIO, ENOSPC, EDQUOT, EINTR, EMFILE, ENOMEM; SHORT: half of a read or write; KILL: the process is killed in its place
//   FAULT_STICKS  1 if all later ones fail too
//   FAULT_READS   1 if calls that read are looked at too
//   FAULT_DELAY   a file with milliseconds: syncs below FAULT_NAME wait so long; no file, no delay
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define SHORT (-1)
#define KILL (-2)
#define REAL(name, ...) ((real_##name)next(#name))(__VA_ARGS__)

typedef ssize_t (*real_write)(int, const void *, size_t);
typedef ssize_t (*real_writev)(int, const struct iovec *, int);
typedef ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
typedef ssize_t (*real_read)(int, void *, size_t);
typedef ssize_t (*real_readv)(int, const struct iovec *, int);
typedef ssize_t (*real_pread64)(int, void *, size_t, off64_t);
typedef void *(*real_mmap64)(void *, size_t, int, int, int, off64_t);
typedef struct dirent64 *(*real_readdir64)(DIR *);
typedef int (*real_fsync)(int);
typedef int (*real_fdatasync)(int);
typedef int (*real_ftruncate64)(int, off64_t);
typedef int (*real_fallocate64)(int, int, off64_t, off64_t);
typedef int (*real_posix_fallocate64)(int, off64_t, off64_t);
typedef int (*real_open64)(const char *, int, ...);
typedef int (*real_rename)(const char *, const char *);
typedef int (*real_link)(const char *, const char *);
typedef int (*real_unlink)(const char *);
typedef int (*real_mkdir)(const char *, mode_t);

static atomic_int seen;
static atomic_int log_file = -1;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static void note(const char *mark, const char *call, const char *name) {
  const char *path = getenv("FAULT_LOG");
  if (path == NULL) return;
  int file = log_file;
  if (file < 0) {
    file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int none = -1;
    if (!atomic_compare_exchange_strong(&log_file, &none, file)) {
      syscall(SYS_close, file);
      file = log_file;
    }
  }
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  char line[300];
  int size = snprintf(line, sizeof line, "%s%s %s %lld\n", mark, call, name,
                      now.tv_sec * 1000000000LL + now.tv_nsec);
  if (size > 0 && size < (int)sizeof line) syscall(SYS_write, file, line, size);
}

static int error_of(const char *name) {
  if (strcmp(name, "ENOSPC") == 0) return ENOSPC;
  if (strcmp(name, "EDQUOT") == 0) return EDQUOT;
  if (strcmp(name, "EINTR") == 0) return EINTR;
  if (strcmp(name, "EMFILE") == 0) return EMFILE;
  if (strcmp(name, "ENOMEM") == 0) return ENOMEM;
  if (strcmp(name, "SHORT") == 0) return SHORT;
  if (strcmp(name, "KILL") == 0) return KILL;
  return EIO;
}

static void delay(void) {
  const char *path = getenv("FAULT_DELAY");
  if (path == NULL) return;
  int file = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  char text[20] = {0};
  ssize_t size = syscall(SYS_read, file, text, sizeof text - 1);
  syscall(SYS_close, file);
  long millis = size > 0 ? atol(text) : 0;
  struct timespec left = {millis / 1000, millis % 1000 * 1000000};
  while (millis > 0 && nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

// What this call must do instead: 0 for what it always does, SHORT, or an error number.
static int fault(const char *call, const char *path) {
  const char *folder = getenv("FAULT_FOLDER");
  if (folder == NULL || path == NULL) return 0;
  size_t length = strlen(folder);
  if (strncmp(path, folder, length) != 0 || path[length] != '/') return 0;
  const char *name = path + length + 1;
  size_t end = strcspn(name, "/");
  const char *wanted_call = getenv("FAULT_CALL");
  const char *wanted_name = getenv("FAULT_NAME");
  const char *at = getenv("FAULT_AT");
  const char *error = getenv("FAULT_ERROR");
  int is_name = wanted_name != NULL && strlen(wanted_name) == end && strncmp(name, wanted_name, end) == 0;
  if (is_name && strstr(call, "sync") != NULL) delay();
  if (!is_name || wanted_call == NULL || at == NULL || error == NULL || strcmp(call, wanted_call) != 0) {
    note("", call, name);
    return 0;
  }
  int number = ++seen;
  const char *sticks = getenv("FAULT_STICKS");
  int fails = number == atoi(at) || (number > atoi(at) && sticks != NULL && *sticks == '1');
  note(fails ? "! " : "", call, name);
  if (!fails) return 0;
  int what = error_of(error);
  if (what == KILL) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
  }
  return what;
}

static int fault_at(const char *call, int file) {
  if (getenv("FAULT_FOLDER") == NULL) return 0;
  int before = errno;
  char link[40], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  errno = before;
  if (length <= 0) return 0;
  path[length] = 0;
  return fault(call, path);
}

// What a call that reads must do instead.
static int reading(const char *call, int file) {
  const char *wanted = getenv("FAULT_READS");
  return wanted != NULL && *wanted == '1' && file >= 0 ? fault_at(call, file) : 0;
}

static int failed(int error) {
  errno = error;
  return -1;
}

ssize_t write(int file, const void *bytes, size_t count) {
  int what = fault_at("write", file);
  if (what == SHORT) count = count / 2 + count % 2;
  return what > 0 ? failed(what) : REAL(write, file, bytes, count);
}

ssize_t writev(int file, const struct iovec *pieces, int count) {
  int what = fault_at("writev", file);
  if (what == SHORT) return REAL(write, file, pieces[0].iov_base, pieces[0].iov_len / 2 + pieces[0].iov_len % 2);
  return what > 0 ? failed(what) : REAL(writev, file, pieces, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  int what = fault_at("pwrite", file);
  if (what == SHORT) count = count / 2 + count % 2;
  return what > 0 ? failed(what) : REAL(pwrite64, file, bytes, count, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) { return pwrite64(file, bytes, count, offset); }

ssize_t read(int file, void *bytes, size_t count) {
  int what = reading("read", file);
  if (what == SHORT) count = count / 2 + count % 2;
  return what > 0 ? failed(what) : REAL(read, file, bytes, count);
}

ssize_t readv(int file, const struct iovec *pieces, int count) {
  int what = reading("readv", file);
  if (what == SHORT) return REAL(read, file, pieces[0].iov_base, pieces[0].iov_len / 2 + pieces[0].iov_len % 2);
  return what > 0 ? failed(what) : REAL(readv, file, pieces, count);
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) {
  int what = reading("pread", file);
  if (what == SHORT) count = count / 2 + count % 2;
  return what > 0 ? failed(what) : REAL(pread64, file, bytes, count, offset);
}

ssize_t pread(int file, void *bytes, size_t count, off_t offset) { return pread64(file, bytes, count, offset); }

void *mmap64(void *address, size_t length, int protection, int flags, int file, off64_t offset) {
  int what = flags & MAP_ANONYMOUS ? 0 : reading("mmap", file);
  if (what > 0) errno = what;
  return what > 0 ? MAP_FAILED : REAL(mmap64, address, length, protection, flags, file, offset);
}

void *mmap(void *address, size_t length, int protection, int flags, int file, off_t offset) {
  return mmap64(address, length, protection, flags, file, offset);
}

struct dirent64 *readdir64(DIR *folder) {
  int what = reading("readdir", dirfd(folder));
  if (what > 0) errno = what;
  return what > 0 ? NULL : REAL(readdir64, folder);
}

int fsync(int file) {
  int what = fault_at("fsync", file);
  return what > 0 ? failed(what) : REAL(fsync, file);
}

int fdatasync(int file) {
  int what = fault_at("fdatasync", file);
  return what > 0 ? failed(what) : REAL(fdatasync, file);
}

int ftruncate64(int file, off64_t length) {
  int what = fault_at("ftruncate", file);
  return what > 0 ? failed(what) : REAL(ftruncate64, file, length);
}

int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

int fallocate64(int file, int mode, off64_t offset, off64_t length) {
  int what = fault_at("fallocate", file);
  return what > 0 ? failed(what) : REAL(fallocate64, file, mode, offset, length);
}

int fallocate(int file, int mode, off_t offset, off_t length) { return fallocate64(file, mode, offset, length); }

int posix_fallocate64(int file, off64_t offset, off64_t length) {
  int what = fault_at("fallocate", file);
  return what > 0 ? what : REAL(posix_fallocate64, file, offset, length);
}

int posix_fallocate(int file, off_t offset, off_t length) { return posix_fallocate64(file, offset, length); }

// What may make a file is the call "open", all else "openread".
static int opening(const char *path, int flags) {
  const char *reads = getenv("FAULT_READS");
  if (flags & O_CREAT) return fault("open", path);
  return reads != NULL && *reads == '1' ? fault("openread", path) : 0;
}

int open64(const char *path, int flags, ...) {
  mode_t mode = 0;
  if (flags & (O_CREAT | O_TMPFILE)) {
    va_list more;
    va_start(more, flags);
    mode = va_arg(more, mode_t);
    va_end(more);
  }
  int what = opening(path, flags);
  return what > 0 ? failed(what) : REAL(open64, path, flags, mode);
}

int open(const char *path, int flags, ...) {
  mode_t mode = 0;
  if (flags & (O_CREAT | O_TMPFILE)) {
    va_list more;
    va_start(more, flags);
    mode = va_arg(more, mode_t);
    va_end(more);
  }
  return open64(path, flags, mode);
}

int rename(const char *from, const char *to) {
  int what = fault("rename", to);
  return what > 0 ? failed(what) : REAL(rename, from, to);
}

int link(const char *from, const char *to) {
  int what = fault("link", to);
  return what > 0 ? failed(what) : REAL(link, from, to);
}

int unlink(const char *path) {
  int what = fault("unlink", path);
  return what > 0 ? failed(what) : REAL(unlink, path);
}

int mkdir(const char *path, mode_t mode) {
  int what = fault("mkdir", path);
  return what > 0 ? failed(what) : REAL(mkdir, path, mode);
}
