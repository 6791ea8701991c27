#include "witness/ask.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

enum { CONNECT_TIMEOUT_S = 10, TIMEOUT_S = 30 };

/* libcurl is loaded when a witness is asked and not with the program: it brings some thirty libraries, which took twice the time
 * of everything else that custos does to start. It stays loaded. */
struct curl {
    CURL *(*easy_init)(void);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_perform)(CURL *);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    void (*easy_cleanup)(CURL *);
    const char *(*easy_strerror)(CURLcode);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
};

static enum err load(struct curl *ret, struct fault *f)
{
    static const char library[] = "libcurl.so.4";
    void *loaded = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!loaded) return fault_set(f, ERR_UNSUPPORTED, "%s cannot be loaded, so no witness can be asked: %s", library, dlerror());
    const struct {
        const char *name;
        void **at; /* the way of dlopen(3) */
    } functions[] = {{"curl_easy_init", (void **)&ret->easy_init},       {"curl_easy_setopt", (void **)&ret->easy_setopt},
                     {"curl_easy_perform", (void **)&ret->easy_perform}, {"curl_easy_getinfo", (void **)&ret->easy_getinfo},
                     {"curl_easy_cleanup", (void **)&ret->easy_cleanup}, {"curl_easy_strerror", (void **)&ret->easy_strerror},
                     {"curl_slist_append", (void **)&ret->slist_append}, {"curl_slist_free_all", (void **)&ret->slist_free_all}};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        *functions[i].at = dlsym(loaded, functions[i].name);
        if (!*functions[i].at) return fault_set(f, ERR_UNSUPPORTED, "%s has no %s", library, functions[i].name);
    }
    return ERR_OK;
}

static size_t keep(const char *data, size_t size, size_t count, void *ctx)
{
    struct ask_answer *a = ctx;
    size_t len = size * count;
    if (len > sizeof a->body - a->len) return 0; /* ends the transfer */
    memcpy(a->body + a->len, data, len);
    a->len += len;
    return len;
}

static enum err perform(const struct curl *c, CURL *easy, const char *url, struct span request, struct ask_answer *ret,
                        struct fault *f)
{
    char why[CURL_ERROR_SIZE] = "";
    bool set = c->easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK &&
               c->easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
               c->easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request.len) == CURLE_OK &&
               c->easy_setopt(easy, CURLOPT_POSTFIELDS, request.at) == CURLE_OK &&
               c->easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep) == CURLE_OK &&
               c->easy_setopt(easy, CURLOPT_WRITEDATA, ret) == CURLE_OK &&
               c->easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S) == CURLE_OK &&
               c->easy_setopt(easy, CURLOPT_TIMEOUT, (long)TIMEOUT_S) == CURLE_OK &&
               c->easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
               c->easy_setopt(easy, CURLOPT_USERAGENT, "custos/" CUSTOS_VERSION) == CURLE_OK &&
               c->easy_setopt(easy, CURLOPT_ERRORBUFFER, why) == CURLE_OK;
    if (!set) return fault_set(f, ERR_UNSUPPORTED, "libcurl cannot ask %s", url);
    CURLcode code = c->easy_perform(easy);
    if (code != CURLE_OK) return fault_set(f, ERR_IO, "%s: %s", url, *why ? why : c->easy_strerror(code));
    c->easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &ret->status);
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
    struct curl c;
    enum err err = load(&c, f);
    if (err != ERR_OK) return err;
    struct curl_slist *headers = c.slist_append(NULL, "Content-Type: text/plain");
    CURL *easy = c.easy_init();
    err = easy && headers && c.easy_setopt(easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK
              ? perform(&c, easy, url, request, ret, f)
              : fault_set(f, ERR_MEMORY, "not enough memory");
    c.easy_cleanup(easy);
    c.slist_free_all(headers);
    return err;
}
