#include "CPFF.h"

#include <libbfio.h>
#include <libpff.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { deepest = 64, longest_path = 1024, largest_value = 16 << 20, most_recovered = 100000, most_attachments = 1000 };

/* Bytes of the caller's, as libbfio wants a file. */
typedef struct {
    cpff_read read;
    void *context;
    uint64_t size, offset;
    int is_open;
} source;

static source *of(intptr_t *handle) { return (source *)handle; }

static int source_free(intptr_t **handle, libbfio_error_t **error) {
    (void)error;
    *handle = NULL; /* the walk's own */
    return 1;
}

static int source_clone(intptr_t **to, intptr_t *from, libbfio_error_t **error) {
    (void)to, (void)from, (void)error;
    return -1;
}

static int source_open(intptr_t *handle, int flags, libbfio_error_t **error) {
    (void)flags, (void)error;
    of(handle)->is_open = 1;
    of(handle)->offset = 0;
    return 1;
}

static int source_close(intptr_t *handle, libbfio_error_t **error) {
    (void)error;
    of(handle)->is_open = 0;
    return 0;
}

static ssize_t source_read(intptr_t *handle, uint8_t *buffer, size_t size, libbfio_error_t **error) {
    (void)error;
    source *file = of(handle);
    if (file->offset >= file->size) return 0;
    if (size > file->size - file->offset) size = (size_t)(file->size - file->offset);
    int64_t got = file->read(file->context, buffer, size, file->offset);
    if (got > 0) file->offset += (uint64_t)got;
    return got < 0 ? -1 : (ssize_t)got;
}

static ssize_t source_write(intptr_t *handle, const uint8_t *buffer, size_t size, libbfio_error_t **error) {
    (void)handle, (void)buffer, (void)size, (void)error;
    return -1;
}

static off64_t source_seek(intptr_t *handle, off64_t offset, int whence, libbfio_error_t **error) {
    (void)error;
    source *file = of(handle);
    int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (int64_t)file->offset : (int64_t)file->size;
    int64_t place;
    if (__builtin_add_overflow(base, (int64_t)offset, &place) || place < 0) return -1;
    file->offset = (uint64_t)place;
    return place;
}

static int source_exists(intptr_t *handle, libbfio_error_t **error) {
    (void)handle, (void)error;
    return 1;
}

static int source_is_open(intptr_t *handle, libbfio_error_t **error) {
    (void)error;
    return of(handle)->is_open;
}

static int source_size(intptr_t *handle, size64_t *size, libbfio_error_t **error) {
    (void)error;
    *size = of(handle)->size;
    return 1;
}

/* One step of the way to an item: what it is in, and which of its items come next. */
typedef struct {
    libpff_item_t *item, *holder; /* an attached message lives as long as the attachment it is in */
    int is_message, index, count, attached, attachments;
    char path[longest_path];
} frame;

struct cpff_mailbox {
    source bytes;
    libbfio_handle_t *handle;
    libpff_file_t *file;
    cpff_result result;
    uint64_t most_items;
    double deadline;
    int stopped;
    frame *frames[deepest];
    int depth;
    int recovered, recovered_count;
    /* The item at hand. */
    libpff_item_t *message, *owned;
    uint64_t number;
    char folder[longest_path];
    int is_recovered, attachment, attachments;
    libpff_item_t *attached;
};

static double cpu_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

typedef struct {
    cpff_mailbox *box;
    cpff_sink sink;
    void *context;
} teller;

static void give(teller *own, enum cpff_field field, const uint8_t *bytes, size_t length) {
    if (!own->box->stopped && length > 0 && own->sink(own->context, field, bytes, length))
        own->box->stopped = own->box->result.limited = 1;
}

/* A property as UTF-8, without its closing zero; NULL where there is none. To be freed. */
static uint8_t *text_of(libpff_item_t *item, int set, uint32_t type, size_t *length) {
    libpff_record_set_t *record = NULL;
    libpff_record_entry_t *entry = NULL;
    uint8_t *text = NULL;
    size_t size = 0;
    if (libpff_item_get_record_set_by_index(item, set, &record, NULL) == 1 &&
        libpff_record_set_get_entry_by_type(record, type, 0, &entry, LIBPFF_ENTRY_VALUE_FLAG_MATCH_ANY_VALUE_TYPE, NULL) == 1 &&
        libpff_record_entry_get_data_as_utf8_string_size(entry, &size, NULL) == 1 && size > 1 && size <= largest_value &&
        (text = malloc(size)) && libpff_record_entry_get_data_as_utf8_string(entry, text, size, NULL) != 1) {
        free(text);
        text = NULL;
    }
    libpff_record_entry_free(&entry, NULL);
    libpff_record_set_free(&record, NULL);
    *length = text ? size - 1 : 0;
    return text;
}

