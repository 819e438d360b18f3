#include "CSleuthKit.h"

#include <stdlib.h>
#include <string.h>
#include <tsk/libtsk.h>

#define IMAGE(x) ((TSK_IMG_INFO *)(x))
#define FS(x) ((TSK_FS_INFO *)(x))
#define FILE_OF(x) ((TSK_FS_FILE *)(x))

const char *csk_version(void) { return tsk_version_get_str(); }

const char *csk_error_message(void) {
    const char *message = tsk_error_get();
    return message ? message : "";
}
/* Not TSK_ERR_FS_POSSIBLY_ENCRYPTED: that is any volume of high entropy, one full of compressed films too. */
bool csk_error_is_encrypted(void) {
    uint32_t number = tsk_error_get_errno();
    return number == TSK_ERR_FS_ENCRYPTED || number == TSK_ERR_VS_ENCRYPTED;
}
/* libtsk joins the candidates by "or" and has no error number for it. */
bool csk_error_is_ambiguous(void) { return strstr(csk_error_message(), " or ") != NULL; }

csk_image *csk_image_open(int count, const char *const *paths, int container) {
    static const TSK_IMG_TYPE_ENUM types[] = {TSK_IMG_TYPE_RAW, TSK_IMG_TYPE_VMDK_VMDK, TSK_IMG_TYPE_VHD_VHD,
                                              TSK_IMG_TYPE_AFF_ANY};
    if (container < 0 || container > CSK_AFF) return NULL;
    tsk_error_reset();
    return (csk_image *)tsk_img_open_utf8(count, paths, types[container], 0);
}
/* libtsk asks that its own part comes first, and that all of it is zero. */
typedef struct {
    TSK_IMG_INFO info;
    void *context;
    csk_read_callback read;
} external_image;

static ssize_t read_external(TSK_IMG_INFO *info, TSK_OFF_T offset, char *buffer, size_t length) {
    external_image *image = (external_image *)info;
    if (offset < 0 || offset >= info->size) {
        tsk_error_set_errno(TSK_ERR_IMG_READ_OFF);
        tsk_error_set_errstr("offset %lld is beyond the image", (long long)offset);
        return -1;
    }
    if ((uint64_t)length > (uint64_t)(info->size - offset)) length = (size_t)(info->size - offset);
    if (image->read(image->context, (uint64_t)offset, buffer, length)) return (ssize_t)length;
    tsk_error_set_errno(TSK_ERR_IMG_READ);
    tsk_error_set_errstr("no bytes at offset %lld", (long long)offset);
    return -1;
}
static void close_external(TSK_IMG_INFO *info) { free(info); }
static void describe_external(TSK_IMG_INFO *info, FILE *file) { (void)info, (void)file; }

csk_image *csk_image_open_external(uint64_t size, uint32_t sector_size, void *context, csk_read_callback read) {
    tsk_error_reset();
    external_image *image = size > 0 && size <= INT64_MAX ? calloc(1, sizeof *image) : NULL;
    if (!image) return NULL;
    image->context = context;
    image->read = read;
    TSK_IMG_INFO *opened = tsk_img_open_external(image, (TSK_OFF_T)size, sector_size, read_external, close_external,
                                                 describe_external);
    if (!opened) free(image);
    return (csk_image *)opened;
}
void csk_image_close(csk_image *image) { tsk_img_close(IMAGE(image)); }
uint64_t csk_image_size(const csk_image *image) {
    TSK_OFF_T size = IMAGE(image)->size;
    return size > 0 ? (uint64_t)size : 0;
}
uint32_t csk_image_sector_size(const csk_image *image) { return IMAGE(image)->sector_size; }
int64_t csk_image_read(csk_image *image, uint64_t offset, void *buffer, uint64_t length) {
    return tsk_img_read(IMAGE(image), (TSK_OFF_T)offset, buffer, (size_t)length);
}

