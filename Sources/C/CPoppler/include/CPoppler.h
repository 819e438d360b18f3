#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The text of a PDF in memory, by poppler. No exception leaves this file, and no file is opened. */

enum cpoppler_status {
    CPOPPLER_READ,      /* to the last page, or up to a limit */
    CPOPPLER_ENCRYPTED, /* a password is needed */
    CPOPPLER_DAMAGED,   /* not a document that poppler takes, or it gave up in the middle */
};

typedef struct {
    enum cpoppler_status status;
    int pages;      /* that the document has */
    int pages_read; /* fewer where a limit or damage ended it */
    int embedded;   /* files in the document, which are not read */
} cpoppler_result;

/* Takes a text in UTF-16 of this machine's byte order. `page` counts from 1; 0 for a property of the document, which `field`
   names. Returns 0 to go on, anything else to stop. */
typedef int (*cpoppler_sink)(void *context, const char *field, int page, const uint16_t *text, size_t length);

/* Reads the text page after page until all are read, the sink stops it, or `cpu_seconds` have passed at the end of a page. */
cpoppler_result cpoppler_read(
    const char *bytes, int length, int most_pages, double cpu_seconds, cpoppler_sink sink, void *context);

/* Reads a small document, so that all that poppler loads but once is loaded. Returns whether it could be read. */
int cpoppler_prepare(void);

#ifdef __cplusplus
}
#endif
