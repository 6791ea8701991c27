/* How management sessions begin: protocol and server's port in the first three bytes, then the payload. */
#include "proto/management.h"

#include "proto/snmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3) return 0;
    uint16_t port = load_be16(data + 1);
    struct bytes payload = bytes_of(data + 3, size - 3);
    struct snmp3 s;
    enum management m = management_sniff(data[0], port, payload);
    ENSURE(m < MANAGEMENT_COUNT && management_name(m) && management_of_port(data[0], port) < MANAGEMENT_COUNT);
    if (management_capture_file(payload)) ENSURE(management_begins(payload) || management_port(port, 50000));
    if (m == MANAGEMENT_SSH) ENSURE(payload.len >= 5 && memcmp(payload.data, "SSH-", 4) == 0);
    if (snmp3_parse(payload, &s)) ENSURE(s.user.len <= payload.len && s.engine.len <= payload.len);
    return 0;
}