static void property(teller *own, libpff_item_t *item, int set, uint32_t type, enum cpff_field field) {
    size_t length = 0;
    uint8_t *text = text_of(item, set, type, &length);
    if (text) give(own, field, text, length);
    free(text);
}

typedef int (*body_size)(libpff_item_t *, size_t *, libpff_error_t **);
typedef int (*body_read)(libpff_item_t *, uint8_t *, size_t, libpff_error_t **);

static void body(teller *own, body_size size_of, body_read read_of, enum cpff_field field) {
    libpff_item_t *item = own->box->message;
    size_t size = 0;
    if (size_of(item, &size, NULL) != 1 || size == 0) return;
    if (size > largest_value) {
        own->box->result.unread++;
        return;
    }
    uint8_t *bytes = malloc(size);
    if (bytes && read_of(item, bytes, size, NULL) == 1)
        give(own, field, bytes, size);
    else
        own->box->result.unread++;
    free(bytes);
}

static void recipients(teller *own) {
    libpff_item_t *list = NULL;
    if (libpff_message_get_recipients(own->box->message, &list, NULL) != 1) return;
    int count = 0;
    libpff_item_get_number_of_record_sets(list, &count, NULL);
    for (int set = 0; set < count && set < 1000; set++) {
        property(own, list, set, LIBPFF_ENTRY_TYPE_DISPLAY_NAME, CPFF_RECIPIENT_NAME);
        property(own, list, set, LIBPFF_ENTRY_TYPE_EMAIL_ADDRESS, CPFF_RECIPIENT_ADDRESS);
    }
    libpff_item_free(&list, NULL);
}

static void attachment_names(teller *own) {
    for (int index = 0; index < own->box->attachments; index++) {
        libpff_item_t *attachment = NULL;
        if (libpff_message_get_attachment(own->box->message, index, &attachment, NULL) != 1) continue;
        property(own, attachment, 0, LIBPFF_ENTRY_TYPE_ATTACHMENT_FILENAME_LONG, CPFF_ATTACHMENT_NAME);
        libpff_item_free(&attachment, NULL);
    }
}

static void time_of(teller *own, int (*get)(libpff_item_t *, uint64_t *, libpff_error_t **), enum cpff_field field) {
    uint64_t when = 0;
    if (get(own->box->message, &when, NULL) == 1 && when) give(own, field, (const uint8_t *)&when, sizeof when);
}

void cpff_tell(cpff_mailbox *box, cpff_sink sink, void *context) {
    teller own = {.box = box, .sink = sink, .context = context};
    const struct { uint32_t type; enum cpff_field field; } fields[] = {
        {LIBPFF_ENTRY_TYPE_MESSAGE_SUBJECT, CPFF_SUBJECT},
        {LIBPFF_ENTRY_TYPE_MESSAGE_SENDER_NAME, CPFF_SENDER_NAME},
        {LIBPFF_ENTRY_TYPE_MESSAGE_SENDER_EMAIL_ADDRESS, CPFF_SENDER_ADDRESS},
        {LIBPFF_ENTRY_TYPE_MESSAGE_DISPLAY_TO, CPFF_DISPLAY_TO},
        {0x0e03 /* PidTagDisplayCc */, CPFF_DISPLAY_CC},
        {LIBPFF_ENTRY_TYPE_MESSAGE_TRANSPORT_HEADERS, CPFF_HEADERS},
    };
    for (size_t index = 0; index < sizeof fields / sizeof *fields; index++)
        property(&own, box->message, 0, fields[index].type, fields[index].field);
    time_of(&own, libpff_message_get_client_submit_time, CPFF_SUBMIT_TIME);
    time_of(&own, libpff_message_get_delivery_time, CPFF_DELIVERY_TIME);
    body(&own, libpff_message_get_plain_text_body_size, libpff_message_get_plain_text_body, CPFF_PLAIN);
    body(&own, libpff_message_get_html_body_size, libpff_message_get_html_body, CPFF_HTML);
    body(&own, libpff_message_get_rtf_body_size, libpff_message_get_rtf_body, CPFF_RTF);
    recipients(&own);
    attachment_names(&own);
}

