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
} cpoppler_result;

/* Takes a text in UTF-16 of this machine's byte order. `page` counts from 1; 0 for a property of the document, which `field`
   names. Returns 0 to go on, anything else to stop. */
typedef int (*cpoppler_sink)(void *context, const char *field, int page, const uint16_t *text, size_t length);

/* Reads the text page after page until all are read, the sink stops it, or `cpu_seconds` have passed at the end of a page. */
cpoppler_result cpoppler_read(
    const char *bytes, int length, int most_pages, double cpu_seconds, cpoppler_sink sink, void *context);

/* The files in a document, in its own order. */
typedef struct cpoppler_files cpoppler_files;

/* NULL for what is damaged, needs a password, or has no files. The bytes must stay until it is closed. */
cpoppler_files *cpoppler_files_open(const char *bytes, int length);
int cpoppler_files_count(const cpoppler_files *files);
/* As the document says; NULL where it says nothing. Valid until it is closed. */
const char *cpoppler_files_name(const cpoppler_files *files, int index);
/* Bytes as the document says, -1 where it does not: a claim. */
int cpoppler_files_size(const cpoppler_files *files, int index);
/* Decodes one file whole, in place of the one before. Returns 0 where that cannot be done. */
int cpoppler_files_load(cpoppler_files *files, int index, const char **content, size_t *length);
void cpoppler_files_close(cpoppler_files *files);

/* Reads a small document, so that all that poppler loads but once is loaded. Returns whether it could be read. */
int cpoppler_prepare(void);

#ifdef __cplusplus
}
#endif
