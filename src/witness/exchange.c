#include "witness/exchange.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

bool exchange_parse(struct span body, struct exchange_request *ret)
{
    struct span line;
    *ret = (struct exchange_request){.count = 0};
    if (!span_count(&body, "old", &ret->old_size)) return false;
    while (span_line(&body, &line)) {
        if (line.len == 0) {
            ret->checkpoint = body;
            return body.len > 0;
        }
        if (ret->count == EXCHANGE_PROOF_MAX || !span_base64_exact(line, ret->proof[ret->count++].octets, 32)) return false;
    }
    return false;
}

enum err exchange_format(const struct exchange_request *r, char *out, size_t room, size_t *ret_len)
{
    char hash[48];
    if (r->count > EXCHANGE_PROOF_MAX || room < 64 + r->count * sizeof hash + r->checkpoint.len) return ERR_LIMIT;
    size_t len = (size_t)sprintf(out, "old %" PRIu64 "\n", r->old_size);
    for (size_t i = 0; i < r->count; i++)
        len += (size_t)sprintf(out + len, "%s\n",
                               sodium_bin2base64(hash, sizeof hash, r->proof[i].octets, 32, sodium_base64_VARIANT_ORIGINAL));
    out[len++] = '\n';
    memcpy(out + len, r->checkpoint.at, r->checkpoint.len);
    *ret_len = len + r->checkpoint.len;
    return ERR_OK;
}

/* A note of the text of `note` and one line. NULL: there is no room, or it is none. */
static bool with_line(struct span text, struct span line, char *out, size_t room, struct note *ret)
{
    if (room < text.len + line.len + 2) return false;
    memcpy(out, text.at, text.len);
    out[text.len] = '\n';
    memcpy(out + text.len + 1, line.at, line.len);
    out[text.len + 1 + line.len] = '\n';
    return note_parse((struct span){out, text.len + line.len + 2}, ret);
}

/* Is the line the good cosignature of a witness of the policy that has not signed yet? ERR_UNSUPPORTED: of nobody that is known,
 * or nothing new. */
static enum err judge_line(const struct note *n, struct span line, const struct policy *p, char *scratch, size_t room)
{
    struct note single;
    if (!with_line(n->text, line, scratch, room, &single)) return ERR_FORMAT;
    for (size_t i = 0; i < p->name_count; i++) {
        const struct policy_key *k = &p->names[i].key;
        if (!k->usable) continue;
        enum note_signed result = note_verify(&single, &k->key, NULL);
        if (result == NOTE_FORGED) return ERR_INVALID;
        if (result == NOTE_SIGNED) return note_verify(n, &k->key, NULL) == NOTE_UNSIGNED ? ERR_OK : ERR_UNSUPPORTED;
    }
    return ERR_UNSUPPORTED;
}

enum err exchange_join(struct span note, struct span answer, const struct policy *p, char *out, size_t room, size_t *ret_len,
                       unsigned *ret_count)
{
    char scratch[NOTE_SIGNATURE_MAX];
    struct note n;
    struct span line;
    unsigned count = 0;
    size_t len = note.len;
    if (!note_parse(note, &n) || answer.len == 0) return ERR_FORMAT;
    if (room < note.len + answer.len) return ERR_LIMIT;
    memcpy(out, note.at, note.len);
    while (answer.len > 0) {
        if (!span_line(&answer, &line)) return ERR_FORMAT;
        enum err err = judge_line(&n, line, p, scratch, sizeof scratch);
        if (err == ERR_UNSUPPORTED) continue;
        if (err) return err;
        memcpy(out + len, line.at, line.len);
        out[len + line.len] = '\n';
        len += line.len + 1;
        count++;
        if (!note_parse((struct span){out, len}, &n)) return ERR_LIMIT; /* more lines than a note may have */
    }
    if (count == 0) return ERR_INVALID;
    *ret_len = len;
    *ret_count = count;
    return ERR_OK;
}
