#include "app/share_text.h"

#include <inttypes.h>
#include <stdio.h>

static void line(FILE *out, const char *name, const char *value)
{
    if (value) fprintf(out, "%-16s %s\n", name, value);
}

void share_text_write(const struct share_text *t, FILE *out)
{
    const struct release_terms *s = t->terms;
    fprintf(out, "Shared from the ledger %s\n\n", t->origin);
    line(out, "bundle", s->bundle);
    line(out, "made", t->made);
    line(out, "for", s->receiver);
    line(out, "TLP", s->tlp);
    line(out, "classification", s->classification);
    line(out, "case", s->matter);
    line(out, "purpose", s->purpose);
    fprintf(out, "\nRecord %" PRIu64 ", of type %.*s: %zu of its %zu slots are shown, whether they hold a value or not.\n\n",
            s->record, (int)t->type.len, (const char *)t->type.data, t->shown_count, t->slot_count);
    for (size_t i = 0; i < t->shown_count; i++) {
        const struct record_slot *slot = &t->shown[i];
        fprintf(out, "%.*s\n    %.*s\n", (int)slot->name.len, (const char *)slot->name.data,
                slot->absent ? 10 : (int)slot->value.len, slot->absent ? "(no value)" : (const char *)slot->value.data);
    }
    fputs("\nThis text is the sender's. What the ledger vouches for is shown by custos-verify, which needs nothing but the "
          "bundle:\n\n"
          "    custos-verify -p POLICY BUNDLE              a folder\n"
          "    custos-verify -k KEY -p POLICY BUNDLE       a sealed file\n\n"
          "POLICY says which ledgers and witnesses you trust; have it from somebody else than who sent this. Nothing keeps a "
          "receiver from\n"
          "passing on what is shown: the marking says what was agreed.\n",
          out);
}
