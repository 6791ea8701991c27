#include "signer/message.h"

#include <sys/socket.h>
#include <sys/un.h>

#include "wire/reader.h"

const char *signer_verdict_text(unsigned verdict)
{
#define X(id, text) text,
    static const char *const texts[] = {SIGNER_VERDICTS(X)};
#undef X
    return verdict < SIGNER_VERDICT_COUNT ? texts[verdict] : "the signer's answer is unknown";
}

bool signer_frame_length(struct bytes have, size_t max, size_t *ret)
{
    size_t length = 0;
    if (have.len >= SIGNER_HEAD) {
        length = load_be32(have.data);
        if (length == 0 || length > max - SIGNER_HEAD) return false;
        length += SIGNER_HEAD;
    }
    *ret = length;
    return true;
}

struct writer signer_frame_begin(void *data, size_t size, uint8_t kind)
{
    struct writer w = writer_of(data, size);
    writer_u32(&w, 0);
    writer_u8(&w, kind);
    return w;
}

void signer_frame_end(struct writer *w)
{
    writer_patch_u32(w, 0, (uint32_t)(w->len - SIGNER_HEAD));
}

bool signer_read_sign(struct bytes payload, struct signer_request *ret, uint8_t proof[static SIGNER_PROOF_MAX][32])
{
    struct reader r = reader_of(payload);
    struct signer_request q = {.size = reader_u64(&r)};
    struct bytes root = reader_bytes(&r, sizeof q.root);
    q.old_size = reader_u64(&r);
    q.proof_len = reader_u8(&r);
    if (!reader_ok(&r) || q.proof_len > SIGNER_PROOF_MAX || reader_left(&r) != q.proof_len * 32) return false;
    memcpy(q.root, root.data, sizeof q.root);
    for (size_t i = 0; i < q.proof_len; i++) memcpy(proof[i], reader_take(&r, 32), 32);
    q.proof = (const uint8_t(*)[32])proof;
    *ret = q;
    return true;
}

void signer_write_sign(struct writer *w, const struct signer_request *r)
{
    writer_u64(w, r->size);
    writer_bytes(w, bytes_of(r->root, sizeof r->root));
    writer_u64(w, r->old_size);
    writer_u8(w, (uint8_t)r->proof_len);
    for (size_t i = 0; i < r->proof_len; i++) writer_bytes(w, bytes_of(r->proof[i], 32));
}

enum err signer_address(const char *path, struct sockaddr_un *ret, struct fault *f)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t len = strlen(path);
    if (len >= sizeof address.sun_path)
        return fault_set(f, ERR_LIMIT, "%s: longer than the name of a socket may be (%zu)", path, sizeof address.sun_path - 1);
    memcpy(address.sun_path, path, len);
    *ret = address;
    return ERR_OK;
}
