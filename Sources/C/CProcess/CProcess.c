#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int cprocess_spawn(pid_t *child, const char *path, char *const argv[], char *const environment[], int in, int out,
                   int err) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int result = posix_spawn_file_actions_init(&actions);
    if (result) return result;
    if ((result = posix_spawnattr_init(&attributes))) {
        posix_spawn_file_actions_destroy(&actions);
        return result;
    }
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_adddup2(&actions, in, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, err, 2);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    result = posix_spawn(child, path, &actions, &attributes, argv, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

int cprocess_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

void cprocess_set_nonblocking(int descriptor) {
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

uint64_t cprocess_raise_open_files(void) {
    struct rlimit now;
    if (getrlimit(RLIMIT_NOFILE, &now)) return 0;
    now.rlim_cur = now.rlim_max;
    setrlimit(RLIMIT_NOFILE, &now);
    getrlimit(RLIMIT_NOFILE, &now);
    return now.rlim_cur;
}

int cprocess_become(uid_t user, gid_t group, const gid_t *groups, size_t count) {
    if (setgroups(count, groups) || setresgid(group, group, group) || setresuid(user, user, user)) return errno;
    /* There must be no way back. */
    return setuid(0) == 0 || setgid(0) == 0 ? EPERM : 0;
}

int cprocess_exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }
int cprocess_exit_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }
