#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int limit(int resource, rlim_t soft, rlim_t hard) {
    struct rlimit now;
    if (getrlimit(resource, &now)) return -1;
    if (now.rlim_max != RLIM_INFINITY && hard > now.rlim_max) hard = now.rlim_max;
    if (soft > hard) soft = hard;
    struct rlimit wanted = {soft, hard};
    return setrlimit(resource, &wanted);
}

const char *cprocess_lock_down(const cprocess_limits *limits, pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL)) return "pdeathsig";
    /* The parent may have died before the line above took hold. */
    if (parent > 0 && getppid() != parent) { errno = ESRCH; return "parent"; }
    if (prctl(PR_SET_DUMPABLE, 0)) return "dumpable";
    signal(SIGXFSZ, SIG_IGN);
    if (limit(RLIMIT_CORE, 0, 0)) return "core";
    if (limit(RLIMIT_FSIZE, 0, 0)) return "fsize";
    if (limit(RLIMIT_NOFILE, limits->open_files, limits->open_files)) return "nofile";
    if (limit(RLIMIT_NPROC, 0, 0)) return "nproc";
    if (limit(RLIMIT_MEMLOCK, 0, 0)) return "memlock";
    if (limit(RLIMIT_AS, limits->address_space, limits->address_space)) return "as";
    if (limit(RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 5)) return "cpu";
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return "no_new_privs";
    return NULL;
}

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

uint64_t cprocess_raise_open_files(void) {
    struct rlimit now;
    if (getrlimit(RLIMIT_NOFILE, &now)) return 0;
    now.rlim_cur = now.rlim_max;
    setrlimit(RLIMIT_NOFILE, &now);
    getrlimit(RLIMIT_NOFILE, &now);
    return now.rlim_cur;
}

int cprocess_exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }
int cprocess_exit_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }
