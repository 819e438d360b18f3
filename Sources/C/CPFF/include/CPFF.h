#pragma once
#include <stddef.h>
#include <stdint.h>

/* The items of an Outlook mailbox file (PST, OST, PAB), by libpff, from bytes that the caller reads. */

/* Reads up to `size` bytes at `offset`; returns how many, 0 at the end, negative on failure. */
typedef int64_t (*cpff_read)(void *context, uint8_t *buffer, size_t size, uint64_t offset);

enum cpff_field {
    CPFF_SUBJECT, CPFF_SENDER_NAME, CPFF_SENDER_ADDRESS, CPFF_DISPLAY_TO, CPFF_DISPLAY_CC, CPFF_HEADERS, CPFF_PLAIN, CPFF_HTML, CPFF_RTF,
    CPFF_RECIPIENT_NAME, CPFF_RECIPIENT_ADDRESS, CPFF_ATTACHMENT_NAME, CPFF_DELIVERY_TIME, CPFF_SUBMIT_TIME,
};

/* Takes one field of one item: UTF-8 text, bytes of a body, or a Windows FILETIME in eight bytes of this machine's order.
   `folder` is the path of its folder; `recovered` is 1 for a deleted item. Returns 0 to go on, anything else to stop. */
typedef int (*cpff_sink)(void *context, uint64_t item, const char *folder, int recovered, enum cpff_field field,
                         const uint8_t *bytes, size_t length);

typedef struct {
    int opened;     /* 0 where it is no such file or damaged beyond use */
    int corrupted;  /* 1 where libpff says so */
    int unrecovered; /* 1 where deleted items could not be looked for */
    uint64_t items;
    uint64_t unread; /* items and bodies that could not be read */
    uint64_t attachments;
    int limited;    /* 1 where a limit ended it */
} cpff_result;

cpff_result cpff_walk(cpff_read read, uint64_t size, uint64_t most_items, double cpu_seconds, cpff_sink sink, void *context);
