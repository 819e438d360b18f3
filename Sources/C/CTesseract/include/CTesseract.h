#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Text in pictures, by Tesseract. It is loaded when it is first asked for, since it brings some fifty libraries along that no
   other scanner needs. No exception leaves this file; once a reader is open, no file is opened and no thread started. */

typedef struct ctesseract_reader ctesseract_reader;

enum ctesseract_status {
    CTESSERACT_READ,
    CTESSERACT_TOO_LONG, /* the time was over: no text */
    CTESSERACT_FAILED,
};

typedef struct {
    enum ctesseract_status status;
    char *text;     /* UTF-8, to be freed by ctesseract_free; null unless it was read */
    int confidence; /* 0 to 100, the mean of all words */
} ctesseract_result;

/* Loads the trained data of `languages` (such as "eng+deu") and reads a small picture, so that all that is loaded but once is
   loaded. Null where it cannot, and then `reason` points to a constant that says why: "library" or "languages". */
ctesseract_reader *ctesseract_open(const char *languages, const char **reason);

/* Tesseract's version; constant. */
const char *ctesseract_version(const ctesseract_reader *reader);

/* Reads a picture of one byte of luma a pixel, row after row. Nothing is kept from one picture to the next. */
ctesseract_result ctesseract_read(ctesseract_reader *reader, const uint8_t *luma, int columns, int rows, double cpu_seconds);

void ctesseract_free(ctesseract_reader *reader, char *text);
void ctesseract_close(ctesseract_reader *reader);

#ifdef __cplusplus
}
#endif
