#include "CMemoryFile.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const uint8_t *bytes;
    size_t size;
    size_t offset;
    int open;
} memory_file;

static int file_free(intptr_t **file, libbfio_error_t **error) {
    (void)error;
    free(*file);
    *file = NULL;
    return 1;
}

static int file_clone(intptr_t **copy, intptr_t *file, libbfio_error_t **error) {
    (void)error;
    *copy = malloc(sizeof(memory_file));
    if (!*copy) return -1;
    memcpy(*copy, file, sizeof(memory_file));
    return 1;
}

static int file_open(intptr_t *file, int flags, libbfio_error_t **error) {
    (void)error;
    if (flags & LIBBFIO_ACCESS_FLAG_WRITE) return -1;
    ((memory_file *)file)->offset = 0;
    ((memory_file *)file)->open = 1;
    return 1;
}

static int file_close(intptr_t *file, libbfio_error_t **error) {
    (void)error;
    ((memory_file *)file)->open = 0;
    return 0;
}

static ssize_t file_read(intptr_t *handle, uint8_t *buffer, size_t size, libbfio_error_t **error) {
    (void)error;
    memory_file *file = (memory_file *)handle;
    if (file->offset >= file->size) return 0;
    size_t left = file->size - file->offset;
    if (size > left) size = left;
    memcpy(buffer, file->bytes + file->offset, size);
    file->offset += size;
    return (ssize_t)size;
}

static ssize_t file_write(intptr_t *file, const uint8_t *buffer, size_t size, libbfio_error_t **error) {
    (void)file, (void)buffer, (void)size, (void)error;
    return -1;
}

static off64_t file_seek(intptr_t *handle, off64_t offset, int whence, libbfio_error_t **error) {
    (void)error;
    memory_file *file = (memory_file *)handle;
    off64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (off64_t)file->offset : (off64_t)file->size;
    off64_t place;
    if (__builtin_add_overflow(base, offset, &place) || place < 0) return -1;
    file->offset = (size_t)place;
    return place;
}

static int file_exists(intptr_t *file, libbfio_error_t **error) {
    (void)file, (void)error;
    return 1;
}

static int file_is_open(intptr_t *file, libbfio_error_t **error) {
    (void)error;
    return ((memory_file *)file)->open;
}

static int file_size(intptr_t *file, size64_t *size, libbfio_error_t **error) {
    (void)error;
    *size = ((memory_file *)file)->size;
    return 1;
}

libbfio_handle_t *cmemoryfile_open(const uint8_t *bytes, size_t size) {
    memory_file *file = calloc(1, sizeof *file);
    if (!file) return NULL;
    file->bytes = bytes;
    file->size = size;
    libbfio_handle_t *handle = NULL;
    if (libbfio_handle_initialize(
            &handle, (intptr_t *)file, file_free, file_clone, file_open, file_close, file_read, file_write, file_seek,
            file_exists, file_is_open, file_size, LIBBFIO_FLAG_IO_HANDLE_MANAGED, NULL) != 1) {
        free(file);
        return NULL;
    }
    return handle;
}

void cmemoryfile_close(libbfio_handle_t *handle) { libbfio_handle_free(&handle, NULL); }
