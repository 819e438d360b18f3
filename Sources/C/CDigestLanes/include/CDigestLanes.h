#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Digests of many messages at once, faster on one core than one after the other: MD5 in the lanes of vector registers,
   SHA-1 and SHA-256 as two streams through the SHA extensions of x86-64. What the processor can do is asked at run
   time. Nothing is read beyond a message's end. */

typedef struct {
    const uint8_t *bytes; /* any alignment */
    size_t length;
} cdl_message;

enum { CDL_NONE = 0, CDL_AVX2, CDL_AVX512 };

/* The best vector unit for MD5 here. */
int cdl_vectors(void);
/* Whether the processor has the SHA extensions. */
bool cdl_has_sha(void);

/* Each fills one digest a message, in their order, one behind the other. False when the processor cannot, or there is no memory. */
bool cdl_md5(int vectors, const cdl_message *messages, size_t count, uint8_t *digests);
bool cdl_sha1(const cdl_message *messages, size_t count, uint8_t *digests);
bool cdl_sha256(const cdl_message *messages, size_t count, uint8_t *digests);
