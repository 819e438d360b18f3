#define _GNU_SOURCE
#include "Internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Landlock by raw calls. Debian 12's headers know only what Linux 6.1 did, so newer rights stand here as numbers and
   the ruleset is three words of which the ABI found says how many the kernel takes. */

int csandbox_landlock_abi(void) {
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi < 0 ? 0 : (int)abi;
}

static const char *allow(int rules, const char *path) {
    int file = open(path, O_PATH | O_CLOEXEC);
    /* Not there or not reachable: nothing to allow; opening it later says why. */
    if (file < 0) return NULL;
    struct stat status;
    const char *failed = NULL;
    if (fstat(file, &status)) {
        failed = "landlock stat";
    } else {
        struct landlock_path_beneath_attr rule = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE, .parent_fd = file};
        if (S_ISDIR(status.st_mode)) rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
        if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0)) failed = "landlock rule";
    }
    int error = errno;
    close(file);
    errno = error;
    return failed;
}

const char *csandbox_restrict_files(const csandbox_policy *policy, int abi) {
    uint64_t handled[3] = {(1ull << 13) - 1, 0, 0}; /* files, network, scopes */
    size_t size = 8;
    if (abi >= 2) handled[0] |= 1ull << 13; /* rename and link between folders */
    if (abi >= 3) handled[0] |= 1ull << 14; /* truncate */
    if (abi >= 5) handled[0] |= 1ull << 15; /* ioctl of devices */
    if (abi >= 4) {
        handled[1] = 3; /* TCP: bind, connect */
        size = 16;
    }
    if (abi >= 6) {
        handled[2] = 3; /* abstract sockets, signals */
        size = 24;
    }
    int rules = (int)syscall(SYS_landlock_create_ruleset, handled, size, 0);
    if (rules < 0) return "landlock ruleset";
    for (size_t i = 0; i < policy->readable_count; i++) {
        const char *failed = allow(rules, policy->readable[i]);
        if (failed) return failed;
    }
    if (syscall(SYS_landlock_restrict_self, rules, 0)) return "landlock restrict";
    close(rules);
    return NULL;
}
