#define _GNU_SOURCE
#include "CSandbox.h"
#include "Internal.h"

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static int limit(int resource, rlim_t soft, rlim_t hard) {
    struct rlimit now;
    if (getrlimit(resource, &now)) return -1;
    if (now.rlim_max != RLIM_INFINITY && hard > now.rlim_max) hard = now.rlim_max;
    if (soft > hard) soft = hard;
    struct rlimit wanted = {soft, hard};
    return setrlimit(resource, &wanted);
}

/* Landlock holds for one thread only, so there must be no other. */
static const char *check_alone(void) {
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks) return "task list";
    int count = 0;
    for (struct dirent *entry; (entry = readdir(tasks));)
        if (entry->d_name[0] != '.') count++;
    closedir(tasks);
    errno = EBUSY;
    return count == 1 ? NULL : "single thread";
}

static const char *become(const csandbox_policy *policy) {
    if (policy->user == 0) {
        errno = EPERM;
        return getuid() == 0 || geteuid() == 0 ? "plain user" : NULL;
    }
    if (setgroups(policy->group_count, policy->groups)) return "setgroups";
    if (setresgid(policy->group, policy->group, policy->group)) return "setresgid";
    if (setresuid(policy->user, policy->user, policy->user)) return "setresuid";
    if (setuid(0) == 0) {
        errno = EPERM;
        return "plain user";
    }
    return NULL;
}

static const char *set_limits(const csandbox_policy *policy) {
    signal(SIGXFSZ, SIG_IGN);
    if (limit(RLIMIT_CORE, 0, 0)) return "core";
    if (limit(RLIMIT_FSIZE, 0, 0)) return "fsize";
    if (limit(RLIMIT_NOFILE, policy->open_files, policy->open_files)) return "nofile";
    if (limit(RLIMIT_NPROC, 0, 0)) return "nproc";
    if (limit(RLIMIT_MEMLOCK, 0, 0)) return "memlock";
    if (limit(RLIMIT_AS, policy->address_space, policy->address_space)) return "as";
    if (limit(RLIMIT_CPU, policy->cpu_seconds, policy->cpu_seconds + 5)) return "cpu";
    return NULL;
}

static const char *enter(const csandbox_policy *policy, csandbox_result *result) {
    const char *failed;
    if ((failed = check_alone())) return failed;
    if ((failed = become(policy))) return failed;
    /* After the change of user, which clears it. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL)) return "pdeathsig";
    /* The parent may have died before the line above took hold. */
    if (policy->parent > 0 && getppid() != policy->parent) {
        errno = ESRCH;
        return "parent";
    }
    if (prctl(PR_SET_DUMPABLE, 0)) return "dumpable";
    if ((failed = set_limits(policy))) return failed;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return "no_new_privs";
    int abi = csandbox_landlock_abi();
    if (abi > 0) {
        if ((failed = csandbox_restrict_files(policy, abi))) return failed;
        result->landlock_abi = abi;
    } else if (policy->needs_landlock) {
        errno = ENOSYS;
        return "landlock";
    }
    if ((failed = csandbox_restrict_calls())) return failed;
    result->seccomp = 1;
    return NULL;
}

csandbox_result csandbox_enter(const csandbox_policy *policy) {
    csandbox_result result = {0};
    result.failed = enter(policy, &result);
    result.error = result.failed ? errno : 0;
    return result;
}
