// A preloaded shim that lets one file-system call under a folder fail, the FAULT_AT-th, with FAULT_ERRNO.
//
//   FAULT_ROOT   only calls on files below this folder count
//   FAULT_ARM    nothing counts until this file exists, so that a start can be left out
//   FAULT_CALL   only this call on this file counts, such as `fdatasync /ledger.db-wal`
//   FAULT_AT     which call fails; 0 or absent: none, only count
//   FAULT_ERRNO  EIO (5) by default
//   FAULT_KILL   the process is killed there (SIGKILL) instead of the call failing
//   FAULT_LOG    one line a call: number, name, path, and whether it failed
//
// A failing write fails whole, as EIO does; a failing fsync loses what it was to make durable, so the shim never calls
// the real one there.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *root, *arm, *call;
static size_t root_length;
static long fail_at, count;
static int fail_errno = EIO, log_fd = -1, is_armed, is_ready, kills;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static __thread int inside;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void start(void) {
    root = getenv("FAULT_ROOT");
    if (!root) return;
    root_length = strlen(root);
    arm = getenv("FAULT_ARM");
    call = getenv("FAULT_CALL");
    const char *at = getenv("FAULT_AT"), *number = getenv("FAULT_ERRNO"), *path = getenv("FAULT_LOG");
    fail_at = at ? atol(at) : 0;
    if (number) fail_errno = atoi(number);
    kills = getenv("FAULT_KILL") != NULL;
    if (path) log_fd = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    is_ready = 1;
}

// Whether a call is one that counts.
static int counts(const char *name, const char *path) {
    if (strncmp(path, root, root_length) != 0) return 0;
    if (!call) return 1;
    size_t length = strlen(name);
    return strncmp(call, name, length) == 0 && call[length] == ' ' && strcmp(call + length + 1, path + root_length) == 0;
}

// Counts a call on a path; says whether it must fail.
static int fails(const char *name, const char *path) {
    if (!is_ready || inside || !path || !counts(name, path)) return 0;
    inside = 1;
    int saved = errno, result = 0;
    pthread_mutex_lock(&lock);
    if (!is_armed && (!arm || access(arm, F_OK) == 0)) is_armed = 1;
    if (is_armed) {
        count++;
        result = count == fail_at;
        char line[600];
        int length = snprintf(line, sizeof line, "%ld %s %s%s\n", count, name, path + root_length, result ? " FAILED" : "");
        if (log_fd >= 0 && length > 0) {
            ssize_t ignored = REAL(write)(log_fd, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
            (void)ignored;
        }
        if (result && kills) kill(getpid(), SIGKILL);
    }
    pthread_mutex_unlock(&lock);
    errno = result ? fail_errno : saved;
    inside = 0;
    return result;
}

// The same for an open file, by what /proc says of its descriptor.
static int fails_fd(const char *name, int fd) {
    if (!is_ready || inside) return 0;
    char link[64], path[512];
    int saved = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = saved;
    if (length <= 0) return 0;
    path[length] = 0;
    return fails(name, path);
}

#define OPEN(function)                                                      \
    int function(const char *path, int flags, ...) {                        \
        mode_t mode = 0;                                                    \
        if (flags & (O_CREAT | O_TMPFILE)) {                                \
            va_list list;                                                   \
            va_start(list, flags);                                          \
            mode = va_arg(list, mode_t);                                    \
            va_end(list);                                                   \
        }                                                                   \
        if (fails("open", path)) return -1;                                 \
        return REAL(function)(path, flags, mode);                           \
    }
OPEN(open)
OPEN(open64)

#define ON_FD(result, function, parameters, arguments)                      \
    result function parameters {                                            \
        if (fails_fd(#function, fd)) return -1;                             \
        return REAL(function) arguments;                                    \
    }
ON_FD(ssize_t, read, (int fd, void *bytes, size_t size), (fd, bytes, size))
ON_FD(ssize_t, write, (int fd, const void *bytes, size_t size), (fd, bytes, size))
ON_FD(ssize_t, pread, (int fd, void *bytes, size_t size, off_t at), (fd, bytes, size, at))
ON_FD(ssize_t, pread64, (int fd, void *bytes, size_t size, off64_t at), (fd, bytes, size, at))
ON_FD(ssize_t, pwrite, (int fd, const void *bytes, size_t size, off_t at), (fd, bytes, size, at))
ON_FD(ssize_t, pwrite64, (int fd, const void *bytes, size_t size, off64_t at), (fd, bytes, size, at))
ON_FD(ssize_t, writev, (int fd, const struct iovec *parts, int number), (fd, parts, number))
ON_FD(int, fsync, (int fd), (fd))
ON_FD(int, fdatasync, (int fd), (fd))
ON_FD(int, ftruncate, (int fd, off_t size), (fd, size))
ON_FD(int, ftruncate64, (int fd, off64_t size), (fd, size))
ON_FD(int, fchmod, (int fd, mode_t mode), (fd, mode))
ON_FD(int, fstat, (int fd, struct stat *result), (fd, result))
ON_FD(int, fstat64, (int fd, struct stat64 *result), (fd, result))

#define ON_PATH(result, function, parameters, arguments)                    \
    result function parameters {                                            \
        if (fails(#function, path)) return -1;                              \
        return REAL(function) arguments;                                    \
    }
ON_PATH(int, rename, (const char *path, const char *to), (path, to))
ON_PATH(int, unlink, (const char *path), (path))
ON_PATH(int, mkdir, (const char *path, mode_t mode), (path, mode))
ON_PATH(int, stat, (const char *path, struct stat *result), (path, result))
ON_PATH(int, stat64, (const char *path, struct stat64 *result), (path, result))
