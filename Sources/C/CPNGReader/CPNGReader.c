#include "CPNGReader.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/* Everything that must survive a longjmp lives in here, not in registers. */
typedef struct {
    const uint8_t *next;
    size_t left;
    png_structp png;
    png_infop info;
    uint8_t *whole; /* interlaced pictures only */
    uint8_t *row;
    uint32_t *sums;
    uint32_t step;
} reader;

static void take(png_structp png, png_bytep into, png_size_t count) {
    reader *from = png_get_io_ptr(png);
    if (count > from->left) png_error(png, "cut off");
    memcpy(into, from->next, count);
    from->next += count;
    from->left -= count;
}

static void failed(png_structp png, png_const_charp message) {
    (void)message;
    png_longjmp(png, 1);
}

static void ignored(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

/* Thousandths of luma, summed over `step` pixels. */
static void add_row(reader *r, const uint8_t *row, uint32_t columns) {
    for (uint32_t x = 0; x < columns; x++, row += 3)
        r->sums[x / r->step] += 299u * row[0] + 587u * row[1] + 114u * row[2];
}

static void finish_row(reader *r, cpng_picture *picture, uint32_t y, uint32_t columns, uint32_t height) {
    float *out = picture->luma + (size_t)y * picture->columns;
    for (uint32_t x = 0; x < picture->columns; x++) {
        uint32_t width = x == picture->columns - 1 ? columns - x * r->step : r->step;
        out[x] = (float)r->sums[x] / (1000.0f * (float)(width * height));
        r->sums[x] = 0;
    }
}

static int read_all(reader *r, cpng_limits limits, cpng_picture *picture) {
    png_set_user_limits(r->png, 1u << 20, 1u << 20);
    png_set_chunk_malloc_max(r->png, 8u << 20);
    png_set_chunk_cache_max(r->png, 64);
    png_set_read_fn(r->png, r, take);
    png_read_info(r->png, r->info);
    uint32_t columns = png_get_image_width(r->png, r->info), rows = png_get_image_height(r->png, r->info);
    int interlaced = png_get_interlace_type(r->png, r->info) != PNG_INTERLACE_NONE;
    uint64_t pixels = (uint64_t)columns * rows;
    if (pixels > (interlaced ? limits.interlaced : limits.pixels)) return CPNG_TOO_LARGE;
    /* At most 8, so that the sums of a square fit. */
    r->step = 1;
    while (r->step < 64 && pixels / ((uint64_t)r->step * r->step) > limits.wanted) r->step++;
    png_set_palette_to_rgb(r->png);
    png_set_expand_gray_1_2_4_to_8(r->png);
    png_set_strip_16(r->png);
    png_set_strip_alpha(r->png);
    png_set_gray_to_rgb(r->png);
    if (interlaced) png_set_interlace_handling(r->png);
    png_read_update_info(r->png, r->info);
    size_t stride = png_get_rowbytes(r->png, r->info);
    if (stride != (size_t)columns * 3) return CPNG_DAMAGED;
    picture->columns = (columns + r->step - 1) / r->step;
    picture->rows = (rows + r->step - 1) / r->step;
    picture->luma = malloc((size_t)picture->columns * picture->rows * sizeof(float));
    r->sums = calloc(picture->columns, sizeof *r->sums);
    if (!picture->luma || !r->sums) return CPNG_NO_MEMORY;
    if (interlaced) {
        if (!(r->whole = malloc(stride * rows))) return CPNG_NO_MEMORY;
        for (int pass = 0; pass < 7; pass++)
            for (uint32_t y = 0; y < rows; y++) png_read_row(r->png, r->whole + stride * y, NULL);
    } else if (!(r->row = malloc(stride))) {
        return CPNG_NO_MEMORY;
    }
    for (uint32_t y = 0; y < rows; y++) {
        if (!interlaced) png_read_row(r->png, r->row, NULL);
        add_row(r, interlaced ? r->whole + stride * y : r->row, columns);
        if ((y + 1) % r->step == 0) finish_row(r, picture, y / r->step, columns, r->step);
    }
    if (rows % r->step) finish_row(r, picture, rows / r->step, columns, rows % r->step);
    return CPNG_OK;
}

/* In a function of its own: what setjmp returns to has no other locals. */
static int guarded(reader *r, cpng_limits limits, cpng_picture *picture) {
    if (setjmp(png_jmpbuf(r->png))) return CPNG_DAMAGED;
    return read_all(r, limits, picture);
}

int cpng_read_luma(const void *bytes, size_t size, cpng_limits limits, cpng_picture *picture) {
    reader r = {.next = bytes, .left = size};
    memset(picture, 0, sizeof *picture);
    r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, failed, ignored);
    if (r.png) r.info = png_create_info_struct(r.png);
    int result = r.info ? guarded(&r, limits, picture) : CPNG_NO_MEMORY;
    png_destroy_read_struct(&r.png, &r.info, NULL);
    free(r.whole);
    free(r.row);
    free(r.sums);
    if (result != CPNG_OK) cpng_free(picture);
    return result;
}

void cpng_free(cpng_picture *picture) {
    free(picture->luma);
    picture->luma = NULL;
}