int csk_volumes(csk_image *image, int table, void *context, csk_part_callback callback) {
    static const TSK_VS_TYPE_ENUM types[] = {TSK_VS_TYPE_DETECT, TSK_VS_TYPE_DOS, TSK_VS_TYPE_GPT, TSK_VS_TYPE_MAC,
                                             TSK_VS_TYPE_BSD};
    if (table < 0 || table > CSK_VOLUMES_BSD) return -1;
    tsk_error_reset();
    TSK_VS_INFO *volumes = tsk_vs_open(IMAGE(image), 0, types[table]);
    if (!volumes) return -1;
    int count = 0;
    for (const TSK_VS_PART_INFO *part = volumes->part_list; part && count < 10000; part = part->next, count++) {
        int kind = part->flags & TSK_VS_PART_FLAG_ALLOC  ? CSK_PART_VOLUME
                   : part->flags & TSK_VS_PART_FLAG_META ? CSK_PART_TABLE
                                                         : CSK_PART_GAP;
        callback(context, part->start * volumes->block_size + (uint64_t)volumes->offset, part->len * volumes->block_size,
                 kind, part->desc ? part->desc : "");
    }
    tsk_vs_close(volumes);
    return count;
}

csk_file_system *csk_file_system_open(csk_image *image, uint64_t offset, const char *type) {
    tsk_error_reset();
    TSK_FS_TYPE_ENUM wanted = type ? tsk_fs_type_toid(type) : TSK_FS_TYPE_DETECT;
    return (csk_file_system *)tsk_fs_open_img(IMAGE(image), (TSK_OFF_T)offset, wanted);
}
void csk_file_system_close(csk_file_system *fs) { tsk_fs_close(FS(fs)); }
const char *csk_file_system_type(const csk_file_system *fs) {
    const char *name = tsk_fs_type_toname(FS(fs)->ftype);
    return name ? name : "";
}
uint64_t csk_file_system_block_size(const csk_file_system *fs) { return FS(fs)->block_size; }
uint64_t csk_file_system_first_block(const csk_file_system *fs) { return FS(fs)->first_block; }
uint64_t csk_file_system_block_count(const csk_file_system *fs) {
    /* Only blocks that the (perhaps truncated) medium really has. */
    return FS(fs)->last_block_act >= FS(fs)->first_block ? FS(fs)->last_block_act - FS(fs)->first_block + 1 : 0;
}
uint64_t csk_file_system_root(const csk_file_system *fs) { return FS(fs)->root_inum; }
bool csk_file_system_is_ntfs(const csk_file_system *fs) { return TSK_FS_TYPE_ISNTFS(FS(fs)->ftype); }

#define POOL(x) ((TSK_POOL_INFO *)(x))

csk_pool *csk_pool_open(csk_image *image, uint64_t offset) {
    tsk_error_reset();
    return (csk_pool *)tsk_pool_open_img_sing(IMAGE(image), (TSK_OFF_T)offset, TSK_POOL_TYPE_APFS);
}
void csk_pool_close(csk_pool *pool) { tsk_pool_close(POOL(pool)); }
uint64_t csk_pool_block_size(const csk_pool *pool) { return POOL(pool)->block_size; }
uint64_t csk_pool_block_count(const csk_pool *pool) { return POOL(pool)->num_blocks; }

void csk_pool_members(const csk_pool *pool, void *context, csk_pool_member_callback callback) {
    int count = 0;
    /* APFS numbers at most 100. */
    for (const TSK_POOL_VOLUME_INFO *member = POOL(pool)->vol_list; member && count < 100; member = member->next, count++) {
        csk_pool_member flat = {member->block, member->desc ? member->desc : "",
                                member->flags & TSK_POOL_VOLUME_FLAG_ENCRYPTED};
        callback(context, &flat);
    }
}

int csk_pool_free(csk_pool *pool, void *context, csk_extent_callback callback) {
    tsk_error_reset();
    TSK_FS_ATTR_RUN *runs = tsk_pool_unallocated_runs(POOL(pool));
    if (!runs) return tsk_error_get_errno() ? -1 : 0;
    int count = 0;
    for (const TSK_FS_ATTR_RUN *run = runs; run; run = run->next, count++) callback(context, run->addr, run->len);
    tsk_fs_attr_run_free(runs);
    return count;
}

csk_image *csk_pool_image(csk_pool *pool, uint64_t member_block) {
    tsk_error_reset();
    return (csk_image *)POOL(pool)->get_img_info(POOL(pool), member_block);
}
csk_file_system *csk_pool_file_system_open(csk_image *pool_image, uint64_t offset) {
    tsk_error_reset();
    return (csk_file_system *)tsk_fs_open_img(IMAGE(pool_image), (TSK_OFF_T)offset, TSK_FS_TYPE_APFS);
}

