/* Fuzz: signed notes, checkpoints in them, and keys. */
#include "verify/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char vkey[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    static const char witness[] = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
    struct span whole = {(const char *)data, size};
    struct note n;
    struct note_key k;
    struct checkpoint c;
    uint64_t time;
    if (note_key_parse(whole, &k) == NOTE_KEY_GOOD && k.type != NOTE_ED25519 && k.type != NOTE_COSIGNATURE) __builtin_trap();
    if (!note_parse(whole, &n)) return 0;
    if (n.text.len == 0 || n.text.at[n.text.len - 1] != '\n' || n.text.len + 1 + n.signatures.len != size) __builtin_trap();
    if (note_key_parse(span_of(vkey), &k) == NOTE_KEY_GOOD) (void)note_verify(&n, &k, NULL);
    if (note_key_parse(span_of(witness), &k) == NOTE_KEY_GOOD) (void)note_verify(&n, &k, &time);
    if (checkpoint_parse(n.text, &c) && c.origin.len == 0) __builtin_trap();
    return 0;
}
