#include "people/person.h"

#include <stdlib.h>
#include <string.h>

#include "people/lists.h"
#include "people/person_internal.h"

const char *const person_evidence_names[EVIDENCE_COUNT] = {
    [EVIDENCE_PRIOR] = "any two records",
    [EVIDENCE_NAME] = "same name",
    [EVIDENCE_SOURCE_ID] = "same id of the source",
    [EVIDENCE_EMPLOYMENT] = "same employer, same dates",
    [EVIDENCE_EDUCATION] = "same school, same dates",
    [EVIDENCE_EMPLOYER] = "same employer",
    [EVIDENCE_SCHOOL] = "same school",
    [EVIDENCE_DATES] = "same dates, place spelt otherwise",
    [EVIDENCE_DIFFERENT] = "each tells what the other does not",
};

struct resolution {
    struct arena *arena; /* facts, employments, text; what is told of persons */
    struct unit *units;
    size_t count, room;
    struct person_mention *mentions;
    size_t mention_count, mention_room;
    const char *file; /* of the record added last: most have the same */
};

struct resolution *resolution_new(void)
{
    struct resolution *r = calloc(1, sizeof *r);
    if (r) r->arena = arena_new();
    if (r && r->arena) return r;
    free(r);
    return NULL;
}

void resolution_free(struct resolution *r)
{
    if (!r) return;
    arena_free(r->arena);
    free(r->units);
    free(r->mentions);
    free(r);
}

/* --- adding --------------------------------------------------------------------------------------------------------------- */

/* One more at the end. Like an arena: running out of memory ends the program. */
static void *grown(void *list, size_t count, size_t *room, size_t size)
{
    if (count < *room) return list;
    *room = *room ? *room + *room / 2 : 256;
    void *more = realloc(list, *room * size);
    ENSURE(more);
    return more;
}

static void *copied(struct arena *a, const void *list, size_t size)
{
    void *copy = size ? arena_alloc(a, size) : NULL;
    if (size) memcpy(copy, list, size);
    return copy;
}

static bool is_repeated(const struct resolution *r, const struct extract *x, const struct mention *m)
{
    const struct person_mention *last = r->mention_count ? &r->mentions[r->mention_count - 1] : NULL;
    return last && last->mention.from == m->from && last->mention.until == m->until && last->line == x->line &&
           last->mention.organisation == m->organisation && last->mention.relation == m->relation &&
           strcmp(last->record, x->record) == 0 && strcmp(last->file, x->file) == 0;
}

static const char *file_of(struct resolution *r, const struct extract *x)
{
    if (!r->file || strcmp(r->file, x->file) != 0) r->file = arena_text(r->arena, x->file);
    return r->file;
}

void resolution_add_mentions(struct resolution *r, const struct extract *x)
{
    for (size_t i = 0; i < x->mention_count; i++) {
        const struct mention *m = &x->mentions[i];
        if (is_repeated(r, x, m)) continue; /* once for each employment */
        r->mentions = grown(r->mentions, r->mention_count, &r->mention_room, sizeof *r->mentions);
        struct person_mention *p = &r->mentions[r->mention_count++];
        *p = (struct person_mention){.mention = *m, .file = file_of(r, x), .line = x->line};
        p->digest = arena_text(r->arena, x->digest);
        p->record = arena_text(r->arena, x->record);
        p->mention.rule = arena_text(r->arena, m->rule);
        p->mention.pattern = arena_text(r->arena, m->pattern);
        p->mention.quote.text = arena_text(r->arena, m->quote.text);
    }
}

void resolution_add(struct resolution *r, const struct extract *x)
{
    r->units = grown(r->units, r->count, &r->room, sizeof *r->units);
    struct unit *u = &r->units[r->count++];
    *u = (struct unit){.name = x->traits.name, .copies = 1, .fact_count = x->traits.fact_count, .cohort = x->cohort};
    memcpy(u->record, x->record, sizeof u->record);
    u->file = file_of(r, x);
    u->line = x->line;
    u->facts = copied(r->arena, x->traits.facts, x->traits.fact_count * sizeof *x->traits.facts);
    u->employment_count = (uint32_t)x->employment_count;
    u->employments = copied(r->arena, x->employments, x->employment_count * sizeof *x->employments);
    if (strlen(x->country) < sizeof u->country) memcpy(u->country, x->country, strlen(x->country) + 1);
    resolution_add_mentions(r, x);
}