static int kind_of(TSK_FS_NAME_TYPE_ENUM name, const TSK_FS_META *meta) {
    if (meta) switch (meta->type) {
            case TSK_FS_META_TYPE_REG: return CSK_KIND_REGULAR;
            case TSK_FS_META_TYPE_DIR: return CSK_KIND_DIRECTORY;
            case TSK_FS_META_TYPE_LNK: return CSK_KIND_SYMLINK;
            case TSK_FS_META_TYPE_VIRT:
            case TSK_FS_META_TYPE_VIRT_DIR: return CSK_KIND_VIRTUAL;
            case TSK_FS_META_TYPE_UNDEF: break;
            default: return CSK_KIND_OTHER;
        }
    switch (name) {
        case TSK_FS_NAME_TYPE_REG: return CSK_KIND_REGULAR;
        case TSK_FS_NAME_TYPE_DIR: return CSK_KIND_DIRECTORY;
        case TSK_FS_NAME_TYPE_LNK: return CSK_KIND_SYMLINK;
        case TSK_FS_NAME_TYPE_VIRT:
        case TSK_FS_NAME_TYPE_VIRT_DIR: return CSK_KIND_VIRTUAL;
        case TSK_FS_NAME_TYPE_UNDEF: return CSK_KIND_UNKNOWN;
        default: return CSK_KIND_OTHER;
    }
}

typedef struct {
    void *context;
    csk_entry_callback callback;
} walk_state;

static TSK_WALK_RET_ENUM visit(TSK_FS_FILE *file, const char *path, void *opaque) {
    walk_state *state = opaque;
    if (!file || !file->name || !file->name->name || TSK_FS_ISDOT(file->name->name)) return TSK_WALK_CONT;
    csk_entry entry = {0};
    entry.folder = path ? path : "";
    entry.name = file->name->name;
    entry.kind = kind_of(file->name->type, file->meta);
    entry.name_allocated = file->name->flags & TSK_FS_NAME_FLAG_ALLOC;
    entry.meta_address = file->name->meta_addr;
    entry.file = (csk_file *)file;
    if (file->meta) {
        entry.has_meta = true;
        entry.meta_allocated = file->meta->flags & TSK_FS_META_FLAG_ALLOC;
        entry.meta_orphan = file->meta->flags & TSK_FS_META_FLAG_ORPHAN;
        if (TSK_FS_TYPE_ISNTFS(file->fs_info->ftype))
            entry.meta_replaced = !entry.name_allocated && file->name->meta_seq != file->meta->seq &&
                                  /* deleting raises the sequence by one without giving the record away */
                                  !(file->meta->seq == file->name->meta_seq + 1 && !entry.meta_allocated);
        else
            entry.meta_replaced = !entry.name_allocated && entry.meta_allocated;
    }
    return state->callback(state->context, &entry) ? TSK_WALK_CONT : TSK_WALK_STOP;
}

int csk_walk(csk_file_system *fs, void *context, csk_entry_callback callback) {
    walk_state state = {context, callback};
    tsk_error_reset();
    return tsk_fs_dir_walk(FS(fs), FS(fs)->root_inum,
                           TSK_FS_DIR_WALK_FLAG_ALLOC | TSK_FS_DIR_WALK_FLAG_UNALLOC | TSK_FS_DIR_WALK_FLAG_RECURSE,
                           visit, &state)
               ? -1
               : 0;
}

csk_file *csk_file_open(csk_file_system *fs, uint64_t meta_address) {
    tsk_error_reset();
    return (csk_file *)tsk_fs_file_open_meta(FS(fs), NULL, meta_address);
}
void csk_file_close(csk_file *file) { tsk_fs_file_close(FILE_OF(file)); }
int csk_file_kind(const csk_file *file) { return kind_of(TSK_FS_NAME_TYPE_UNDEF, FILE_OF(file)->meta); }
uint64_t csk_file_size(const csk_file *file) {
    const TSK_FS_META *meta = FILE_OF(file)->meta;
    return meta && meta->size > 0 ? (uint64_t)meta->size : 0;
}
void csk_file_times(const csk_file *file, int64_t times[4]) {
    const TSK_FS_META *meta = FILE_OF(file)->meta;
    memset(times, 0, 4 * sizeof times[0]);
    if (!meta) return;
    times[0] = meta->mtime;
    times[1] = meta->atime;
    times[2] = meta->ctime;
    times[3] = meta->crtime;
}

