#include "CNTFSWriter.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <ntfs-3g/types.h>
#include <ntfs-3g/volume.h>
#include <ntfs-3g/attrib.h>
#include <ntfs-3g/dir.h>
#include <ntfs-3g/inode.h>
#include <ntfs-3g/layout.h>
#include <ntfs-3g/logging.h>
#include <ntfs-3g/ntfstime.h>
#include <ntfs-3g/unistr.h>

struct ntfs_writer {
    ntfs_volume *volume;
    int64_t folder_seconds;
    int compress;
};

void ntfs_writer_compress(ntfs_writer *writer, int compress) { writer->compress = compress; }

ntfs_writer *ntfs_writer_open(const char *image, int64_t folder_seconds) {
    ntfs_set_char_encoding("utf8");
    ntfs_log_set_handler(ntfs_log_handler_null);
    ntfs_writer *writer = calloc(1, sizeof *writer);
    if (!writer) return NULL;
    writer->folder_seconds = folder_seconds;
    writer->volume = ntfs_mount(image, NTFS_MNT_EXCLUSIVE);
    if (!writer->volume) {
        free(writer);
        return NULL;
    }
    return writer;
}

int ntfs_writer_close(ntfs_writer *writer, int complete) {
    int result = ntfs_umount(writer->volume, complete ? FALSE : TRUE);
    free(writer);
    return result;
}

static ntfs_inode *lookup(ntfs_writer *writer, const char *path) {
    if (!*path) return ntfs_inode_open(writer->volume, FILE_root);
    return ntfs_pathname_to_inode(writer->volume, NULL, path);
}

// The folder of a path and its last name in UTF-16; the name is the caller's to free.
static ntfs_inode *parent(ntfs_writer *writer, const char *path, ntfschar **name, int *length) {
    const char *slash = strrchr(path, '/');
    *name = NULL;
    *length = ntfs_mbstoucs(slash ? slash + 1 : path, name);
    if (*length <= 0 || *length > 255) {
        free(*name);
        errno = EINVAL;
        return NULL;
    }
    char *folder = slash ? strndup(path, (size_t)(slash - path)) : strdup("");
    ntfs_inode *inode = folder ? lookup(writer, folder) : NULL;
    free(folder);
    if (!inode) free(*name);
    return inode;
}

// libntfs-3g writes later times to the index entries of a file, but not to its own record of its name.
static void set_name_times(ntfs_inode *inode, ntfs_time time) {
    ntfs_attr_search_ctx *context = ntfs_attr_get_search_ctx(inode, NULL);
    if (!context) return;
    while (!ntfs_attr_lookup(AT_FILE_NAME, AT_UNNAMED, 0, CASE_SENSITIVE, 0, NULL, 0, context)) {
        FILE_NAME_ATTR *name = (FILE_NAME_ATTR *)((u8 *)context->attr + le16_to_cpu(context->attr->value_offset));
        name->creation_time = name->last_data_change_time = time;
        name->last_mft_change_time = name->last_access_time = time;
        ntfs_inode_mark_dirty(context->ntfs_ino);
    }
    ntfs_attr_put_search_ctx(context);
}

static int finish(ntfs_inode *inode, int64_t seconds) {
    struct timespec when = {.tv_sec = seconds, .tv_nsec = 0};
    ntfs_time time = timespec2ntfs(when);
    set_name_times(inode, time);
    inode->creation_time = inode->last_data_change_time = time;
    inode->last_mft_change_time = inode->last_access_time = time;
    NInoFileNameSetDirty(inode);
    NInoSetDirty(inode);
    return ntfs_inode_close(inode);
}

static ntfs_inode *create(ntfs_writer *writer, const char *path, mode_t type) {
    ntfschar *name;
    int length;
    ntfs_inode *folder = parent(writer, path, &name, &length);
    if (!folder) return NULL;
    ntfs_inode *inode = ntfs_create(folder, const_cpu_to_le32(0), name, (u8)length, type);
    free(name);
    // At once, before the index is rearranged and leaves the present time behind in its slack.
    if (finish(folder, writer->folder_seconds) && inode) {
        ntfs_inode_close(inode);
        return NULL;
    }
    return inode;
}

int ntfs_writer_folder(ntfs_writer *writer, const char *path) {
    ntfs_inode *inode = create(writer, path, S_IFDIR);
    return inode ? finish(inode, writer->folder_seconds) : -1;
}

static int fill(ntfs_inode *inode, ntfschar *name, int length, const void *data, int64_t size) {
    ntfs_attr *attribute = ntfs_attr_open(inode, AT_DATA, name, (u32)length);
    if (!attribute) return -1;
    int64_t done = 0;
    while (done < size) {
        s64 count = ntfs_attr_pwrite(attribute, done, size - done, (const char *)data + done);
        if (count <= 0) break;
        done += count;
    }
    // Writes out the last block of a compressed stream; does nothing to others.
    if (ntfs_attr_pclose(attribute)) done = -1;
    ntfs_attr_close(attribute);
    return done == size ? 0 : -1;
}

int ntfs_writer_file(
    ntfs_writer *writer, const char *path, const char *stream, const void *data, int64_t size, int64_t seconds) {
    ntfs_inode *inode = stream ? lookup(writer, path) : create(writer, path, S_IFREG);
    if (!inode) return -1;
    if (writer->compress && !stream) {
        NVolSetCompression(writer->volume);
        inode->flags |= FILE_ATTR_COMPRESSED;
    }
    ntfschar *name = NULL;
    int length = 0;
    int result = 0;
    if (stream) {
        length = ntfs_mbstoucs(stream, &name);
        result = length > 0 && length < 256 ? ntfs_attr_add(inode, AT_DATA, name, (u8)length, NULL, 0) : -1;
    }
    if (!result) result = fill(inode, stream ? name : AT_UNNAMED, length, data, size);
    free(name);
    int error = errno;
    if (finish(inode, seconds)) return -1;
    errno = error;
    return result;
}

int ntfs_writer_delete(ntfs_writer *writer, const char *path) {
    ntfs_inode *inode = lookup(writer, path);
    if (!inode) return -1;
    ntfschar *name;
    int length;
    ntfs_inode *folder = parent(writer, path, &name, &length);
    if (!folder) {
        ntfs_inode_close(inode);
        return -1;
    }
    u64 number = folder->mft_no;
    // ntfs_delete closes both inodes, whatever comes of it.
    int result = ntfs_delete(writer->volume, path, inode, folder, name, (u8)length);
    free(name);
    if (result) return -1;
    folder = ntfs_inode_open(writer->volume, number);
    return folder ? finish(folder, writer->folder_seconds) : -1;
}
