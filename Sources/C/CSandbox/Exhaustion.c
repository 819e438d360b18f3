#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

/* Less free address space than this at the time of a crash, and it was for want of memory. */
static const size_t reserve = 16u << 20;
static _Alignas(16) char stack[64 << 10];

static void told(int number) {
    int wants = errno == ENOMEM;
    if (!wants) {
        void *probe = mmap(NULL, reserve, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        wants = probe == MAP_FAILED;
        if (!wants) munmap(probe, reserve);
    }
    if (wants) _exit(CSANDBOX_EXHAUSTED);
    /* The handler is already the default one again. */
    raise(number);
}

void csandbox_tell_exhaustion(void) {
    stack_t place = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&place, NULL);
    struct sigaction action = {.sa_handler = told, .sa_flags = SA_ONSTACK | SA_RESETHAND | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) sigaction(crashes[i], &action, NULL);
}
