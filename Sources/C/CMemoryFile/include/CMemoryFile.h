#pragma once
#include <libbfio.h>
#include <stddef.h>
#include <stdint.h>

/* A libbfio handle over bytes in memory, which must outlive it. libbfio's own memory range reads past its end. */
libbfio_handle_t *cmemoryfile_open(const uint8_t *bytes, size_t size);
void cmemoryfile_close(libbfio_handle_t *handle);
