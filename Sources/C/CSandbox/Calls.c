#define _GNU_SOURCE
#include "Internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The system calls that readers of evidence need. All others end the process: it has been taken over, or a library has
   changed, and in neither case may it go on. What harmless libraries only probe is refused with an error instead. */

static const int allowed[] = {
    SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(preadv), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(fadvise64), SCMP_SYS(getdents64),
    SCMP_SYS(fstat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs),
    SCMP_SYS(fstatfs), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
    SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    SCMP_SYS(futex), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(restart_syscall),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(getpid), SCMP_SYS(getppid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
    SCMP_SYS(getegid), SCMP_SYS(getrandom), SCMP_SYS(getrusage), SCMP_SYS(times), SCMP_SYS(uname), SCMP_SYS(sysinfo),
    SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack),
    SCMP_SYS(exit), SCMP_SYS(exit_group),
};

static const struct { int call, error; } refused[] = {
    {SCMP_SYS(ioctl), ENOTTY}, /* libtsk asks for the size of a device, stdio for a terminal */
    {SCMP_SYS(socket), EACCES}, {SCMP_SYS(socketpair), EACCES}, {SCMP_SYS(mkdir), EACCES}, {SCMP_SYS(mkdirat), EACCES},
    {SCMP_SYS(openat2), ENOSYS}, {SCMP_SYS(memfd_create), ENOSYS}, {SCMP_SYS(mlock), EPERM}, {SCMP_SYS(prctl), EINVAL},
};

static int is_open(scmp_filter_ctx filter, int call, unsigned flags) {
    const unsigned writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
    int bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_CMP(flags, SCMP_CMP_MASKED_EQ, writing, 0));
    const unsigned each[] = {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND};
    for (size_t i = 0; !bad && i < sizeof each / sizeof *each; i++)
        bad = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), call, 1,
                               SCMP_CMP(flags, SCMP_CMP_MASKED_EQ, each[i], each[i]));
    return bad;
}

/* Never executable: politely refused as a library's plug-in would be loaded, deadly where it is writable too. */
static int is_memory(scmp_filter_ctx filter, int call) {
    int bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    if (bad) return bad;
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), call, 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE, PROT_EXEC));
}

static int add_rules(scmp_filter_ctx filter) {
    int bad = 0;
    for (size_t i = 0; !bad && i < sizeof allowed / sizeof *allowed; i++)
        bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    for (size_t i = 0; !bad && i < sizeof refused / sizeof *refused; i++)
        bad = seccomp_rule_add(filter, SCMP_ACT_ERRNO(refused[i].error), refused[i].call, 0);
    if (bad || (bad = is_memory(filter, SCMP_SYS(mmap))) || (bad = is_memory(filter, SCMP_SYS(mprotect)))) return bad;
    if ((bad = is_open(filter, SCMP_SYS(openat), 2)) || (bad = is_open(filter, SCMP_SYS(open), 1))) return bad;
    const int asked[] = {F_GETFL, F_GETFD, F_SETFD, F_DUPFD_CLOEXEC};
    for (size_t i = 0; !bad && i < sizeof asked / sizeof *asked; i++)
        bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, asked[i]));
    /* Locks, as SQLite takes them. */
    const int locks[] = {F_GETLK, F_SETLK, F_SETLKW};
    for (size_t i = 0; !bad && i < sizeof locks / sizeof *locks; i++)
        bad = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, locks[i]));
    /* Limits may be read and not set. */
    if (!bad) bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0));
    if (!bad) bad = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_NE, 0));
    /* Signals to itself alone, as abort() sends them. */
    if (!bad)
        bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
    return bad;
}

int csandbox_has_seccomp(void) {
    unsigned action = SECCOMP_RET_KILL_PROCESS;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

const char *csandbox_restrict_calls(void) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    errno = ENOMEM;
    if (!filter) return "seccomp filter";
    int bad = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (!bad) bad = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    /* A binary tree: a scan makes a call for every few kilobytes. */
    if (!bad) bad = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    if (!bad) bad = add_rules(filter);
    if (!bad) bad = seccomp_load(filter);
    seccomp_release(filter);
    errno = -bad;
    return bad ? "seccomp" : NULL;
}
