/* Framing of a corpus: whatever comes, records lie behind one another in the input, and the size of batches makes no difference.
 * The first octet chooses the format, the second the size. */
#include "base/macros.h"
#include "corpus/corpus.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RECORD_MAX = 4096 };

struct sum {
    uint64_t records, places;
};

static struct sum read_all(struct bytes data, enum corpus_format format, size_t batch)
{
    struct sum s = {0};
    struct arena *a = arena_new();
    struct corpus *c = NULL;
    struct corpus_batch b = {0};
    struct fault f;
    struct corpus_options o = {.format = format, .batch = batch, .record_max = RECORD_MAX};
    uint64_t behind = 0;
    bool ended = false;
    ENSURE(corpus_new_memory(data, "-", &o, a, &c, &f) == ERR_OK);
    while (corpus_next(c, &b, &f) == ERR_OK && b.input) {
        for (size_t i = 0; i < b.count; i++) {
            const struct corpus_record *r = &b.records[i];
            ENSURE(r->offset >= behind && r->offset + r->bytes.len <= data.len && r->line > 0);
            ENSURE(memcmp(r->bytes.data, data.data + r->offset, r->bytes.len) == 0);
            behind = r->offset + r->bytes.len;
            s.records++;
            s.places = s.places * 31 + r->offset * 7 + r->line + r->fault + (r->fault == CORPUS_WHOLE ? r->bytes.len << 20 : 0);
        }
        ended = b.last;
        if (ended) ENSURE(b.input->octets == data.len);
    }
    ENSURE(ended || f.code == ERR_UNSUPPORTED);
    corpus_batch_done(&b);
    corpus_free(c);
    arena_free(a);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4) return 0;
    enum corpus_format format = data[0] % CORPUS_FORMATS;
    struct bytes text = bytes_of(data + 2, size - 2);
    bool packed =
        text.len > 1 && ((text.data[0] == 0x1f && text.data[1] == 0x8b) || text.data[0] == 0x28 || text.data[1] == 0x2a ||
                         text.data[0] == 'B' || text.data[0] == 0xfd || text.data[0] == 4 || text.data[0] == 'P');
    if (packed) return 0; /* places in what is decompressed cannot be looked up */
    struct sum whole = read_all(text, format, 0), pieces = read_all(text, format, 1 + data[1]);
    if (text.len <= RECORD_MAX) ENSURE(whole.records == pieces.records && whole.places == pieces.places);
    return 0;
}
