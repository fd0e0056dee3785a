/* A disk that fails when it is told to: the C library's own writes and flushes, replaced for one process by LD_PRELOAD.
 *
 * The folder that FAILING_DISK names says what fails. While it holds a file `full`, nothing is written to any regular
 * file (ENOSPC), as on a disk without space; while it holds a file `broken`, no flush succeeds (EIO), as on a disk that
 * loses what it was given. Pipes and sockets are left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int holds(const char *name) {
    const char *folder = getenv("FAILING_DISK");
    char path[4096];
    int before = errno;
    int found = 0;
    if (folder != NULL && snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path)
        found = access(path, F_OK) == 0;
    errno = before;
    return found;
}

static int is_full(int file) {
    struct stat about;
    return fstat(file, &about) == 0 && S_ISREG(about.st_mode) && holds("full");
}

#define REAL(function) \
    static __typeof__(&function) real; \
    if (real == NULL) \
        real = (__typeof__(&function))dlsym(RTLD_NEXT, #function)

#define REFUSE(code) \
    do { \
        errno = code; \
        return -1; \
    } while (0)

ssize_t write(int file, const void *bytes, size_t count) {
    REAL(write);
    if (is_full(file)) REFUSE(ENOSPC);
    return real(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    REAL(pwrite);
    if (is_full(file)) REFUSE(ENOSPC);
    return real(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    REAL(pwrite64);
    if (is_full(file)) REFUSE(ENOSPC);
    return real(file, bytes, count, at);
}

int fsync(int file) {
    REAL(fsync);
    if (holds("broken")) REFUSE(EIO);
    return real(file);
}

int fdatasync(int file) {
    REAL(fdatasync);
    if (holds("broken")) REFUSE(EIO);
    return real(file);
}
