#include "CTesseract.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <vector>

#include <tesseract/capi.h>

namespace {

/* What is used of the library, by the names of its C interface. */
struct library {
    decltype(&TessVersion) version;
    decltype(&TessBaseAPICreate) create;
    decltype(&TessBaseAPIDelete) destroy;
    decltype(&TessBaseAPIInit2) init;
    decltype(&TessBaseAPISetVariable) set_variable;
    decltype(&TessBaseAPISetPageSegMode) set_mode;
    decltype(&TessBaseAPISetImage) set_image;
    decltype(&TessBaseAPISetSourceResolution) set_resolution;
    decltype(&TessBaseAPIRecognize) recognise;
    decltype(&TessBaseAPIGetUTF8Text) text;
    decltype(&TessBaseAPIMeanTextConf) confidence;
    decltype(&TessBaseAPIClear) clear;
    decltype(&TessBaseAPIClearAdaptiveClassifier) forget;
    decltype(&TessDeleteText) delete_text;
    decltype(&TessMonitorCreate) create_monitor;
    decltype(&TessMonitorDelete) delete_monitor;
    decltype(&TessMonitorSetCancelFunc) set_cancel;
    decltype(&TessMonitorSetCancelThis) set_cancel_this;
};

template <typename Function> bool find(void *handle, const char *name, Function &function) {
    function = reinterpret_cast<Function>(dlsym(handle, name));
    return function != nullptr;
}

bool load(library &lib) {
    /* Read by libgomp when it is loaded: recognition would start threads of its own. */
    setenv("OMP_THREAD_LIMIT", "1", 1);
    void *handle = dlopen("libtesseract.so.5", RTLD_NOW | RTLD_LOCAL);
    return handle && find(handle, "TessVersion", lib.version) && find(handle, "TessBaseAPICreate", lib.create) &&
           find(handle, "TessBaseAPIDelete", lib.destroy) && find(handle, "TessBaseAPIInit2", lib.init) &&
           find(handle, "TessBaseAPISetVariable", lib.set_variable) &&
           find(handle, "TessBaseAPISetPageSegMode", lib.set_mode) &&
           find(handle, "TessBaseAPISetImage", lib.set_image) &&
           find(handle, "TessBaseAPISetSourceResolution", lib.set_resolution) &&
           find(handle, "TessBaseAPIRecognize", lib.recognise) && find(handle, "TessBaseAPIGetUTF8Text", lib.text) &&
           find(handle, "TessBaseAPIMeanTextConf", lib.confidence) && find(handle, "TessBaseAPIClear", lib.clear) &&
           find(handle, "TessBaseAPIClearAdaptiveClassifier", lib.forget) &&
           find(handle, "TessDeleteText", lib.delete_text) && find(handle, "TessMonitorCreate", lib.create_monitor) &&
           find(handle, "TessMonitorDelete", lib.delete_monitor) &&
           find(handle, "TessMonitorSetCancelFunc", lib.set_cancel) &&
           find(handle, "TessMonitorSetCancelThis", lib.set_cancel_this);
}

double cpu_time() {
    timespec now = {};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

bool is_late(void *end, int) { return cpu_time() > *static_cast<double *>(end); }

/* What Tesseract takes for the resolution where a picture states none it believes; it only scales its expectations. */
constexpr int resolution = 150;

} // namespace

struct ctesseract_reader {
    library lib;
    TessBaseAPI *api;
    ETEXT_DESC *monitor;
};

ctesseract_reader *ctesseract_open(const char *languages, const char **reason) {
    *reason = "library";
    ctesseract_reader *reader = nullptr;
    try {
        reader = new ctesseract_reader{};
        if (!load(reader->lib) || !(reader->api = reader->lib.create()) ||
            !(reader->monitor = reader->lib.create_monitor())) {
            delete reader;
            return nullptr;
        }
        *reason = "languages";
        /* The neural recogniser alone: the older one learns from what it reads. */
        if (reader->lib.init(reader->api, nullptr, languages, tesseract::OEM_LSTM_ONLY) == 0) {
            reader->lib.set_variable(reader->api, "tessedit_enable_doc_dict", "0");
            reader->lib.set_mode(reader->api, tesseract::PSM_AUTO);
            std::vector<uint8_t> blank(200 * 100, 255);
            auto result = ctesseract_read(reader, blank.data(), 200, 100, 60);
            ctesseract_free(reader, result.text);
            if (result.status == CTESSERACT_READ) return reader;
        }
    } catch (...) {
    }
    if (reader) ctesseract_close(reader);
    return nullptr;
}

const char *ctesseract_version(const ctesseract_reader *reader) { return reader->lib.version(); }

ctesseract_result ctesseract_read(ctesseract_reader *reader, const uint8_t *luma, int columns, int rows, double cpu_seconds) {
    ctesseract_result result = {CTESSERACT_FAILED, nullptr, 0};
    const library &lib = reader->lib;
    try {
        double end = cpu_time() + cpu_seconds;
        lib.set_cancel_this(reader->monitor, &end);
        lib.set_cancel(reader->monitor, is_late);
        lib.set_image(reader->api, luma, columns, rows, 1, columns);
        lib.set_resolution(reader->api, resolution);
        const bool done = lib.recognise(reader->api, reader->monitor) == 0;
        if (cpu_time() > end) {
            result.status = CTESSERACT_TOO_LONG;
        } else if (done && (result.text = lib.text(reader->api))) {
            result.status = CTESSERACT_READ;
            result.confidence = lib.confidence(reader->api);
        }
    } catch (...) {
        result.status = CTESSERACT_FAILED;
    }
    try {
        lib.clear(reader->api);
        lib.forget(reader->api);
    } catch (...) {
    }
    return result;
}

void ctesseract_free(ctesseract_reader *reader, char *text) {
    if (text) reader->lib.delete_text(text);
}

void ctesseract_close(ctesseract_reader *reader) {
    if (reader->monitor) reader->lib.delete_monitor(reader->monitor);
    if (reader->api) reader->lib.destroy(reader->api);
    delete reader;
}
