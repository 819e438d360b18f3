#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The scanner's containment: what it keeps once it has locked itself in. Everything here needs no privilege. */

typedef struct {
    pid_t parent; /* the worker; the caller dies with it */
    /* Whom to become first; 0 keeps the user, which must then not be root. */
    uid_t user;
    gid_t group;
    const gid_t *groups;
    size_t group_count;

    uint64_t address_space; /* bytes, RLIMIT_AS */
    uint64_t open_files;    /* RLIMIT_NOFILE */
    uint64_t cpu_seconds;   /* RLIMIT_CPU, soft; hard five seconds later */

    /* Files, and folders with all below them, that may be opened for reading. What is not there is passed over. */
    const char *const *readable;
    size_t readable_count;
    int needs_landlock; /* refuse where the kernel has none */
} csandbox_policy;

typedef struct {
    int landlock_abi;   /* 0 where the kernel has none */
    int seccomp;        /* 1 once the filter is in force */
    const char *failed; /* NULL, or the step that failed, with its errno below */
    int error;
} csandbox_result;

/* The exit code of a process that could get no more memory, where csandbox_tell_exhaustion was called. */
enum { CSANDBOX_EXHAUSTED = 86 };

/* Locks the calling process in, which must have one thread. There is no way back; after a failure, leave. */
csandbox_result csandbox_enter(const csandbox_policy *policy);

/* A crash for want of memory becomes exit code CSANDBOX_EXHAUSTED; other crashes stay what they are. */
void csandbox_tell_exhaustion(void);

/* What this kernel offers: Landlock's ABI or 0; 1 if filters can kill a process. */
int csandbox_landlock_abi(void);
int csandbox_has_seccomp(void);
