/* A certificate: whatever comes, names are text within their bounds. */
#include "proto/x509.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
    size_t len = strnlen(text, X509_TEXT);
    ENSURE(len < X509_TEXT);
    for (size_t i = 0; i < len; i++) ENSURE(text[i] >= 0x20 && text[i] < 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct x509_names n;
    bool is = x509_names(bytes_of(data, size), &n);
    ENSURE(n.count <= X509_NAMES_MAX && (is || (!n.count && !*n.subject)));
    check_text(n.subject);
    for (unsigned i = 0; i < n.count; i++) check_text(n.others[i]);
    return 0;
}
