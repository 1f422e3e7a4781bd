// Calls of Linux that Swift cannot import: variable arguments, or types behind _GNU_SOURCE.

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// Neither a core file nor a debugger of the same user reads this process.
static inline int process_forbid_tracing(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

// A descriptor that becomes readable when the process ends, or -1.
static inline int process_descriptor(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

// The user at the other end of a Unix socket, as the system knows it; -1 where it does not say. The struct is the
// kernel's struct ucred, unix(7).
static inline int process_peer(int socket, uid_t *user) {
    struct {
        pid_t pid;
        uid_t uid;
        gid_t gid;
    } peer;
    socklen_t length = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 || length != sizeof peer) return -1;
    *user = peer.uid;
    return 0;
}
