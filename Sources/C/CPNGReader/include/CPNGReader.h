#ifndef CPNGREADER_H
#define CPNGREADER_H

#include <stddef.h>
#include <stdint.h>

/* What a hostile picture may cost: each is checked before memory is taken. */
typedef struct {
    uint64_t pixels;           /* of a picture that is read row by row */
    uint64_t interlaced;       /* of one that has to be held whole */
    uint64_t wanted;           /* the picture is shrunk by whole steps to at most so many */
} cpng_limits;

typedef struct {
    uint32_t columns, rows;
    float *luma;               /* columns * rows values from 0 to 255; freed by cpng_free */
} cpng_picture;

enum { CPNG_OK = 0, CPNG_DAMAGED = 1, CPNG_TOO_LARGE = 2, CPNG_NO_MEMORY = 3 };

/* Luma of a whole PNG file in memory: 0.299 R + 0.587 G + 0.114 B of its pixels as they are, without gamma, profile or
   transparency; a larger picture is averaged over squares of whole pixels. libpng reports errors by longjmp, which must
   not cross Swift: it stays in here. */
int cpng_read_luma(const void *bytes, size_t size, cpng_limits limits, cpng_picture *picture);

void cpng_free(cpng_picture *picture);

#endif
