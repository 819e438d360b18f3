#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* libcurl's easy interface without its variadic functions. A handle is for one thread at a time and keeps its
   connections from one request to the next. */

typedef struct ccurl_handle ccurl_handle;

ccurl_handle *ccurl_make(void);
void ccurl_free(ccurl_handle *handle);

typedef struct {
    const char *method; /* GET, HEAD, POST, ... */
    const char *url;
    const char *const *headers; /* lines "Name: value" */
    size_t header_count;
    const void *body; /* NULL for none */
    size_t body_length;
    /* Milliseconds; 0 for no limit. */
    long connect_timeout, total_timeout;
    /* Fewer bytes a second than this for so many seconds end the transfer. */
    long low_speed, low_speed_seconds;
    long redirects;      /* how many are followed */
    bool secure_only;    /* https alone, and no redirect away from it */
    const char *ca_file; /* NULL for the system's */
    const char *netrc;   /* NULL for none */
    const char *bearer;  /* NULL for none */
    const char *agent;
} ccurl_request;

typedef struct {
    void *context;
    /* A header line of whatever response comes, with its line end; also the status line. */
    void (*header)(void *context, const void *bytes, size_t count);
    /* False ends the transfer. */
    bool (*body)(void *context, const void *bytes, size_t count);
    /* Asked about once a second. False ends the transfer. */
    bool (*goes_on)(void *context);
} ccurl_receiver;

enum {
    CCURL_DONE = 0,
    CCURL_STOPPED,     /* by the receiver */
    CCURL_CONNECTION,  /* not made, or lost */
    CCURL_TIMEOUT,
    CCURL_CERTIFICATE, /* the server's is not trusted */
    CCURL_REDIRECT,    /* too many, or to where none may lead */
    CCURL_ADDRESS,     /* not one that can be asked */
    CCURL_LOCAL,       /* a file of ours (certificates, netrc) or memory */
};

typedef struct {
    int outcome;
    long status;       /* of the last response; 0 when there was none */
    char message[256]; /* libcurl's, empty when it has none */
} ccurl_result;

ccurl_result ccurl_perform(ccurl_handle *handle, const ccurl_request *request, const ccurl_receiver *receiver);
