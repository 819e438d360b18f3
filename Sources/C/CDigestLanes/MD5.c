#include "Lanes.h"

#if defined(__x86_64__)
#include <string.h>

/* RFC 1321. */
static const uint32_t initial[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
static const uint32_t K[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

#define ROTATED(x, s) (((x) << (s)) | ((x) >> (32 - (s))))
#define F(x, y, z) (z ^ (x & (y ^ z)))
#define G(x, y, z) (y ^ (z & (x ^ y)))
#define H(x, y, z) (x ^ y ^ z)
#define I(x, y, z) (y ^ (x | ~z))
#define STEP(f, a, b, c, d, k, s, i) a = a + f(b, c, d) + w[k] + K[i]; a = ROTATED(a, s) + b;
#define FOUR(f, i, k0, k1, k2, k3, s0, s1, s2, s3)                              \
    STEP(f, a, b, c, d, k0, s0, i) STEP(f, d, a, b, c, k1, s1, i + 1)           \
    STEP(f, c, d, a, b, k2, s2, i + 2) STEP(f, b, c, d, a, k3, s3, i + 3)
/* One block of whatever width a, b, c, d and w have. */
#define ROUNDS                                                                                          \
    FOUR(F, 0, 0, 1, 2, 3, 7, 12, 17, 22) FOUR(F, 4, 4, 5, 6, 7, 7, 12, 17, 22)                         \
    FOUR(F, 8, 8, 9, 10, 11, 7, 12, 17, 22) FOUR(F, 12, 12, 13, 14, 15, 7, 12, 17, 22)                  \
    FOUR(G, 16, 1, 6, 11, 0, 5, 9, 14, 20) FOUR(G, 20, 5, 10, 15, 4, 5, 9, 14, 20)                      \
    FOUR(G, 24, 9, 14, 3, 8, 5, 9, 14, 20) FOUR(G, 28, 13, 2, 7, 12, 5, 9, 14, 20)                      \
    FOUR(H, 32, 5, 8, 11, 14, 4, 11, 16, 23) FOUR(H, 36, 1, 4, 7, 10, 4, 11, 16, 23)                    \
    FOUR(H, 40, 13, 0, 3, 6, 4, 11, 16, 23) FOUR(H, 44, 9, 12, 15, 2, 4, 11, 16, 23)                    \
    FOUR(I, 48, 0, 7, 14, 5, 6, 10, 15, 21) FOUR(I, 52, 12, 3, 10, 1, 6, 10, 15, 21)                    \
    FOUR(I, 56, 8, 15, 6, 13, 6, 10, 15, 21) FOUR(I, 60, 4, 11, 2, 9, 6, 10, 15, 21)

typedef uint32_t v8 __attribute__((vector_size(32), aligned(4)));
typedef uint32_t v16 __attribute__((vector_size(64), aligned(4)));

/* Eight rows of eight words become eight columns. */
#define TRANSPOSED8(r)                                                                                      \
    do {                                                                                                    \
        v8 t[8];                                                                                            \
        for (int i = 0; i < 8; i += 2) {                                                                    \
            t[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);                       \
            t[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);                 \
        }                                                                                                   \
        for (int i = 0; i < 8; i += 4) {                                                                    \
            r[i] = __builtin_shufflevector(t[i], t[i + 2], 0, 1, 8, 9, 4, 5, 12, 13);                       \
            r[i + 1] = __builtin_shufflevector(t[i], t[i + 2], 2, 3, 10, 11, 6, 7, 14, 15);                 \
            r[i + 2] = __builtin_shufflevector(t[i + 1], t[i + 3], 0, 1, 8, 9, 4, 5, 12, 13);               \
            r[i + 3] = __builtin_shufflevector(t[i + 1], t[i + 3], 2, 3, 10, 11, 6, 7, 14, 15);             \
        }                                                                                                   \
        for (int i = 0; i < 4; i++) {                                                                       \
            v8 low = r[i], high = r[i + 4];                                                                 \
            r[i] = __builtin_shufflevector(low, high, 0, 1, 2, 3, 8, 9, 10, 11);                            \
            r[i + 4] = __builtin_shufflevector(low, high, 4, 5, 6, 7, 12, 13, 14, 15);                      \
        }                                                                                                   \
    } while (0)

/* The same source for AVX-512 and, with two registers for one, for AVX2, where sixteen lanes are half as fast again as
   eight: one chain of steps leaves the processor waiting. */
#define SIXTEEN(name, features)                                                                                  \
    __attribute__((target(features))) static void name(uint32_t *state, const uint8_t *const *places,            \
                                                       const size_t *steps, size_t count) {                      \
        v16 A, B, C, D, w[16];                                                                                   \
        memcpy(&A, state, 64), memcpy(&B, state + 16, 64);                                                       \
        memcpy(&C, state + 32, 64), memcpy(&D, state + 48, 64);                                                  \
        for (size_t n = 0; n < count; n++) {                                                                     \
            for (int half = 0; half < 2; half++) {                                                               \
                v8 r[2][8];                                                                                      \
                for (int l = 0; l < 8; l++) {                                                                    \
                    memcpy(&r[0][l], places[l] + n * steps[l] + 32 * half, 32);                                  \
                    memcpy(&r[1][l], places[8 + l] + n * steps[8 + l] + 32 * half, 32);                          \
                }                                                                                                \
                TRANSPOSED8(r[0]);                                                                               \
                TRANSPOSED8(r[1]);                                                                               \
                for (int k = 0; k < 8; k++)                                                                      \
                    w[8 * half + k] = __builtin_shufflevector(r[0][k], r[1][k], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, \
                                                              11, 12, 13, 14, 15);                               \
            }                                                                                                    \
            v16 a = A, b = B, c = C, d = D;                                                                      \
            ROUNDS                                                                                               \
            A += a, B += b, C += c, D += d;                                                                      \
        }                                                                                                        \
        memcpy(state, &A, 64), memcpy(state + 16, &B, 64);                                                       \
        memcpy(state + 32, &C, 64), memcpy(state + 48, &D, 64);                                                  \
    }

SIXTEEN(sixteen_avx512, "avx512f,avx512vl")
SIXTEEN(sixteen_avx2, "avx2")
static void one_lane(uint32_t *state, unsigned lane, const uint8_t *place, size_t count) {
    uint32_t *s = state + lane;
    uint32_t A = s[0], B = s[16], C = s[32], D = s[48], w[16];
    for (; count; count--, place += 64) {
        memcpy(w, place, 64);
        uint32_t a = A, b = B, c = C, d = D;
        ROUNDS
        A += a, B += b, C += c, D += d;
    }
    s[0] = A, s[16] = B, s[32] = C, s[48] = D;
}

int cdl_vectors(void) {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return CDL_AVX512;
    return __builtin_cpu_supports("avx2") ? CDL_AVX2 : CDL_NONE;
}

bool cdl_md5(int vectors, const cdl_message *messages, size_t count, uint8_t *digests) {
    static const cdl_engine avx2 = {16, 4, false, initial, sixteen_avx2, one_lane, 2};
    static const cdl_engine avx512 = {16, 4, false, initial, sixteen_avx512, one_lane, 2};
    if (vectors > cdl_vectors() || vectors <= CDL_NONE) return false;
    return cdl_run(vectors == CDL_AVX512 ? &avx512 : &avx2, messages, count, digests);
}

#else

int cdl_vectors(void) { return CDL_NONE; }
bool cdl_md5(int vectors, const cdl_message *messages, size_t count, uint8_t *digests) {
    (void)vectors, (void)messages, (void)count, (void)digests;
    return false;
}

#endif
