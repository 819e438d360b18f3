#include "CCurl.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>

#define EASY(x) ((CURL *)(x))

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode started = CURLE_FAILED_INIT;
static void start(void) { started = curl_global_init(CURL_GLOBAL_ALL); }

ccurl_handle *ccurl_make(void) {
    pthread_once(&once, start);
    return started == CURLE_OK ? (ccurl_handle *)curl_easy_init() : NULL;
}
void ccurl_free(ccurl_handle *handle) { curl_easy_cleanup(EASY(handle)); }

static size_t take_header(char *bytes, size_t size, size_t count, void *opaque) {
    const ccurl_receiver *receiver = opaque;
    receiver->header(receiver->context, bytes, size * count);
    return size * count;
}
static size_t take_body(char *bytes, size_t size, size_t count, void *opaque) {
    const ccurl_receiver *receiver = opaque;
    return receiver->body(receiver->context, bytes, size * count) ? size * count : CURL_WRITEFUNC_ERROR;
}
static int look(void *opaque, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    const ccurl_receiver *receiver = opaque;
    (void)a, (void)b, (void)c, (void)d;
    return receiver->goes_on(receiver->context) ? 0 : 1;
}

static int outcome_of(CURLcode code) {
    switch (code) {
        case CURLE_OK: return CCURL_DONE;
        case CURLE_WRITE_ERROR:
        case CURLE_ABORTED_BY_CALLBACK: return CCURL_STOPPED;
        case CURLE_OPERATION_TIMEDOUT: return CCURL_TIMEOUT;
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_CERTPROBLEM: return CCURL_CERTIFICATE;
        case CURLE_TOO_MANY_REDIRECTS: return CCURL_REDIRECT;
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_URL_MALFORMAT: return CCURL_ADDRESS;
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_READ_ERROR:
        case CURLE_FAILED_INIT:
        case CURLE_UNKNOWN_OPTION:
        case CURLE_BAD_FUNCTION_ARGUMENT:
        case CURLE_OUT_OF_MEMORY: return CCURL_LOCAL;
        default: return CCURL_CONNECTION;
    }
}

#define SET(option, value) if (code == CURLE_OK) code = curl_easy_setopt(curl, option, value)

static CURLcode set_request(CURL *curl, const ccurl_request *request, struct curl_slist *headers) {
    CURLcode code = CURLE_OK;
    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_HTTPHEADER, headers);
    if (strcmp(request->method, "HEAD") == 0) {
        SET(CURLOPT_NOBODY, 1L);
    } else if (request->body) {
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
        SET(CURLOPT_POSTFIELDS, (const char *)request->body);
        SET(CURLOPT_CUSTOMREQUEST, request->method);
    } else if (strcmp(request->method, "GET") != 0) {
        SET(CURLOPT_CUSTOMREQUEST, request->method);
    }
    SET(CURLOPT_USERAGENT, request->agent);
    SET(CURLOPT_CONNECTTIMEOUT_MS, request->connect_timeout);
    SET(CURLOPT_TIMEOUT_MS, request->total_timeout);
    SET(CURLOPT_LOW_SPEED_LIMIT, request->low_speed);
    SET(CURLOPT_LOW_SPEED_TIME, request->low_speed_seconds);
    return code;
}

static CURLcode set_trust(CURL *curl, const ccurl_request *request) {
    CURLcode code = CURLE_OK;
    const char *schemes = request->secure_only ? "https" : "http,https";
    SET(CURLOPT_PROTOCOLS_STR, schemes);
    SET(CURLOPT_REDIR_PROTOCOLS_STR, schemes);
    SET(CURLOPT_FOLLOWLOCATION, request->redirects > 0 ? 1L : 0L);
    SET(CURLOPT_MAXREDIRS, request->redirects);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (request->ca_file) SET(CURLOPT_CAINFO, request->ca_file);
    if (request->netrc) {
        SET(CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
        SET(CURLOPT_NETRC_FILE, request->netrc);
    }
    if (request->bearer) {
        SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
        SET(CURLOPT_XOAUTH2_BEARER, request->bearer);
    }
    return code;
}

static CURLcode set_receiver(CURL *curl, const ccurl_receiver *receiver, char *message) {
    CURLcode code = CURLE_OK;
    SET(CURLOPT_ERRORBUFFER, message);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_BUFFERSIZE, 256L << 10);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, receiver);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, receiver);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, look);
    SET(CURLOPT_XFERINFODATA, receiver);
    return code;
}

ccurl_result ccurl_perform(ccurl_handle *handle, const ccurl_request *request, const ccurl_receiver *receiver) {
    CURL *curl = EASY(handle);
    ccurl_result result = {0};
    struct curl_slist *headers = NULL;
    CURLcode code = CURLE_OK;
    /* Forgets all options, keeps the connections. */
    curl_easy_reset(curl);
    for (size_t i = 0; i < request->header_count && code == CURLE_OK; i++) {
        struct curl_slist *longer = curl_slist_append(headers, request->headers[i]);
        if (longer) headers = longer;
        else code = CURLE_OUT_OF_MEMORY;
    }
    if (code == CURLE_OK) code = set_request(curl, request, headers);
    if (code == CURLE_OK) code = set_trust(curl, request);
    if (code == CURLE_OK) code = set_receiver(curl, receiver, result.message);
    if (code == CURLE_OK) code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &result.status);
    result.outcome = outcome_of(code);
    /* A scheme that is not allowed is the server's fault where a redirect names it. */
    if (result.outcome == CCURL_ADDRESS && result.status >= 300) result.outcome = CCURL_REDIRECT;
    if (code != CURLE_OK && !result.message[0])
        strncpy(result.message, curl_easy_strerror(code), sizeof result.message - 1);
    /* Nothing here outlives the request. */
    curl_easy_reset(curl);
    curl_slist_free_all(headers);
    return result;
}
