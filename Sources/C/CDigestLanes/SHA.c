#include "Lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* FIPS 180-4. The instructions have a latency of several cycles: two independent streams fill them. */
static const uint32_t initial1[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
static const uint32_t initial256[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#define WITH_SHA __attribute__((target("sha,sse4.1,ssse3")))
#define INLINE WITH_SHA static inline __attribute__((always_inline))

INLINE __m128i load(const uint8_t *place, __m128i order) {
    return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)place), order);
}

/* Blocks of `streams` messages; a constant number, so that the inner loops are unrolled. */
INLINE void sha1_blocks(uint32_t *state, unsigned first, unsigned streams, const uint8_t *const *places,
                        const size_t *steps, size_t count) {
    const __m128i order = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
    __m128i abcd[2], e[2];
#pragma unroll
    for (unsigned s = 0; s < streams; s++) {
        const uint32_t *x = state + first + s;
        abcd[s] = _mm_set_epi32((int)x[0], (int)x[2], (int)x[4], (int)x[6]);
        e[s] = _mm_set_epi32((int)x[8], 0, 0, 0);
    }
    for (size_t n = 0; n < count; n++) {
        __m128i w[2][4], before[2], before_e[2], other[2];
#pragma unroll
        for (unsigned s = 0; s < streams; s++) {
            before[s] = abcd[s], before_e[s] = e[s];
            for (int i = 0; i < 4; i++) w[s][i] = load(places[s] + n * steps[s] + 16 * i, order);
        }
        /* Four rounds with the next four words; then words for sixteen rounds on. */
#define FOUR_ROUNDS(i, f)                                                                                     \
    _Pragma("unroll") for (unsigned s = 0; s < streams; s++) {                                                \
        __m128i sum = (i) == 0 ? _mm_add_epi32(e[s], w[s][0]) : _mm_sha1nexte_epu32(other[s], w[s][(i) % 4]); \
        other[s] = abcd[s];                                                                                   \
        abcd[s] = _mm_sha1rnds4_epu32(abcd[s], sum, f);                                                       \
        if ((i) < 16)                                                                                         \
            w[s][(i) % 4] = _mm_sha1msg2_epu32(                                                               \
                _mm_xor_si128(_mm_sha1msg1_epu32(w[s][(i) % 4], w[s][((i) + 1) % 4]), w[s][((i) + 2) % 4]),   \
                w[s][((i) + 3) % 4]);                                                                         \
    }
        FOUR_ROUNDS(0, 0) FOUR_ROUNDS(1, 0) FOUR_ROUNDS(2, 0) FOUR_ROUNDS(3, 0) FOUR_ROUNDS(4, 0)
        FOUR_ROUNDS(5, 1) FOUR_ROUNDS(6, 1) FOUR_ROUNDS(7, 1) FOUR_ROUNDS(8, 1) FOUR_ROUNDS(9, 1)
        FOUR_ROUNDS(10, 2) FOUR_ROUNDS(11, 2) FOUR_ROUNDS(12, 2) FOUR_ROUNDS(13, 2) FOUR_ROUNDS(14, 2)
        FOUR_ROUNDS(15, 3) FOUR_ROUNDS(16, 3) FOUR_ROUNDS(17, 3) FOUR_ROUNDS(18, 3) FOUR_ROUNDS(19, 3)
#undef FOUR_ROUNDS
#pragma unroll
        for (unsigned s = 0; s < streams; s++) {
            e[s] = _mm_sha1nexte_epu32(other[s], before_e[s]);
            abcd[s] = _mm_add_epi32(abcd[s], before[s]);
        }
    }
#pragma unroll
    for (unsigned s = 0; s < streams; s++) {
        uint32_t *x = state + first + s;
        x[0] = (uint32_t)_mm_extract_epi32(abcd[s], 3), x[2] = (uint32_t)_mm_extract_epi32(abcd[s], 2);
        x[4] = (uint32_t)_mm_extract_epi32(abcd[s], 1), x[6] = (uint32_t)_mm_extract_epi32(abcd[s], 0);
        x[8] = (uint32_t)_mm_extract_epi32(e[s], 3);
    }
}

