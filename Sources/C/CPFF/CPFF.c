#include "CPFF.h"

#include <libbfio.h>
#include <libpff.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { deepest = 64, longest_path = 1024, largest_value = 16 << 20, most_recovered = 100000 };

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

typedef struct {
    cpff_sink sink;
    void *context;
    cpff_result result;
    uint64_t most_items;
    double deadline;
    int stopped;
} walk;

static double cpu_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void give(walk *own, uint64_t item, const char *folder, int recovered, enum cpff_field field, const uint8_t *bytes,
                 size_t length) {
    if (!own->stopped && length > 0 && own->sink(own->context, item, folder, recovered, field, bytes, length))
        own->stopped = own->result.limited = 1;
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

static void property(walk *own, uint64_t number, const char *folder, int recovered, libpff_item_t *item, int set,
                     uint32_t type, enum cpff_field field) {
    size_t length = 0;
    uint8_t *text = text_of(item, set, type, &length);
    if (text) give(own, number, folder, recovered, field, text, length);
    free(text);
}

typedef int (*body_size)(libpff_item_t *, size_t *, libpff_error_t **);
typedef int (*body_read)(libpff_item_t *, uint8_t *, size_t, libpff_error_t **);

static void body(walk *own, uint64_t number, const char *folder, int recovered, libpff_item_t *item, body_size size_of,
                 body_read read_of, enum cpff_field field) {
    size_t size = 0;
    if (size_of(item, &size, NULL) != 1 || size == 0) return;
    if (size > largest_value) {
        own->result.unread++;
        return;
    }
    uint8_t *bytes = malloc(size);
    if (bytes && read_of(item, bytes, size, NULL) == 1)
        give(own, number, folder, recovered, field, bytes, size);
    else
        own->result.unread++;
    free(bytes);
}

static void recipients(walk *own, uint64_t number, const char *folder, int recovered, libpff_item_t *item) {
    libpff_item_t *list = NULL;
    if (libpff_message_get_recipients(item, &list, NULL) != 1) return;
    int count = 0;
    libpff_item_get_number_of_record_sets(list, &count, NULL);
    for (int set = 0; set < count && set < 1000; set++) {
        property(own, number, folder, recovered, list, set, LIBPFF_ENTRY_TYPE_DISPLAY_NAME, CPFF_RECIPIENT_NAME);
        property(own, number, folder, recovered, list, set, LIBPFF_ENTRY_TYPE_EMAIL_ADDRESS, CPFF_RECIPIENT_ADDRESS);
    }
    libpff_item_free(&list, NULL);
}

static void attachments(walk *own, uint64_t number, const char *folder, int recovered, libpff_item_t *item) {
    int count = 0;
    if (libpff_message_get_number_of_attachments(item, &count, NULL) != 1) return;
    for (int index = 0; index < count && index < 1000; index++) {
        libpff_item_t *attachment = NULL;
        own->result.attachments++;
        if (libpff_message_get_attachment(item, index, &attachment, NULL) != 1) continue;
        property(own, number, folder, recovered, attachment, 0, LIBPFF_ENTRY_TYPE_ATTACHMENT_FILENAME_LONG, CPFF_ATTACHMENT_NAME);
        libpff_item_free(&attachment, NULL);
    }
}

static void time_of(walk *own, uint64_t number, const char *folder, int recovered, libpff_item_t *item,
                    int (*get)(libpff_item_t *, uint64_t *, libpff_error_t **), enum cpff_field field) {
    uint64_t when = 0;
    if (get(item, &when, NULL) == 1 && when) give(own, number, folder, recovered, field, (const uint8_t *)&when, sizeof when);
}

static void message(walk *own, libpff_item_t *item, const char *folder, int recovered) {
    uint64_t number = own->result.items++;
    if (own->result.items >= own->most_items || cpu_time() > own->deadline) own->stopped = own->result.limited = 1;
    const struct { uint32_t type; enum cpff_field field; } fields[] = {
        {LIBPFF_ENTRY_TYPE_MESSAGE_SUBJECT, CPFF_SUBJECT},
        {LIBPFF_ENTRY_TYPE_MESSAGE_SENDER_NAME, CPFF_SENDER_NAME},
        {LIBPFF_ENTRY_TYPE_MESSAGE_SENDER_EMAIL_ADDRESS, CPFF_SENDER_ADDRESS},
        {LIBPFF_ENTRY_TYPE_MESSAGE_DISPLAY_TO, CPFF_DISPLAY_TO},
        {0x0e03 /* PidTagDisplayCc */, CPFF_DISPLAY_CC},
        {LIBPFF_ENTRY_TYPE_MESSAGE_TRANSPORT_HEADERS, CPFF_HEADERS},
    };
    for (size_t index = 0; index < sizeof fields / sizeof *fields; index++)
        property(own, number, folder, recovered, item, 0, fields[index].type, fields[index].field);
    time_of(own, number, folder, recovered, item, libpff_message_get_client_submit_time, CPFF_SUBMIT_TIME);
    time_of(own, number, folder, recovered, item, libpff_message_get_delivery_time, CPFF_DELIVERY_TIME);
    body(own, number, folder, recovered, item, libpff_message_get_plain_text_body_size, libpff_message_get_plain_text_body, CPFF_PLAIN);
    body(own, number, folder, recovered, item, libpff_message_get_html_body_size, libpff_message_get_html_body, CPFF_HTML);
    body(own, number, folder, recovered, item, libpff_message_get_rtf_body_size, libpff_message_get_rtf_body, CPFF_RTF);
    recipients(own, number, folder, recovered, item);
    attachments(own, number, folder, recovered, item);
}

static void folder_path(libpff_item_t *item, const char *parent, char path[longest_path]) {
    char name[longest_path] = {0};
    size_t size = 0;
    if (libpff_folder_get_utf8_name_size(item, &size, NULL) == 1 && size > 0 && size <= sizeof name)
        libpff_folder_get_utf8_name(item, (uint8_t *)name, size, NULL);
    snprintf(path, longest_path, *parent && *name ? "%s/%s" : "%s%s", parent, name);
}

/* By the tree of nodes, not by folders' tables: those do not name what was taken out of them. */
static void tree(walk *own, libpff_item_t *parent, const char *path, int depth) {
    if (depth > deepest) {
        own->result.limited = 1;
        return;
    }
    int count = 0;
    if (libpff_item_get_number_of_sub_items(parent, &count, NULL) != 1) own->result.unread++;
    for (int index = 0; index < count && !own->stopped; index++) {
        libpff_item_t *item = NULL;
        uint8_t type = LIBPFF_ITEM_TYPE_UNDEFINED;
        if (libpff_item_get_sub_item(parent, index, &item, NULL) != 1) {
            own->result.unread++;
            continue;
        }
        if (libpff_item_get_type(item, &type, NULL) == 1 && type != LIBPFF_ITEM_TYPE_FOLDER)
            message(own, item, path, 0);
        char inner[longest_path];
        folder_path(item, path, inner);
        tree(own, item, inner, depth + 1);
        libpff_item_free(&item, NULL);
    }
}

static void recovered(walk *own, libpff_file_t *file) {
    if (libpff_file_recover_items(file, 0, NULL) != 1) {
        own->result.unrecovered = 1;
        return;
    }
    int count = 0;
    libpff_file_get_number_of_recovered_items(file, &count, NULL);
    for (int index = 0; index < count && index < most_recovered && !own->stopped; index++) {
        libpff_item_t *item = NULL;
        if (libpff_file_get_recovered_item_by_index(file, index, &item, NULL) == 1)
            message(own, item, "", 1);
        else
            own->result.unread++;
        libpff_item_free(&item, NULL);
    }
}

static void walk_file(walk *own, libpff_file_t *file, libbfio_handle_t *handle) {
    if (libpff_file_open_file_io_handle(file, handle, LIBPFF_OPEN_READ, NULL) != 1) return;
    own->result.opened = 1;
    own->result.corrupted = libpff_file_is_corrupted(file, NULL) == 1;
    libpff_item_t *root = NULL;
    if (libpff_file_get_root_item(file, &root, NULL) == 1)
        tree(own, root, "", 0);
    else
        own->result.unread++;
    libpff_item_free(&root, NULL);
    if (!own->stopped) recovered(own, file);
    libpff_file_close(file, NULL);
}

cpff_result cpff_walk(cpff_read read, uint64_t size, uint64_t most_items, double cpu_seconds, cpff_sink sink, void *context) {
    source bytes = {.read = read, .context = context, .size = size};
    walk own = {.sink = sink, .context = context, .most_items = most_items, .deadline = cpu_time() + cpu_seconds};
    libbfio_handle_t *handle = NULL;
    libpff_file_t *file = NULL;
    if (libbfio_handle_initialize(&handle, (intptr_t *)&bytes, source_free, source_clone, source_open, source_close,
                                  source_read, source_write, source_seek, source_exists, source_is_open, source_size,
                                  LIBBFIO_FLAG_IO_HANDLE_NON_MANAGED, NULL) == 1 &&
        libpff_file_initialize(&file, NULL) == 1)
        walk_file(&own, file, handle);
    libpff_file_free(&file, NULL);
    libbfio_handle_free(&handle, NULL);
    return own.result;
}
