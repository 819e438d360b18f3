#pragma once
#include <stdint.h>

// Writes files into an NTFS volume that lies in an ordinary file, by libntfs-3g, without mounting it.
// Functions give 0 or -1 with errno. Paths are UTF-8, relative to the root, separated by '/'; "" is the root.
typedef struct ntfs_writer ntfs_writer;

// `folder_seconds` since 1970 become all times of every folder.
ntfs_writer *ntfs_writer_open(const char *image, int64_t folder_seconds);
int ntfs_writer_close(ntfs_writer *writer, int complete);
// The folder it goes into must exist.
int ntfs_writer_folder(ntfs_writer *writer, const char *path);
// Makes the file, or with `stream` adds an alternate data stream to it; `seconds` since 1970 become all its times.
int ntfs_writer_file(
    ntfs_writer *writer, const char *path, const char *stream, const void *data, int64_t size, int64_t seconds);
// Whether the files made from now on are stored compressed.
void ntfs_writer_compress(ntfs_writer *writer, int compress);
int ntfs_writer_delete(ntfs_writer *writer, const char *path);
