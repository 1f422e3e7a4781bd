// A preloaded shim that shifts the wall clock of a process by CLOCK_SHIFT milliseconds, so that tests of hours and of days
// neither wait nor touch the machine's clock. Other clocks run as they do.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long long shift;

__attribute__((constructor)) static void start(void) {
    const char *text = getenv("CLOCK_SHIFT");
    if (text) shift = atoll(text);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = (int)syscall(SYS_clock_gettime, clock, time);
    if (result != 0 || clock != CLOCK_REALTIME || shift == 0) return result;
    long long nanoseconds = time->tv_nsec + shift % 1000 * 1000000;
    long long seconds = time->tv_sec + shift / 1000 + nanoseconds / 1000000000;
    nanoseconds %= 1000000000;
    if (nanoseconds < 0) {
        nanoseconds += 1000000000;
        seconds--;
    }
    time->tv_sec = seconds;
    time->tv_nsec = nanoseconds;
    return 0;
}
