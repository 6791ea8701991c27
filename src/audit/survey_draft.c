/* The draft as YAML. Everything that comes from the capture is written as a number, an address, or a name that was cleaned when
 * it was taken, so that the file is valid whatever was captured. */
#include <inttypes.h>

#include "audit/survey_draft.h"

void survey_write_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') fputc('\\', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void write_addresses(const struct survey_element *e, FILE *out)
{
    char text[ADDR_TEXT];
    fputs("    addresses: [", out);
    for (size_t i = 0; i < e->address_count; i++) fprintf(out, "%s\"%s\"", i ? ", " : "", ip_text(&e->addresses[i], text));
    fputs("]\n", out);
    if (e->left_out) fprintf(out, "    # %zu more addresses found no room here\n", e->left_out);
}

/* Only those that a protocol shows: a wrong one would turn the element's traffic round. */
static void write_macs(const struct survey *s, FILE *out)
{
    char text[MAC_TEXT];
    bool first = true;
    for (unsigned i = 0; i < s->tap_count; i++) {
        const struct survey_tap *t = &s->taps[i];
        bool seen = t->at != 0 || t->own_mac < 0 || !t->sure;
        for (unsigned k = 0; k < i && !seen; k++)
            seen = s->taps[k].at == 0 && s->taps[k].own_mac >= 0 && s->taps[k].sure &&
                   mac_equal(&s->taps[k].macs[s->taps[k].own_mac].mac, &t->macs[t->own_mac].mac);
        if (seen) continue;
        fprintf(out, "%s\"%s\"", first ? "    macs: [" : ", ", mac_text(&t->macs[t->own_mac].mac, text));
        first = false;
    }
    if (!first) fputs("]\n", out);
}

static void write_pools(const struct survey_draft *d, FILE *out)
{
    char text[PREFIX_TEXT];
    if (!d->pool_count) return;
    fprintf(out, "    # %zu addresses sent through GTP-U to it; the pools are guessed from them: put the real ones\n",
            d->subscriber_count);
    fputs("    subscribers: [", out);
    for (size_t i = 0; i < d->pool_count; i++) fprintf(out, "%s\"%s\"", i ? ", " : "", prefix_text(&d->pools[i], text));
    fputs("]\n", out);
    if (d->pools_left_out) fprintf(out, "    # %zu more addresses are in none of these\n", d->pools_left_out);
}

static void write_elements(const struct survey *s, const struct survey_draft *d, FILE *out)
{
    fputs("elements:\n", out);
    for (size_t i = 0; i < d->element_count; i++) {
        const struct survey_element *e = &d->elements[i];
        fprintf(out, "  # %s\n", e->why);
        fprintf(out, "  - name: %s\n    role: %s\n    zone: %s\n", e->name, e->role, zone_name(e->zone));
        write_addresses(e, out);
        if (i) continue;
        write_macs(s, out);
        write_pools(d, out);
    }
    if (d->elements_left_out) fprintf(out, "  # %zu more elements were seen and found no room\n", d->elements_left_out);
}

static void write_taps(const struct survey *s, const struct survey_draft *d, FILE *out)
{
    char text[MAC_TEXT];
    if (!s->tap_count) return;
    fputs("taps:\n", out);
    for (unsigned i = 0; i < s->tap_count; i++) {
        const struct survey_tap *t = &s->taps[i];
        fprintf(out, "  # %" PRIu64 " packets, %" PRIu64 " bytes; %s\n", t->frames, t->bytes, t->side_reason);
        if (t->renamed) fputs("  # this name is not in the capture: give the tap as NAME=FILE\n", out);
        if (t->undecoded) fprintf(out, "  # %" PRIu64 " packets without an IP address that can be read\n", t->undecoded);
        if (t->own_mac >= 0)
            fprintf(out, "  # taken for the element's end: %s, %s\n", mac_text(&t->macs[t->own_mac].mac, text), t->mac_reason);
        fputs("  - {name: ", out);
        survey_write_text(out, t->name);
        fprintf(out, ", at: %s, side: %s}\n", d->elements[t->at].name, tap_side_name(t->side));
    }
}

static void write_limits(const struct survey *s, FILE *out)
{
    const struct {
        uint64_t count;
        const char *what;
    } lost[] = {{s->addresses.dropped, "packets' addresses"},
                {s->conversations.dropped, "packets' conversations"},
                {s->inner.dropped, "packets' subscribers"},
                {s->places.dropped, "packets' subscriber services"},
                {s->taps_dropped, "interfaces"},
                {s->not_at_taps, "packets of unnamed interfaces"}};
    for (size_t i = 0; i < ARRAY_LEN(lost); i++)
        if (lost[i].count)
            fprintf(out, "# Incomplete: %" PRIu64 " %s found no room in the survey's tables.\n", lost[i].count, lost[i].what);
    for (unsigned i = 0; i < s->tap_count; i++)
        if (s->taps[i].unknown_macs)
            fprintf(out, "# Incomplete: %" PRIu64 " packets of tap %u have a MAC beyond the first %d.\n", s->taps[i].unknown_macs,
                    i + 1, SURVEY_MACS);
}

void survey_text(struct survey *s, FILE *out)
{
    struct survey_draft d = {.arena = arena_new()};
    if (!d.arena) {
        fputs("# not enough memory for a draft\n", out);
        return;
    }
    survey_conclude(s, &d);
    fputs("# Drafted by custos survey from what was captured. Check every line before it is relied on:\n"
          "# names, roles and zones are guesses, suppliers are not known (add \"supplier: NAME\" to the elements),\n"
          "# and what is declared below will not be reported as unknown.\n",
          out);
    write_limits(s, out);
    fputs("custos: network/1\nname: \"Draft\"\n", out);
    write_elements(s, &d, out);
    write_taps(s, &d, out);
    survey_write_conversations(s, &d, out);
    arena_free(d.arena);
}
