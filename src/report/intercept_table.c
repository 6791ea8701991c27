#include "report/intercept_table.h"

#include <string.h>

#include "report/facts.h"
#include "report/text.h"

enum { NAME_MAX_COLUMNS = 36, WARRANT_MAX = 16, STATE_MAX = 12, BYTES_COLUMNS = 10, DEPTH_COLUMNS = 10, DESTINATION_MIN = 25 };

struct columns {
    unsigned name, warrant, state, iri, cc, encrypted; /* encrypted 0: no such column */
};

static const char *name_of(const struct verdict_intercept *i)
{
    return i->liid ? i->liid : i->xid ? i->xid : "?";
}

static unsigned at_least(unsigned have, unsigned need, unsigned most)
{
    if (need > most) need = most;
    return need > have ? need : have;
}

static struct columns measure(const struct page *p, const struct verdict *v)
{
    char count[TEXT_NUMBER];
    struct columns c = {8, 10, 6, 3, 3, 0};
    for (size_t k = 0; k < v->intercept_count; k++) {
        const struct verdict_intercept *i = &v->intercepts[k];
        c.name = at_least(c.name, text_columns(name_of(i), p->utf8), NAME_MAX_COLUMNS);
        c.warrant = at_least(c.warrant, text_columns(i->warrant, p->utf8), WARRANT_MAX);
        c.state = at_least(c.state, text_columns(i->state, p->utf8), STATE_MAX);
        c.iri = at_least(c.iri, (unsigned)strlen(text_count(i->iri, count)), 26);
        c.cc = at_least(c.cc, (unsigned)strlen(text_count(i->cc, count)), 26);
        if (i->encrypted)
            c.encrypted = at_least(c.encrypted ? c.encrypted : 4, (unsigned)strlen(text_count(i->encrypted, count)), 26);
    }
    return c;
}

static unsigned destination_column(const struct columns *c)
{
    unsigned encrypted = c->encrypted ? c->encrypted + 2 : 0;
    return 2 + c->name + 2 + c->warrant + 2 + c->state + c->iri + 2 + c->cc + 2 + encrypted + BYTES_COLUMNS + 2 + DEPTH_COLUMNS;
}

static void right(struct page *p, const char *text, unsigned columns)
{
    page_cell(p, text, columns + 2, PAGE_RIGHT);
}

/* "10.77.1.10:41002,41003": places at one address are named together. Returns how many were taken. */
static size_t destination_group(const char *const *list, size_t count, char *text, size_t size)
{
    const char *first = list[0] ? list[0] : "?", *colon = strrchr(first, ':');
    size_t at = (size_t)snprintf(text, size, "%s", first), taken = 1;
    size_t host = colon ? (size_t)(colon - first) + 1 : 0;
    for (; host && taken < count && at < size; taken++) {
        const char *next = list[taken];
        if (!next || strncmp(next, first, host) != 0 || strchr(next + host, ':')) break;
        at += (size_t)snprintf(text + at, size - at, ",%s", next + host);
    }
    return taken;
}

static void destination_groups(struct page *p, const struct verdict_intercept *i)
{
    char text[256];
    for (size_t k = 0, taken; k < i->destination_count; k += taken) {
        taken = destination_group(i->destinations + k, i->destination_count - k, text, sizeof text);
        page_piece(p, 1, text);
    }
}

static void destinations(struct page *p, const struct columns *c, const struct verdict_intercept *i)
{
    unsigned at = destination_column(c);
    if (i->destination_count == 0) return;
    p->indent = at + DESTINATION_MIN <= p->width ? at : 6;
    if (p->indent < at) {
        page_break(p);
        page_put(p, "to");
    }
    destination_groups(p, i);
}

/* For a page too narrow for the table: the same facts as running text. */
static void narrow_row(struct page *p, const struct verdict_intercept *i)
{
    char a[TEXT_NUMBER], b[TEXT_NUMBER], line[160];
    page_pad(p, 2);
    page_words(p, name_of(i));
    p->indent = 6;
    page_piece(p, 2, i->warrant ? i->warrant : "NO WARRANT");
    if (i->state) page_piece(p, 2, i->state);
    snprintf(line, sizeof line, "%s IRI, %s CC", text_count(i->iri, a), text_count(i->cc, b));
    page_piece(p, 2, line);
    snprintf(line, sizeof line, "%s encrypted", text_count(i->encrypted, a));
    if (i->encrypted) page_piece(p, 2, line);
    page_piece(p, 2, text_bytes(i->bytes, a));
    if (i->depth) page_piece(p, 2, i->depth);
    if (i->destination_count) page_piece(p, 2, "to");
    destination_groups(p, i);
}

