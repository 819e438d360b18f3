#include "Lanes.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 };

typedef struct {
    bool busy, in_tail;
    size_t message, blocks; /* left in this phase */
    const uint8_t *place;
    uint8_t tail[2 * BLOCK]; /* the rest, and the padding */
} lane;

typedef struct {
    size_t length, index;
} entry;

static int longer_first(const void *a, const void *b) {
    size_t x = ((const entry *)a)->length, y = ((const entry *)b)->length;
    return x < y ? 1 : x > y ? -1 : 0;
}

static size_t pad(const cdl_engine *engine, const cdl_message *message, uint8_t *tail) {
    size_t rest = message->length % BLOCK, blocks = rest + 9 > BLOCK ? 2 : 1;
    uint64_t bits = (uint64_t)message->length << 3;
    memset(tail, 0, 2 * BLOCK);
    if (rest) memcpy(tail, message->bytes + (message->length - rest), rest);
    tail[rest] = 0x80;
    for (unsigned i = 0; i < 8; i++)
        tail[blocks * BLOCK - 8 + i] = (uint8_t)(bits >> 8 * (engine->big_endian ? 7 - i : i));
    return blocks;
}

static void begin(const cdl_engine *engine, lane *lane, unsigned number, uint32_t *state, const cdl_message *messages,
                  size_t message) {
    lane->busy = true;
    lane->in_tail = false;
    lane->message = message;
    lane->place = messages[message].bytes;
    lane->blocks = messages[message].length / BLOCK;
    for (unsigned w = 0; w < engine->words; w++) state[w * engine->lanes + number] = engine->initial[w];
}

static void give(const cdl_engine *engine, unsigned number, const uint32_t *state, uint8_t *digest) {
    for (unsigned w = 0; w < engine->words; w++)
        for (unsigned i = 0; i < 4; i++)
            digest[4 * w + i] = (uint8_t)(state[w * engine->lanes + number] >> 8 * (engine->big_endian ? 3 - i : i));
}

bool cdl_run(const cdl_engine *engine, const cdl_message *messages, size_t count, uint8_t *digests) {
    static const uint8_t idle[BLOCK];
    /* The longest first, so that no lane is left alone with a long one at the end. */
    entry *order = malloc((count ? count : 1) * sizeof *order);
    if (!order) return false;
    for (size_t i = 0; i < count; i++) order[i] = (entry){messages[i].length, i};
    qsort(order, count, sizeof *order, longer_first);

    _Alignas(64) uint32_t state[CDL_MOST_WORDS * CDL_MOST_LANES] = {0};
    lane lanes[CDL_MOST_LANES] = {0};
    const uint8_t *places[CDL_MOST_LANES];
    size_t steps[CDL_MOST_LANES], next = 0;
    for (;;) {
        unsigned busy = 0;
        size_t least = SIZE_MAX;
        for (unsigned l = 0; l < engine->lanes; l++) {
            lane *lane = &lanes[l];
            while (!lane->busy || lane->blocks == 0) {
                if (lane->busy && !lane->in_tail) {
                    lane->in_tail = true;
                    lane->blocks = pad(engine, &messages[lane->message], lane->tail);
                    lane->place = lane->tail;
                } else {
                    if (lane->busy) give(engine, l, state, digests + lane->message * engine->words * 4);
                    lane->busy = false;
                    if (next == count) break;
                    begin(engine, lane, l, state, messages, order[next++].index);
                }
            }
            if (lane->busy) {
                busy++;
                if (lane->blocks < least) least = lane->blocks;
            }
            places[l] = lane->busy ? lane->place : idle;
            steps[l] = lane->busy ? BLOCK : 0;
        }
        if (!busy) break;
        if (busy > engine->few) engine->all(state, places, steps, least);
        for (unsigned l = 0; l < engine->lanes; l++) {
            if (!lanes[l].busy) continue;
            if (busy <= engine->few) engine->one(state, l, lanes[l].place, least);
            lanes[l].place += least * BLOCK;
            lanes[l].blocks -= least;
        }
    }
    free(order);
    return true;
}