int csk_file_attributes(csk_file *opaque, void *context, csk_attribute_callback callback) {
    TSK_FS_FILE *file = FILE_OF(opaque);
    tsk_error_reset();
    int count = tsk_fs_file_attr_getsize(file);
    const TSK_FS_ATTR *standard = tsk_fs_file_attr_get(file);
    for (int i = 0; i < count; i++) {
        const TSK_FS_ATTR *attribute = tsk_fs_file_attr_get_idx(file, i);
        if (!attribute || !(attribute->flags & TSK_FS_ATTR_INUSE)) continue;
        csk_attribute flat = {0};
        flat.type = (uint32_t)attribute->type;
        flat.id = attribute->id;
        flat.is_default = standard && attribute->type == standard->type && attribute->id == standard->id;
        flat.is_data = attribute->type == TSK_FS_ATTR_TYPE_NTFS_DATA || attribute->type == TSK_FS_ATTR_TYPE_DEFAULT ||
                       attribute->type == TSK_FS_ATTR_TYPE_HFS_RSRC;
        flat.resident = attribute->flags & TSK_FS_ATTR_RES;
        flat.sparse = attribute->flags & TSK_FS_ATTR_SPARSE;
        flat.name = attribute->name;
        flat.size = attribute->size > 0 ? (uint64_t)attribute->size : 0;
        flat.valid = flat.resident || attribute->nrd.initsize < 0 ? flat.size : (uint64_t)attribute->nrd.initsize;
        callback(context, &flat);
    }
    return count;
}

static const TSK_FS_ATTR *attribute_of(TSK_FS_FILE *file, bool use_default, uint32_t type, uint16_t id) {
    return use_default ? tsk_fs_file_attr_get(file) : tsk_fs_file_attr_get_type(file, (TSK_FS_ATTR_TYPE_ENUM)type, id, 1);
}

int csk_file_runs(csk_file *opaque, bool use_default, uint32_t type, uint16_t id, void *context,
                  csk_run_callback callback) {
    const TSK_FS_ATTR *attribute = attribute_of(FILE_OF(opaque), use_default, type, id);
    if (!attribute || !(attribute->flags & TSK_FS_ATTR_NONRES)) return 0;
    int count = 0;
    for (const TSK_FS_ATTR_RUN *run = attribute->nrd.run; run && count < 50000000; run = run->next, count++)
        if (!(run->flags & (TSK_FS_ATTR_RUN_FLAG_SPARSE | TSK_FS_ATTR_RUN_FLAG_FILLER)))
            callback(context, run->addr, run->len, run->offset);
    return count;
}

int64_t csk_file_read(csk_file *opaque, bool use_default, uint32_t type, uint16_t id, uint64_t offset, void *buffer,
                      uint64_t length) {
    const TSK_FS_ATTR *attribute = attribute_of(FILE_OF(opaque), use_default, type, id);
    if (!attribute) return -1;
    if (attribute->size <= 0 || offset >= (uint64_t)attribute->size) return 0;
    return tsk_fs_attr_read(attribute, (TSK_OFF_T)offset, buffer, (size_t)length, TSK_FS_FILE_READ_FLAG_NONE);
}

typedef struct {
    void *context;
    csk_block_callback callback;
} block_state;

static TSK_WALK_RET_ENUM visit_block(const TSK_FS_BLOCK *block, void *opaque) {
    block_state *state = opaque;
    return state->callback(state->context, block->addr) ? TSK_WALK_CONT : TSK_WALK_STOP;
}

int csk_unallocated_blocks(csk_file_system *fs, void *context, csk_block_callback callback) {
    block_state state = {context, callback};
    tsk_error_reset();
    return tsk_fs_block_walk(FS(fs), FS(fs)->first_block, FS(fs)->last_block_act,
                             TSK_FS_BLOCK_WALK_FLAG_UNALLOC | TSK_FS_BLOCK_WALK_FLAG_AONLY, visit_block, &state)
               ? -1
               : 0;
}