static void wide_row(struct page *p, const struct columns *c, const struct verdict_intercept *i)
{
    char text[TEXT_NUMBER];
    page_pad(p, 2);
    page_cell(p, name_of(i), c->name, PAGE_LEFT);
    page_pad(p, p->column + 2);
    page_cell(p, i->warrant ? i->warrant : "NO WARRANT", c->warrant, PAGE_LEFT);
    page_pad(p, p->column + 2);
    page_cell(p, i->state, c->state, PAGE_LEFT);
    right(p, text_count(i->iri, text), c->iri);
    right(p, text_count(i->cc, text), c->cc);
    if (c->encrypted) right(p, text_count(i->encrypted, text), c->encrypted);
    page_cell(p, text_bytes(i->bytes, text), BYTES_COLUMNS, PAGE_RIGHT);
    page_pad(p, p->column + 2);
    page_cell(p, i->depth, DEPTH_COLUMNS, PAGE_LEFT);
    destinations(p, c, i);
}

static void row(struct page *p, const struct columns *c, bool narrow, const struct verdict_intercept *i)
{
    if (!i->warrant) page_sgr(p, "1;31");
    if (narrow)
        narrow_row(p, i);
    else
        wide_row(p, c, i);
    if (!i->warrant) page_sgr(p, "");
    page_end(p);
}

static void header(struct page *p, const struct columns *c)
{
    page_sgr(p, "2");
    page_pad(p, 2);
    page_cell(p, "LIID/XID", c->name, PAGE_LEFT);
    page_pad(p, p->column + 2);
    page_cell(p, "warrant", c->warrant, PAGE_LEFT);
    page_pad(p, p->column + 2);
    page_cell(p, "state", c->state, PAGE_LEFT);
    right(p, "IRI", c->iri);
    right(p, "CC", c->cc);
    if (c->encrypted) right(p, "enc.", c->encrypted);
    page_cell(p, "bytes", BYTES_COLUMNS, PAGE_RIGHT);
    page_pad(p, p->column + 2);
    page_put(p, destination_column(c) + DESTINATION_MIN <= p->width ? "depth     destinations" : "depth");
    page_sgr(p, "");
    page_end(p);
}

/* A warrant may be idle, or be carried out beyond the taps: it is shown, and is no finding. */
static void silent_warrants(struct page *p, const struct verdict *v)
{
    char from[CLOCK_TEXT], until[CLOCK_TEXT];
    for (size_t k = 0; k < v->warrant_count; k++) {
        const struct verdict_warrant *w = &v->warrants[k];
        if (w->seen) continue;
        page_put(p, "  no sign of life (not a finding):");
        p->indent = 4;
        page_piece(p, 1, w->id ? w->id : "?");
        if (w->liid) page_piece(p, 2, w->liid);
        if (w->authority) page_piece(p, 2, w->authority);
        char valid[96];
        text_date(w->from_ns, from);
        text_date(w->until_ns, until);
        snprintf(valid, sizeof valid, "valid %s - %s", from[0] ? from : "?", until[0] ? until : "?");
        page_piece(p, 2, valid);
        page_end(p);
    }
}

void intercept_table(struct page *p, const struct verdict *v)
{
    char intercepts[TEXT_NUMBER], warrants[TEXT_NUMBER];
    struct columns c = measure(p, v);
    page_break(p);
    page_sgr(p, "1");
    page_put(p, "Interceptions");
    page_sgr(p, "");
    page_format(p, "   %s seen, %s", text_counted(v->intercept_count, "intercept", intercepts),
                text_counted(v->warrant_count, "warrant", warrants));
    page_end(p);
    bool narrow = destination_column(&c) > p->width;
    if (v->intercept_count && !narrow) header(p, &c);
    for (size_t k = 0; k < v->intercept_count; k++) row(p, &c, narrow, &v->intercepts[k]);
    silent_warrants(p, v);
}
