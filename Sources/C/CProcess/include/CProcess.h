#pragma once
#include <stdint.h>
#include <sys/types.h>

/* What Swift cannot call: prctl is variadic, and the resource names of setrlimit are an enum of glibc's own. */

typedef struct {
    uint64_t address_space; /* bytes, RLIMIT_AS */
    uint64_t open_files;    /* RLIMIT_NOFILE */
    uint64_t cpu_seconds;   /* RLIMIT_CPU, soft; hard five seconds later */
} cprocess_limits;

/* Locks the calling process down as a scanner: dies with its parent, no core, no writing of files, no new
   processes, no new privileges. Returns NULL, or the name of the step that failed with errno set. */
const char *cprocess_lock_down(const cprocess_limits *limits, pid_t parent);

/* Starts `path` with the three descriptors as its 0, 1 and 2 and no other; a new process group; all signals at their
   default and unblocked. Returns 0 or an errno value. */
int cprocess_spawn(pid_t *child, const char *path, char *const argv[], char *const environment[], int in, int out,
                   int err);

/* A pipe whose ends no started program inherits. Returns 0 or -1 with errno set. */
int cprocess_pipe(int ends[2]);

/* Raises the soft limit of open files to the hard one; returns the limit now in force. */
uint64_t cprocess_raise_open_files(void);

/* The status words of waitpid, whose macros Swift cannot see. */
int cprocess_exit_code(int status);   /* -1 when ended by a signal */
int cprocess_exit_signal(int status); /* 0 when not ended by a signal */