/* Takes over the items. */
static int push(cpff_mailbox *box, libpff_item_t *item, libpff_item_t *holder, int is_message, const char *path) {
    frame *top = box->depth < deepest ? calloc(1, sizeof *top) : NULL;
    if (!top) {
        box->result.limited = 1;
        libpff_item_free(&item, NULL);
        libpff_item_free(&holder, NULL);
        return 0;
    }
    top->item = item;
    top->holder = holder;
    top->is_message = is_message;
    snprintf(top->path, longest_path, "%s", path);
    if (libpff_item_get_number_of_sub_items(item, &top->count, NULL) != 1) box->result.unread++;
    if (is_message && libpff_message_get_number_of_attachments(item, &top->attachments, NULL) != 1) top->attachments = 0;
    if (top->attachments > most_attachments) {
        top->attachments = most_attachments;
        box->result.limited = 1;
    }
    box->frames[box->depth++] = top;
    return 1;
}

static void pop(cpff_mailbox *box) {
    frame *top = box->frames[--box->depth];
    libpff_item_free(&top->item, NULL);
    libpff_item_free(&top->holder, NULL);
    free(top);
}

static void take(cpff_mailbox *box, libpff_item_t *item, const char *folder, int attachments) {
    box->message = item;
    box->number = box->result.items++;
    box->attachment = 0;
    box->attachments = attachments;
    snprintf(box->folder, longest_path, "%s", folder);
    if (box->result.items >= box->most_items || cpu_time() > box->deadline) box->stopped = box->result.limited = 1;
}

/* A message on its way in: it may have items of its own. */
static int enter(cpff_mailbox *box, libpff_item_t *item, libpff_item_t *holder, const char *folder) {
    char path[longest_path + 32];
    snprintf(path, sizeof path, "%s%sitem %llu", folder, *folder ? "/" : "", (unsigned long long)box->result.items + 1);
    if (!push(box, item, holder, 1, path)) return 0;
    take(box, item, folder, box->frames[box->depth - 1]->attachments);
    return 1;
}

static int next_attached(cpff_mailbox *box, frame *top) {
    while (top->attached < top->attachments) {
        libpff_item_t *holder = NULL, *item = NULL;
        int type = 0;
        if (libpff_message_get_attachment(top->item, top->attached++, &holder, NULL) == 1 &&
            libpff_attachment_get_type(holder, &type, NULL) == 1 && type == LIBPFF_ATTACHMENT_TYPE_ITEM) {
            if (libpff_attachment_get_item(holder, &item, NULL) == 1) {
                if (enter(box, item, holder, top->path)) return 1;
                continue;
            }
            box->result.unread++;
        }
        libpff_item_free(&holder, NULL);
    }
    return 0;
}

/* By the tree of nodes, not by folders' tables: those do not name what was taken out of them. */
static int next_in_tree(cpff_mailbox *box) {
    while (box->depth > 0 && !box->stopped) {
        frame *top = box->frames[box->depth - 1];
        libpff_item_t *item = NULL;
        uint8_t type = LIBPFF_ITEM_TYPE_UNDEFINED;
        if (top->index >= top->count) {
            if (next_attached(box, top)) return 1;
            pop(box);
            continue;
        }
        if (libpff_item_get_sub_item(top->item, top->index++, &item, NULL) != 1) {
            box->result.unread++;
            continue;
        }
        if (libpff_item_get_type(item, &type, NULL) == 1 && type != LIBPFF_ITEM_TYPE_FOLDER) {
            if (enter(box, item, NULL, top->path)) return 1;
            continue;
        }
        char name[longest_path] = {0}, path[longest_path];
        size_t size = 0;
        if (libpff_folder_get_utf8_name_size(item, &size, NULL) == 1 && size > 0 && size <= sizeof name)
            libpff_folder_get_utf8_name(item, (uint8_t *)name, size, NULL);
        snprintf(path, longest_path, *top->path && *name ? "%s/%s" : "%s%s", top->path, name);
        push(box, item, NULL, 0, path);
    }
    return 0;
}

