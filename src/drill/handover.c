#include "drill/handover.h"

#include <openssl/evp.h>

#include "base/clock.h"
#include "wire/writer.h"

enum { TAG_SEQUENCE = 0x30, SHA256 = 2, CHECK_HASH = 1, DATA_CC = 2 };

/* An element whose length is told in two octets, when it is known. */
static size_t begin(struct writer *w, uint8_t tag)
{
    writer_u8(w, tag);
    writer_u8(w, 0x82);
    writer_u16(w, 0);
    return w->len;
}

static void end(struct writer *w, size_t from)
{
    writer_patch_u16(w, from - 2, (uint16_t)(w->len - from));
}

static void leaf(struct writer *w, uint8_t tag, const void *value, size_t len)
{
    size_t at = len < 128 ? 0 : begin(w, tag);
    if (!at) writer_u8(w, tag), writer_u8(w, (uint8_t)len);
    writer_bytes(w, bytes_of(value, len));
    if (at) end(w, at);
}

static void integer(struct writer *w, uint8_t tag, uint32_t v)
{
    uint8_t text[5] = {0};
    store_be32(text + 1, v);
    leaf(w, tag, text, sizeof text);
}

/* PSHeader of TS 102 232-1 annex A. */
static void write_header(struct writer *w, const struct handover *h, uint32_t sequence, int64_t now_ns)
{
    static const uint8_t oid[] = {0x04, 0x00, 0x02, 0x02, 0x05, 0x01, 0x28};
    size_t header = begin(w, 0xa1);
    leaf(w, 0x80, oid, sizeof oid);
    leaf(w, 0x81, h->liid, strlen(h->liid));
    leaf(w, 0x82, "NL", 2);
    size_t communication = begin(w, 0xa3), network = begin(w, 0xa0);
    leaf(w, 0x80, "DRILL", 5);
    end(w, network);
    integer(w, 0x81, h->cin);
    leaf(w, 0x82, "NL", 2);
    end(w, communication);
    integer(w, 0x84, sequence);
    size_t stamp = begin(w, 0xa7);
    integer(w, 0x80, (uint32_t)(now_ns / CLOCK_SECOND));
    integer(w, 0x81, (uint32_t)(now_ns % CLOCK_SECOND / 1000));
    end(w, stamp);
    end(w, header);
}

/* CCPayload with IPCC of TS 102 232-3. Returns where the packet stands. */
static size_t write_content(struct writer *w, const struct handover *h, bool uplink, struct bytes packet, int64_t now_ns)
{
    static const uint8_t ip_cc[] = {5, 3, 14, 2};
    uint8_t direction = uplink ? 0 : 1;
    size_t pdu = begin(w, TAG_SEQUENCE);
    write_header(w, h, h->sequence, now_ns);
    size_t payload = begin(w, 0xa2), list = begin(w, 0xa1), item = begin(w, TAG_SEQUENCE);
    leaf(w, 0x80, &direction, 1);
    size_t choice = begin(w, 0xa2), ip = begin(w, 0xa2);
    leaf(w, 0x80, ip_cc, sizeof ip_cc);
    size_t contents = begin(w, 0xa1);
    leaf(w, 0x80, packet.data, packet.len);
    size_t at = w->len - packet.len;
    end(w, contents);
    end(w, ip);
    end(w, choice);
    end(w, item);
    end(w, list);
    end(w, payload);
    end(w, pdu);
    return at;
}

/* TRIPayload with an IntegrityCheck over the PDUs before it. */
static void send_hash(struct handover *h, int64_t now_ns)
{
    uint8_t text[1024], digest[EVP_MAX_MD_SIZE], type = CHECK_HASH, data = DATA_CC, algorithm = SHA256;
    unsigned len = 0;
    struct writer w = writer_of(text, sizeof text);
    ENSURE(EVP_Digest(h->text, h->hashed, digest, &len, EVP_sha256(), NULL) == 1);
    size_t pdu = begin(&w, TAG_SEQUENCE);
    write_header(&w, h, ++h->hash_sequence, now_ns);
    size_t payload = begin(&w, 0xa2), tri = begin(&w, 0xa2), check = begin(&w, 0xa0), numbers = begin(&w, 0xa0);
    for (unsigned i = 0; i < h->covered; i++) integer(&w, 0x02, h->numbers[i]);
    end(&w, numbers);
    leaf(&w, 0x81, &type, 1);
    leaf(&w, 0x82, &data, 1);
    leaf(&w, 0x83, digest, len);
    leaf(&w, 0x84, &algorithm, 1);
    end(&w, check);
    end(&w, tri);
    end(&w, payload);
    end(&w, pdu);
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
