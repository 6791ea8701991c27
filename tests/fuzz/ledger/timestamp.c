/* An authority's answer, held against a request. Input: u8 length, request, answer. */
#include "ledger/timestamp.h"
#include "wire/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader r = reader_of(bytes_of(data, size));
    struct bytes request = reader_bytes(&r, reader_u8(&r)), answer = reader_rest(&r);
    struct timestamp t;
    uint8_t imprint[32];
    (void)!timestamp_answered(answer, imprint, NULL);
    (void)!timestamp_check(bytes_of_text("example.org/log\n5\n"), request, answer, "/dev/null", TIMESTAMP_VALID_THEN, &t, NULL);
    return 0;
}
