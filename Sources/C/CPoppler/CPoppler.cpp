#include "CPoppler.h"

#include <memory>
#include <string>
#include <vector>
#include <time.h>

#include <poppler-document.h>
#include <poppler-embedded-file.h>
#include <poppler-global.h>
#include <poppler-page.h>

static double cpu_time() {
    timespec now = {};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

static void silence(const std::string &, void *) {}

static int give(cpoppler_sink sink, void *context, const char *field, int page, const poppler::ustring &text) {
    return text.empty() ? 0 : sink(context, field, page, text.data(), text.size());
}

static void read(const char *bytes, int length, int most_pages, double cpu_seconds, cpoppler_sink sink, void *context,
                 cpoppler_result &result) {
    const double start = cpu_time();
    std::unique_ptr<poppler::document> document(poppler::document::load_from_raw_data(bytes, length));
    if (!document) return;
    if (document->is_locked()) {
        result.status = CPOPPLER_ENCRYPTED;
        return;
    }
    result.pages = document->pages();
    if (give(sink, context, "title", 0, document->get_title()) || give(sink, context, "author", 0, document->get_author()) ||
        give(sink, context, "subject", 0, document->get_subject()) ||
        give(sink, context, "keywords", 0, document->get_keywords()) ||
        give(sink, context, "creator", 0, document->get_creator()) ||
        give(sink, context, "producer", 0, document->get_producer()) ||
        give(sink, context, "xmp", 0, document->metadata()))
        return;
    if (document->has_embedded_files()) {
        for (auto *file : document->embedded_files()) {
            if (!file) continue;
            if (give(sink, context, "attachment", 0, poppler::ustring::from_latin1(file->name()))) return;
        }
    }
    result.status = CPOPPLER_READ;
    for (int index = 0; index < result.pages && index < most_pages; index++) {
        std::unique_ptr<poppler::page> page(document->create_page(index));
        result.pages_read = index + 1;
        /* A page of which nothing can be made is no text lost that another reader would show. */
        if (page &&
            give(sink, context, "text", index + 1,
                 page->text(poppler::rectf(), poppler::page::non_raw_non_physical_layout)))
            return;
        if (cpu_time() - start > cpu_seconds) return;
    }
}

cpoppler_result cpoppler_read(const char *bytes, int length, int most_pages, double cpu_seconds, cpoppler_sink sink,
                              void *context) {
    cpoppler_result result = {CPOPPLER_DAMAGED, 0, 0};
    try {
        poppler::set_debug_error_function(silence, nullptr);
        read(bytes, length, most_pages, cpu_seconds, sink, context, result);
    } catch (...) {
        result.status = CPOPPLER_DAMAGED;
    }
    return result;
}

struct cpoppler_files {
    std::unique_ptr<poppler::document> document;
    std::vector<poppler::embedded_file *> files; /* the document's */
    std::vector<std::string> names;
    poppler::byte_array content;
};

cpoppler_files *cpoppler_files_open(const char *bytes, int length) {
    try {
        poppler::set_debug_error_function(silence, nullptr);
        auto result = std::make_unique<cpoppler_files>();
        result->document.reset(poppler::document::load_from_raw_data(bytes, length));
        if (!result->document || result->document->is_locked() || !result->document->has_embedded_files()) return nullptr;
        for (auto *file : result->document->embedded_files()) {
            result->files.push_back(file);
            result->names.push_back(file ? file->name() : std::string());
        }
        return result.release();
    } catch (...) {
        return nullptr;
    }
}

int cpoppler_files_count(const cpoppler_files *files) { return static_cast<int>(files->files.size()); }

const char *cpoppler_files_name(const cpoppler_files *files, int index) {
    const std::string &name = files->names[static_cast<size_t>(index)];
    return name.empty() ? nullptr : name.c_str();
}

int cpoppler_files_size(const cpoppler_files *files, int index) {
    auto *file = files->files[static_cast<size_t>(index)];
    return file && file->is_valid() ? file->size() : -1;
}

int cpoppler_files_load(cpoppler_files *files, int index, const char **content, size_t *length) {
    try {
        auto *file = files->files[static_cast<size_t>(index)];
        files->content.clear();
        if (!file || !file->is_valid()) return 0;
        files->content = file->data();
        *content = files->content.data();
        *length = files->content.size();
        return 1;
    } catch (...) {
        return 0;
    }
}

void cpoppler_files_close(cpoppler_files *files) { delete files; }

static int count(void *context, const char *, int, const uint16_t *, size_t length) {
    *static_cast<size_t *>(context) += length;
    return 0;
}

int cpoppler_prepare(void) {
    /* Without a cross-reference table: poppler makes one up. */
    static const char document[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length 32>>stream\nBT /F 12 Tf 9 9 Td (ready) Tj ET\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n"
        "trailer<</Root 1 0 R/Size 6>>\n%%EOF\n";
    size_t length = 0;
    cpoppler_result result = cpoppler_read(document, sizeof document - 1, 1, 10, count, &length);
    /* poppler drops its tables with its last document: this one stays. */
    static poppler::document *kept = nullptr;
    if (!kept) kept = poppler::document::load_from_raw_data(document, sizeof document - 1);
    return kept && result.status == CPOPPLER_READ && length >= 5;
}