/* --- resolving ------------------------------------------------------------------------------------------------------------ */

struct resolving {
    struct resolution *r;
    const struct erasures *erased; /* or NULL */
    struct person_counts counts;
    struct unit_links links;
    uint32_t *root, *next;
    struct persons persons;
    size_t room;
};

static int by_record(const void *a, const void *b)
{
    const struct unit *x = a, *y = b;
    return strcmp(x->record, y->record);
}

/* And of the same octets the first by file and line. */
static int by_place(const void *a, const void *b)
{
    const struct unit *x = a, *y = b;
    int order = by_record(a, b);
    if (!order) order = strcmp(x->file, y->file);
    return order ? order : x->line < y->line ? -1 : x->line > y->line;
}

/* Sorted, the same octets once, records that are erased left out. */
static void order_units(struct resolving *s)
{
    struct resolution *r = s->r;
    size_t kept = 0;
    if (r->count) qsort(r->units, r->count, sizeof *r->units, by_place);
    for (size_t i = 0; i < r->count; i++) {
        if (s->erased && erasures_have_record(s->erased, r->units[i].record))
            s->persons.erased_records++;
        else if (kept && strcmp(r->units[kept - 1].record, r->units[i].record) == 0)
            r->units[kept - 1].copies++;
        else
            r->units[kept++] = r->units[i];
    }
    r->count = kept;
}

static int by_mention_record(const void *a, const void *b)
{
    const struct person_mention *x = a, *y = b;
    return strcmp(x->record, y->record);
}

/* The mentions of a record; *ret_count may be 0. */
static const struct person_mention *mentions_of(const struct resolution *r, const char *record, size_t *ret_count)
{
    size_t low = 0, high = r->mention_count, end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(r->mentions[middle].record, record) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < r->mention_count && strcmp(r->mentions[end].record, record) == 0; end++)
        ;
    *ret_count = end - low;
    return r->mentions + low;
}

static bool is_erased(const struct resolving *s, uint32_t root)
{
    for (uint32_t i = root; s->erased && i != UINT32_MAX; i = s->next[i])
        if (erasures_have_person_of(s->erased, s->r->units[i].record)) return true;
    return false;
}

/* The country that most of its records tell; of as many the first by the alphabet. */
static const char *country_of(const struct resolving *s, uint32_t root)
{
    const char *best = "";
    unsigned most = 0;
    for (uint32_t i = root; i != UINT32_MAX; i = s->next[i]) {
        const char *country = s->r->units[i].country;
        unsigned n = 0;
        for (uint32_t k = root; k != UINT32_MAX; k = s->next[k]) n += strcmp(s->r->units[k].country, country) == 0;
        if (*country && (n > most || (n == most && strcmp(country, best) < 0))) best = country, most = n;
    }
    return best;
}

static void fill_person(struct resolving *s, uint32_t root, struct person *p)
{
    const struct resolution *r = s->r;
    size_t employments = 0, mentions = 0, count;
    memcpy(p->pseudonym, r->units[root].record, sizeof p->pseudonym);
    p->pseudonym[0] = 'p';
    p->country = country_of(s, root);
    p->file = r->units[root].file;
    p->line = r->units[root].line;
    for (uint32_t i = root; i != UINT32_MAX; i = s->next[i]) {
        const struct unit *u = &r->units[i];
        employments += u->employment_count;
        (void)mentions_of(r, u->record, &count);
        mentions += count;
        p->record_count++;
        p->cvs += u->copies;
        if (u->cohort && (!p->cohort || u->cohort < p->cohort)) p->cohort = u->cohort;
    }
    p->records = arena_alloc(r->arena, p->record_count * sizeof *p->records);
    p->employments = employments ? arena_alloc(r->arena, employments * sizeof *p->employments) : NULL;
    p->mentions = mentions ? arena_alloc(r->arena, mentions * sizeof *p->mentions) : NULL;
    p->record_count = 0;
    for (uint32_t i = root; i != UINT32_MAX; i = s->next[i]) {
        const struct unit *u = &r->units[i];
        const struct person_mention *of = mentions_of(r, u->record, &count);
        p->records[p->record_count++] = u->record;
        if (u->employment_count)
            memcpy(p->employments + p->employment_count, u->employments, u->employment_count * sizeof *u->employments);
        if (count) memcpy(p->mentions + p->mention_count, of, count * sizeof *of);
        p->employment_count += u->employment_count;
        p->mention_count += (uint32_t)count;
    }
    p->employment_count = (uint32_t)person_merge_employments(p->employments, p->employment_count);
    p->mention_count = (uint32_t)person_merge_mentions(p->mentions, p->mention_count);
}

