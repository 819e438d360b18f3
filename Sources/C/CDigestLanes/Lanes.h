#pragma once
#include "CDigestLanes.h"

enum { CDL_MOST_LANES = 16, CDL_MOST_WORDS = 8 };

/* One algorithm on one kind of processor. The state of lane l has word w at state[w * lanes + l]. */
typedef struct {
    unsigned lanes, words;
    bool big_endian; /* of words and of the length in the padding */
    const uint32_t *initial;
    /* Takes `count` blocks of 64 bytes of every lane, from places[l] on in steps of steps[l]. */
    void (*all)(uint32_t *state, const uint8_t *const *places, const size_t *steps, size_t count);
    /* The same of one lane: worth it up to `few` busy lanes. */
    void (*one)(uint32_t *state, unsigned lane, const uint8_t *place, size_t count);
    unsigned few;
} cdl_engine;

/* Digests of `words` words each, one after the other. */
bool cdl_run(const cdl_engine *engine, const cdl_message *messages, size_t count, uint8_t *digests);
