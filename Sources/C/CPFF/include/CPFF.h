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

/* Takes one field of the item at hand: UTF-8 text, bytes of a body, or a Windows FILETIME in eight bytes of this machine's
   order. Returns 0 to go on, anything else to stop all. */
typedef int (*cpff_sink)(void *context, enum cpff_field field, const uint8_t *bytes, size_t length);

typedef struct {
    int opened;     /* 0 where it is no such file or damaged beyond use */
    int corrupted;  /* 1 where libpff says so */
    int unrecovered; /* 1 where deleted items could not be looked for */
    uint64_t items;
    uint64_t unread; /* items, bodies and attachments that could not be read */
    int limited;    /* 1 where a limit ended it */
} cpff_result;

/* A message or the like; one that is attached to another comes behind it. */
typedef struct {
    uint64_t number;    /* from 0 */
    const char *folder; /* the path of its folder, valid until the next call */
    int recovered;      /* 1 for a deleted one */
} cpff_item;

/* A file attached to the item at hand. */
typedef struct {
    int index; /* from 0 */
    int has_size;
    uint64_t size;
    char name[1024]; /* UTF-8, may be empty */
} cpff_attachment;

typedef struct cpff_mailbox cpff_mailbox;

/* NULL only without memory; whether it could be opened is in its result. */
cpff_mailbox *cpff_open(cpff_read read, void *context, uint64_t size, uint64_t most_items, double cpu_seconds);
/* 1 for the next item, 0 at the end. */
int cpff_next(cpff_mailbox *box, cpff_item *item);
void cpff_tell(cpff_mailbox *box, cpff_sink sink, void *context);
int cpff_next_attachment(cpff_mailbox *box, cpff_attachment *attachment);
/* How many bytes of the attachment at hand, 0 at its end, negative on failure. */
int64_t cpff_read_attachment(cpff_mailbox *box, uint8_t *buffer, size_t size);
cpff_result cpff_result_of(const cpff_mailbox *box);
void cpff_close(cpff_mailbox *box);
