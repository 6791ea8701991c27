/* TLS hellos: views inside the input, counts inside their arrays. */
#include "proto/tls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes b = bytes_of(data, size);
    struct tls_client_hello c;
    struct tls_server_hello s;
    if (tls_client_hello(b, &c)) {
        ENSURE(tls_sniff(b));
        ENSURE(c.version_count > 0 && c.version_count <= TLS_VERSIONS_MAX);
        ENSURE(!c.server_name.len || (c.server_name.data >= data && c.server_name.data + c.server_name.len <= data + size));
        ENSURE(!tls_server_hello(b, &s));
    } else if (tls_server_hello(b, &s)) {
        ENSURE(s.version >> 8 == 3);
    }
    return 0;
}