INLINE void sha256_blocks(uint32_t *state, unsigned first, unsigned streams, const uint8_t *const *places,
                          const size_t *steps, size_t count) {
    const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i abef[2], cdgh[2];
#pragma unroll
    for (unsigned s = 0; s < streams; s++) {
        const uint32_t *x = state + first + s;
        abef[s] = _mm_set_epi32((int)x[0], (int)x[2], (int)x[8], (int)x[10]);
        cdgh[s] = _mm_set_epi32((int)x[4], (int)x[6], (int)x[12], (int)x[14]);
    }
    for (size_t n = 0; n < count; n++) {
        __m128i w[2][4], before[2][2];
#pragma unroll
        for (unsigned s = 0; s < streams; s++) {
            before[s][0] = abef[s], before[s][1] = cdgh[s];
            for (int i = 0; i < 4; i++) w[s][i] = load(places[s] + n * steps[s] + 16 * i, order);
        }
#pragma unroll
        for (int i = 0; i < 16; i++) {
            const __m128i k = _mm_loadu_si128((const __m128i *)(K + 4 * i));
#pragma unroll
            for (unsigned s = 0; s < streams; s++) {
                __m128i sum = _mm_add_epi32(w[s][i % 4], k);
                cdgh[s] = _mm_sha256rnds2_epu32(cdgh[s], abef[s], sum);
                abef[s] = _mm_sha256rnds2_epu32(abef[s], cdgh[s], _mm_shuffle_epi32(sum, 0x0e));
                if (i < 12) {
                    __m128i seven = _mm_alignr_epi8(w[s][(i + 3) % 4], w[s][(i + 2) % 4], 4);
                    w[s][i % 4] = _mm_sha256msg2_epu32(
                        _mm_add_epi32(_mm_sha256msg1_epu32(w[s][i % 4], w[s][(i + 1) % 4]), seven), w[s][(i + 3) % 4]);
                }
            }
        }
#pragma unroll
        for (unsigned s = 0; s < streams; s++) {
            abef[s] = _mm_add_epi32(abef[s], before[s][0]);
            cdgh[s] = _mm_add_epi32(cdgh[s], before[s][1]);
        }
    }
#pragma unroll
    for (unsigned s = 0; s < streams; s++) {
        uint32_t *x = state + first + s;
        x[0] = (uint32_t)_mm_extract_epi32(abef[s], 3), x[2] = (uint32_t)_mm_extract_epi32(abef[s], 2);
        x[8] = (uint32_t)_mm_extract_epi32(abef[s], 1), x[10] = (uint32_t)_mm_extract_epi32(abef[s], 0);
        x[4] = (uint32_t)_mm_extract_epi32(cdgh[s], 3), x[6] = (uint32_t)_mm_extract_epi32(cdgh[s], 2);
        x[12] = (uint32_t)_mm_extract_epi32(cdgh[s], 1), x[14] = (uint32_t)_mm_extract_epi32(cdgh[s], 0);
    }
}

#define STREAMS(name)                                                                                             \
    WITH_SHA static void name##_two(uint32_t *state, const uint8_t *const *places, const size_t *steps,           \
                                    size_t count) {                                                               \
        name##_blocks(state, 0, 2, places, steps, count);                                                         \
    }                                                                                                             \
    WITH_SHA static void name##_one(uint32_t *state, unsigned lane, const uint8_t *place, size_t count) {         \
        const size_t step = 64;                                                                                   \
        name##_blocks(state, lane, 1, &place, &step, count);                                                      \
    }
STREAMS(sha1)
STREAMS(sha256)

bool cdl_has_sha(void) {
    unsigned a, b = 0, c, d;
    __asm__("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(7), "c"(0));
    return (b >> 29 & 1) && __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3");
}

bool cdl_sha1(const cdl_message *messages, size_t count, uint8_t *digests) {
    static const cdl_engine engine = {2, 5, true, initial1, sha1_two, sha1_one, 1};
    return cdl_has_sha() && cdl_run(&engine, messages, count, digests);
}
bool cdl_sha256(const cdl_message *messages, size_t count, uint8_t *digests) {
    static const cdl_engine engine = {2, 8, true, initial256, sha256_two, sha256_one, 1};
    return cdl_has_sha() && cdl_run(&engine, messages, count, digests);
}

#else

bool cdl_has_sha(void) { return false; }
bool cdl_sha1(const cdl_message *messages, size_t count, uint8_t *digests) {
    (void)messages, (void)count, (void)digests;
    return false;
}
bool cdl_sha256(const cdl_message *messages, size_t count, uint8_t *digests) {
    (void)messages, (void)count, (void)digests;
    return false;
}

#endif