/* One for each cluster, in the order of their smallest pseudonyms; index[root]: which. */
static void make_persons(struct resolving *s, uint32_t *index)
{
    const struct resolution *r = s->r;
    struct person *list = NULL;
    size_t count = 0;
    for (size_t i = 0; i < r->count; i++) count += s->root[i] == i;
    list = arena_alloc(r->arena, (count + 1) * sizeof *list);
    for (uint32_t i = 0; i < r->count; i++) {
        if (s->root[i] != i) continue;
        bool gone = is_erased(s, i);
        struct person *p = &list[s->persons.count];
        index[i] = gone ? UINT32_MAX : (uint32_t)s->persons.count;
        fill_person(s, i, p);
        if (gone) {
            s->persons.erased++;
            s->persons.erased_records += p->cvs;
            *p = (struct person){0};
        } else {
            s->persons.cvs += p->cvs;
            s->persons.count++;
        }
    }
    s->persons.list = list;
}

static int by_person(const void *a, const void *b)
{
    const struct person_link *x = a, *y = b;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    int order = strcmp(x->records[0], y->records[0]);
    return order ? order : strcmp(x->records[1], y->records[1]);
}

static void make_links(struct resolving *s, const uint32_t *index)
{
    struct person_link *list = arena_alloc(s->r->arena, (s->links.count + 1) * sizeof *list);
    for (size_t i = 0; i < s->links.count; i++) {
        const struct unit_link *l = &s->links.list[i];
        uint32_t person = index[s->root[l->a]];
        if (person == UINT32_MAX) continue;
        struct person_link *p = &list[s->persons.link_count++];
        p->person = person;
        p->records[0] = s->r->units[l->a].record;
        p->records[1] = s->r->units[l->b].record;
        memcpy(p->bits, l->bits, sizeof p->bits);
    }
    if (s->persons.link_count) qsort(list, s->persons.link_count, sizeof *list, by_person);
    s->persons.links = list;
}

/* Mentions whose record is not there: without that of erased ones, whose lines are. */
static uint64_t count_orphans(const struct resolution *r, const struct erasures *e)
{
    uint64_t orphans = 0;
    for (size_t i = 0; i < r->mention_count; i++) {
        struct unit key = {.name = 0};
        memcpy(key.record, r->mentions[i].record, strlen(r->mentions[i].record) + 1);
        if (e && erasures_have_record(e, key.record)) continue;
        orphans += !r->count || !bsearch(&key, r->units, r->count, sizeof key, by_record);
    }
    return orphans;
}

bool resolution_persons(struct resolution *r, const struct erasures *e, struct persons *ret)
{
    struct resolving s = {.r = r, .erased = e};
    order_units(&s);
    if (r->mention_count) qsort(r->mentions, r->mention_count, sizeof *r->mentions, by_mention_record);
    s.root = malloc((r->count + 1) * sizeof *s.root);
    s.next = malloc((r->count + 1) * sizeof *s.next);
    uint32_t *index = malloc((r->count + 1) * sizeof *index);
    bool done = s.root && s.next && index && person_counts_init(&s.counts, r->units, r->count) &&
                person_links(&s.counts, r->units, r->count, &s.links);
    if (done) {
        person_join(&s.counts, r->units, r->count, &s.links, s.root, s.next);
        make_persons(&s, index);
        make_links(&s, index);
        s.persons.compared = s.links.compared;
        s.persons.barred = s.links.barred;
        s.persons.unlooked = s.links.unlooked;
        s.persons.orphans = count_orphans(r, e);
        *ret = s.persons;
    }
    person_counts_done(&s.counts);
    free(s.links.list);
    free(s.root);
    free(s.next);
    free(index);
    return done;
}
