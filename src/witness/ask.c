#include "witness/ask.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

enum { CONNECT_TIMEOUT_S = 10, TIMEOUT_S = 30 };

static size_t keep(const char *data, size_t size, size_t count, void *ctx)
{
    struct ask_answer *a = ctx;
    size_t len = size * count;
    if (len > sizeof a->body - a->len) return 0; /* ends the transfer */
    memcpy(a->body + a->len, data, len);
    a->len += len;
    return len;
}

static enum err perform(CURL *curl, const char *url, struct span request, struct ask_answer *ret, struct fault *f)
{
    char why[CURL_ERROR_SIZE] = "";
    bool set = curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request.len) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.at) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_WRITEDATA, ret) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_USERAGENT, "custos/" CUSTOS_VERSION) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why) == CURLE_OK;
    if (!set) return fault_set(f, ERR_UNSUPPORTED, "libcurl cannot ask %s", url);
    CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) return fault_set(f, ERR_IO, "%s: %s", url, *why ? why : curl_easy_strerror(code));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &ret->status);
    return ERR_OK;
}

enum err ask_add_checkpoint(const char *prefix, struct span request, struct ask_answer *ret, struct fault *f)
{
    char url[2048];
    size_t len = strlen(prefix);
    while (len > 0 && prefix[len - 1] == '/') len--;
    if ((size_t)snprintf(url, sizeof url, "%.*s/add-checkpoint", (int)len, prefix) >= sizeof url)
        return fault_set(f, ERR_LIMIT, "the witness's address is too long");
    *ret = (struct ask_answer){.status = 0};
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: text/plain");
    CURL *curl = curl_easy_init();
    enum err err = curl && headers && curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK
                       ? perform(curl, url, request, ret, f)
                       : fault_set(f, ERR_MEMORY, "not enough memory");
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    return err;
}