static int next_recovered(cpff_mailbox *box) {
    if (box->stopped || !box->result.opened) return 0;
    if (box->recovered < 0) {
        box->recovered = 0;
        if (libpff_file_recover_items(box->file, 0, NULL) == 1)
            libpff_file_get_number_of_recovered_items(box->file, &box->recovered_count, NULL);
        else
            box->result.unrecovered = 1;
    }
    while (box->recovered < box->recovered_count && box->recovered < most_recovered) {
        int attachments = 0;
        if (libpff_file_get_recovered_item_by_index(box->file, box->recovered++, &box->owned, NULL) == 1) {
            if (libpff_message_get_number_of_attachments(box->owned, &attachments, NULL) != 1) attachments = 0;
            box->is_recovered = 1;
            take(box, box->owned, "", attachments < most_attachments ? attachments : most_attachments);
            return 1;
        }
        box->result.unread++;
    }
    return 0;
}

static void leave(cpff_mailbox *box) {
    libpff_item_free(&box->attached, NULL);
    libpff_item_free(&box->owned, NULL);
    box->message = NULL;
}

int cpff_next(cpff_mailbox *box, cpff_item *item) {
    leave(box);
    if (!next_in_tree(box) && !next_recovered(box)) return 0;
    *item = (cpff_item){.number = box->number, .folder = box->folder, .recovered = box->is_recovered};
    return 1;
}

int cpff_next_attachment(cpff_mailbox *box, cpff_attachment *attachment) {
    while (box->message && box->attachment < box->attachments) {
        int type = 0;
        size64_t size = 0;
        libpff_item_free(&box->attached, NULL);
        attachment->index = box->attachment;
        if (libpff_message_get_attachment(box->message, box->attachment++, &box->attached, NULL) != 1) {
            box->result.unread++;
            continue;
        }
        /* What is a message itself comes as an item; a reference has no content. */
        if (libpff_attachment_get_type(box->attached, &type, NULL) == 1 && type != LIBPFF_ATTACHMENT_TYPE_DATA) continue;
        attachment->has_size = libpff_attachment_get_data_size(box->attached, &size, NULL) == 1;
        attachment->size = size;
        size_t length = 0;
        uint8_t *name = text_of(box->attached, 0, LIBPFF_ENTRY_TYPE_ATTACHMENT_FILENAME_LONG, &length);
        if (!name) name = text_of(box->attached, 0, LIBPFF_ENTRY_TYPE_ATTACHMENT_FILENAME_SHORT, &length);
        snprintf(attachment->name, sizeof attachment->name, "%s", name ? (const char *)name : "");
        free(name);
        return 1;
    }
    return 0;
}

int64_t cpff_read_attachment(cpff_mailbox *box, uint8_t *buffer, size_t size) {
    return box->attached ? libpff_attachment_data_read_buffer(box->attached, buffer, size, NULL) : -1;
}

cpff_mailbox *cpff_open(cpff_read read, void *context, uint64_t size, uint64_t most_items, double cpu_seconds) {
    cpff_mailbox *box = calloc(1, sizeof *box);
    if (!box) return NULL;
    box->bytes = (source){.read = read, .context = context, .size = size};
    box->most_items = most_items;
    box->deadline = cpu_time() + cpu_seconds;
    box->recovered = -1;
    if (libbfio_handle_initialize(&box->handle, (intptr_t *)&box->bytes, source_free, source_clone, source_open,
                                  source_close, source_read, source_write, source_seek, source_exists, source_is_open,
                                  source_size, LIBBFIO_FLAG_IO_HANDLE_NON_MANAGED, NULL) == 1 &&
        libpff_file_initialize(&box->file, NULL) == 1 &&
        libpff_file_open_file_io_handle(box->file, box->handle, LIBPFF_OPEN_READ, NULL) == 1) {
        libpff_item_t *root = NULL;
        box->result.opened = 1;
        box->result.corrupted = libpff_file_is_corrupted(box->file, NULL) == 1;
        if (libpff_file_get_root_item(box->file, &root, NULL) == 1)
            push(box, root, NULL, 0, "");
        else
            box->result.unread++;
    }
    return box;
}

cpff_result cpff_result_of(const cpff_mailbox *box) { return box->result; }

void cpff_close(cpff_mailbox *box) {
    leave(box);
    while (box->depth > 0) pop(box);
    if (box->result.opened) libpff_file_close(box->file, NULL);
    libpff_file_free(&box->file, NULL);
    libbfio_handle_free(&box->handle, NULL);
    free(box);
}
