#include "drill/handover.h"

#include <openssl/evp.h>

#include "base/clock.h"
#include "wire/ber_write.h"

enum { TAG_SEQUENCE = 0x30, SHA256 = 2, DIGEST_BYTES = 32, CHECK_HASH = 1, DATA_CC = 2 };

static void integer(struct writer *w, uint8_t tag, uint32_t v)
{
    uint8_t text[5] = {0};
    store_be32(text + 1, v);
    ber_write_leaf(w, tag, text, sizeof text);
}

/* PSHeader of TS 102 232-1 annex A. */
static void write_header(struct writer *w, const struct handover *h, uint32_t sequence, int64_t now_ns)
{
    static const uint8_t oid[] = {0x04, 0x00, 0x02, 0x02, 0x05, 0x01, 0x28};
    size_t header = ber_write_begin(w, 0xa1);
    ber_write_leaf(w, 0x80, oid, sizeof oid);
    ber_write_leaf(w, 0x81, h->liid, strlen(h->liid));
    ber_write_leaf(w, 0x82, "NL", 2);
    size_t communication = ber_write_begin(w, 0xa3), network = ber_write_begin(w, 0xa0);
    ber_write_leaf(w, 0x80, "DRILL", 5);
    ber_write_end(w, network);
    integer(w, 0x81, h->cin);
    ber_write_leaf(w, 0x82, "NL", 2);
    ber_write_end(w, communication);
    integer(w, 0x84, sequence);
    size_t stamp = ber_write_begin(w, 0xa7);
    integer(w, 0x80, (uint32_t)(now_ns / CLOCK_SECOND));
    integer(w, 0x81, (uint32_t)(now_ns % CLOCK_SECOND / 1000));
    ber_write_end(w, stamp);
    ber_write_end(w, header);
}

/* CCPayload with IPCC of TS 102 232-3. Returns where the packet stands. */
static size_t write_content(struct writer *w, const struct handover *h, bool uplink, struct bytes packet, int64_t now_ns)
{
    static const uint8_t ip_cc[] = {5, 3, 14, 2};
    uint8_t direction = uplink ? 0 : 1;
    size_t pdu = ber_write_begin(w, TAG_SEQUENCE);
    write_header(w, h, h->sequence, now_ns);
    size_t payload = ber_write_begin(w, 0xa2), list = ber_write_begin(w, 0xa1), item = ber_write_begin(w, TAG_SEQUENCE);
    ber_write_leaf(w, 0x80, &direction, 1);
    size_t choice = ber_write_begin(w, 0xa2), ip = ber_write_begin(w, 0xa2);
    ber_write_leaf(w, 0x80, ip_cc, sizeof ip_cc);
    size_t contents = ber_write_begin(w, 0xa1);
    ber_write_leaf(w, 0x80, packet.data, packet.len);
    size_t at = w->len - packet.len;
    ber_write_end(w, contents);
    ber_write_end(w, ip);
    ber_write_end(w, choice);
    ber_write_end(w, item);
    ber_write_end(w, list);
    ber_write_end(w, payload);
    ber_write_end(w, pdu);
    return at;
}

/* TRIPayload with an IntegrityCheck over the PDUs before it. */
static void send_hash(struct handover *h, int64_t now_ns)
{
    uint8_t text[1024], digest[DIGEST_BYTES], type = CHECK_HASH, data = DATA_CC, algorithm = SHA256;
    unsigned len = 0;
    struct writer w = writer_of(text, sizeof text);
    ENSURE(EVP_Digest(h->text, h->hashed, digest, &len, EVP_sha256(), NULL) == 1 && len == DIGEST_BYTES);
    size_t pdu = ber_write_begin(&w, TAG_SEQUENCE);
    write_header(&w, h, ++h->hash_sequence, now_ns);
    size_t payload = ber_write_begin(&w, 0xa2), tri = ber_write_begin(&w, 0xa2), check = ber_write_begin(&w, 0xa0),
           numbers = ber_write_begin(&w, 0xa0);
    for (unsigned i = 0; i < h->covered; i++) integer(&w, 0x02, h->numbers[i]);
    ber_write_end(&w, numbers);
    ber_write_leaf(&w, 0x81, &type, 1);
    ber_write_leaf(&w, 0x82, &data, 1);
    ber_write_leaf(&w, 0x83, digest, DIGEST_BYTES);
    ber_write_leaf(&w, 0x84, &algorithm, 1);
    ber_write_end(&w, check);
    ber_write_end(&w, tri);
    ber_write_end(&w, payload);
    ber_write_end(&w, pdu);
    ENSURE(!w.failed);
    feed_write(h->feed, bytes_of(text, w.len));
    h->covered = 0;
    h->hashed = 0;
}

void handover_content(struct handover *h, bool uplink, struct bytes packet, int64_t now_ns)
{
    uint8_t text[HANDOVER_ROOM];
    struct writer w = writer_of(text, sizeof text);
    size_t at = write_content(&w, h, uplink, packet, now_ns);
    ENSURE(!w.failed);
    memcpy(h->text + h->hashed, text, w.len);
    if (h->hashes == HANDOVER_PLACEHOLDER) memset(h->text + h->hashed + at, 0, packet.len);
    if (h->hashes == HANDOVER_ALTERED && h->sequence == HANDOVER_ALTERED_AT) text[at + packet.len - 1] ^= 1;
    h->hashed += w.len;
    h->numbers[h->covered++] = h->sequence++;
    feed_write(h->feed, bytes_of(text, w.len));
    if (h->covered == HANDOVER_EVERY) send_hash(h, now_ns);
}
