#pragma once
#include <stdbool.h>
#include <stdint.h>

/* A flat face of libtsk for Swift: opaque handles, plain numbers, callbacks. TSK_IMG_INFO holds a 2 MiB cache array
   that must never be imported by value, and libtsk is C++ inside. All of it is for one thread. */

typedef struct csk_image csk_image;
typedef struct csk_file_system csk_file_system;
typedef struct csk_file csk_file;

/* Of libtsk, as it is loaded. */
const char *csk_version(void);

/* The last error of libtsk in this thread. */
const char *csk_error_message(void);
bool csk_error_is_encrypted(void);
bool csk_error_is_ambiguous(void);

enum { CSK_RAW = 0, CSK_VMDK, CSK_VHD, CSK_AFF };

csk_image *csk_image_open(int count, const char *const *paths, int container);
/* An image whose bytes the callback gives: it fills the buffer, which lies within the size, or returns false. `context` must
   outlive the image. */
typedef bool (*csk_read_callback)(void *context, uint64_t offset, void *buffer, uint64_t length);
csk_image *csk_image_open_external(uint64_t size, uint32_t sector_size, void *context, csk_read_callback read);
void csk_image_close(csk_image *image);
uint64_t csk_image_size(const csk_image *image);
uint32_t csk_image_sector_size(const csk_image *image);
/* Bytes read, or -1. */
int64_t csk_image_read(csk_image *image, uint64_t offset, void *buffer, uint64_t length);

enum { CSK_VOLUMES_DETECT = 0, CSK_VOLUMES_MBR, CSK_VOLUMES_GPT, CSK_VOLUMES_APM, CSK_VOLUMES_BSD };
enum { CSK_PART_VOLUME = 1, CSK_PART_GAP, CSK_PART_TABLE };

/* Offsets and lengths in bytes. Returns the number of parts, or -1 when there is no (such) table. */
typedef void (*csk_part_callback)(void *context, uint64_t offset, uint64_t length, int kind, const char *description);
int csk_volumes(csk_image *image, int table, void *context, csk_part_callback callback);

/* `type` is libtsk's name of a file system ("ntfs", "fat", ...) or NULL to detect. */
csk_file_system *csk_file_system_open(csk_image *image, uint64_t offset, const char *type);
void csk_file_system_close(csk_file_system *fs);
const char *csk_file_system_type(const csk_file_system *fs);
uint64_t csk_file_system_block_size(const csk_file_system *fs);
uint64_t csk_file_system_first_block(const csk_file_system *fs);
uint64_t csk_file_system_block_count(const csk_file_system *fs);
uint64_t csk_file_system_root(const csk_file_system *fs);
bool csk_file_system_is_ntfs(const csk_file_system *fs);

/* A pool (an APFS container): several volumes that share one range of blocks. NULL where there is none. */
typedef struct csk_pool csk_pool;
csk_pool *csk_pool_open(csk_image *image, uint64_t offset);
void csk_pool_close(csk_pool *pool);
uint64_t csk_pool_block_size(const csk_pool *pool);
uint64_t csk_pool_block_count(const csk_pool *pool);

typedef struct {
    uint64_t block; /* of its superblock, as `icat -B` takes it */
    const char *name;
    bool encrypted;
} csk_pool_member;
typedef void (*csk_pool_member_callback)(void *context, const csk_pool_member *member);
void csk_pool_members(const csk_pool *pool, void *context, csk_pool_member_callback callback);
/* Free stretches of the whole pool: first block, blocks. Returns their number, or -1. */
typedef void (*csk_extent_callback)(void *context, uint64_t block, uint64_t blocks);
int csk_pool_free(csk_pool *pool, void *context, csk_extent_callback callback);
/* The medium as one member of the pool sees it, to be closed after its file system and before its pool. */
csk_image *csk_pool_image(csk_pool *pool, uint64_t member_block);
csk_file_system *csk_pool_file_system_open(csk_image *pool_image, uint64_t offset);

enum { CSK_KIND_UNKNOWN = 0, CSK_KIND_REGULAR, CSK_KIND_DIRECTORY, CSK_KIND_SYMLINK, CSK_KIND_VIRTUAL, CSK_KIND_OTHER };

typedef struct {
    const char *folder; /* path of the folder, with a closing slash or empty */
    const char *name;
    int kind;
    bool name_allocated;
    bool has_meta;
    bool meta_allocated;
    bool meta_orphan;
    /* The name's metadata now serves another file (NTFS sequence numbers differ). */
    bool meta_replaced;
    uint64_t meta_address;
    csk_file *file;
} csk_entry;

/* Returns false from the callback to stop. -1 on error. */
typedef bool (*csk_entry_callback)(void *context, const csk_entry *entry);
int csk_walk(csk_file_system *fs, void *context, csk_entry_callback callback);

typedef struct {
    uint32_t type;
    uint16_t id;
    bool is_default; /* what icat shows without an attribute */
    bool is_data;    /* $DATA of NTFS, or the one content of other file systems */
    bool resident;
    bool sparse;
    const char *name; /* NULL or empty for the unnamed one */
    uint64_t size;
    uint64_t valid; /* bytes that were ever written: NTFS initialized size */
} csk_attribute;

csk_file *csk_file_open(csk_file_system *fs, uint64_t meta_address);
void csk_file_close(csk_file *file);
int csk_file_kind(const csk_file *file);
uint64_t csk_file_size(const csk_file *file);
/* Seconds since 1970; 0 when there is none. Modified, accessed, changed, created. */
void csk_file_times(const csk_file *file, int64_t times[4]);

typedef void (*csk_attribute_callback)(void *context, const csk_attribute *attribute);
int csk_file_attributes(csk_file *file, void *context, csk_attribute_callback callback);

/* Data runs of an attribute that lie on the medium: first block, number of blocks, offset in the content in blocks. */
typedef void (*csk_run_callback)(void *context, uint64_t block, uint64_t blocks, uint64_t offset);
int csk_file_runs(csk_file *file, bool use_default, uint32_t type, uint16_t id, void *context, csk_run_callback callback);

/* Bytes read, 0 at the end, -1 on error. */
int64_t csk_file_read(csk_file *file, bool use_default, uint32_t type, uint16_t id, uint64_t offset, void *buffer,
                      uint64_t length);

/* Number of blocks that the file system counts as unallocated, as runs. */
typedef bool (*csk_block_callback)(void *context, uint64_t block);
int csk_unallocated_blocks(csk_file_system *fs, void *context, csk_block_callback callback);
