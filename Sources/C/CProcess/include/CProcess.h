#pragma once
#include <stdint.h>
#include <sys/types.h>

/* What Swift cannot call. */

/* Starts `path` with the three descriptors as its 0, 1 and 2 and no other; a new process group; all signals at their
   default and unblocked. Returns 0 or an errno value. */
int cprocess_spawn(pid_t *child, const char *path, char *const argv[], char *const environment[], int in, int out,
                   int err);

/* A pipe whose ends no started program inherits. Returns 0 or -1 with errno set. */
int cprocess_pipe(int ends[2]);

/* Makes reading or writing of it return at once with EAGAIN where it would wait. */
void cprocess_set_nonblocking(int descriptor);

/* Raises the soft limit of open files to the hard one; returns the limit now in force. */
uint64_t cprocess_raise_open_files(void);

/* Gives up root, in all threads and for good. Returns 0 or an errno value; the process should then end. */
int cprocess_become(uid_t user, gid_t group, const gid_t *groups, size_t count);

/* The status words of waitpid, whose macros Swift cannot see. */
int cprocess_exit_code(int status);   /* -1 when ended by a signal */
int cprocess_exit_signal(int status); /* 0 when not ended by a signal */
