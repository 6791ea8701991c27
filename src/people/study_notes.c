/* What a reader must know of a study before its figures. */
#include "people/study_beside.h"

static const char *const limits[] = {
    "CVs are what people say of themselves: ties that are left out of a CV are not seen, and nothing here was checked elsewhere.",
    "A corpus of published CVs is no random sample of an employer's staff; a rate holds for those whose CVs are in it.",
    "A tie is a statement in a CV about an institution on the list. It says nothing of what a person does, did or was asked to "
    "do.",
    "p and intervals are exact and conditional on the margins. Declared tests are adjusted by Holm's procedure, all others by "
    "Benjamini and Hochberg's; tests whose margins leave no choice count for nothing.",
    "A difference is said only where an odds ratio of 5 would have been seen with a chance of 80 %, and its absence only where "
    "one of "
    "2 would have been: from less data nothing follows either way.",
    "Persons who worked for both sides of a comparison count for the employer, not for the comparator.",
};

static const char *const rivals[] = {
    "Rival explanation: alumni of security institutions work for every country's vendors and operators; only the difference "
    "counts.",
    "Rival explanation: where military service is general, or schools of the military are large, many CVs name them; compare "
    "within a "
    "country and a cohort.",
    "Rival explanation: employers whose staff write longer CVs show more of everything.",
    "Rival explanation: staff who sell to public bodies name them as clients; ties of kind project say no more than that.",
    "Rival explanation: a list that knows one country's institutions better finds more of them; see the tests by kind of "
    "organisation "
    "and those that leave one pattern out.",
};

static void add(const char **list, size_t *count, const char *note)
{
    list[(*count)++] = note;
}

static uint64_t strangers(const struct facts *f)
{
    uint64_t n = 0;
    for (size_t i = 0; i < f->persons->count; i++) n += f->person_strata[i] / FACTS_DECADES == 0;
    return n;
}

/* Those who worked for more than one employer of the list. */
static uint64_t movers(const struct facts *f)
{
    uint64_t n = 0;
    for (size_t i = 0, next; i < f->stint_count; i = next) {
        for (next = i + 1; next < f->stint_count && f->stints[next].person == f->stints[i].person;) next++;
        n += next - i > 1;
    }
    return n;
}

void study_notes(struct study *s, const struct facts *f, const struct study_request *r, struct arena *a)
{
    enum { OWN = 8 };
    const char **list = arena_alloc(a, (ARRAY_LEN(limits) + ARRAY_LEN(rivals) + OWN + r->input_count) * sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < ARRAY_LEN(limits); i++) add(list, &count, limits[i]);
    uint64_t n = movers(f);
    if (n)
        add(list, &count, arena_printf(a, "%llu persons worked for more than one employer of the list.", (unsigned long long)n));
    n = strangers(f);
    if (n)
        add(list, &count,
            arena_printf(a, "%llu persons tell no country of their work; they are a stratum of their own.",
                         (unsigned long long)n));
    if (r->ambiguous)
        add(list, &count,
            arena_printf(a, "%llu names that may mean something else lacked a second cue and count for nothing.",
                         (unsigned long long)r->ambiguous));
    if (r->persons->compared)
        add(list, &count,
            arena_printf(a, "%llu pairs of CVs that share a name and a fact were compared; %llu of them cannot be one person's.",
                         (unsigned long long)r->persons->compared, (unsigned long long)r->persons->barred));
    if (r->persons->orphans)
        add(list, &count,
            arena_printf(a, "%llu ties were left out: lines of the extraction are missing, those of their records.",
                         (unsigned long long)r->persons->orphans));
    if (r->persons->unlooked)
        add(list, &count,
            arena_printf(a, "%llu groups of CVs with the same name and fact were too large to be looked at for duplicates.",
                         (unsigned long long)r->persons->unlooked));
    if (!r->plan.employer_count)
        add(list, &count,
            "No employer was named before the run: every test is exploration, and what it finds is a question for other data.");
    for (size_t i = 0; i < r->input_count; i++)
        if (r->inputs[i].override)
            add(list, &count,
                arena_printf(a, "%s: origin \"%s\" was let pass: %s", r->inputs[i].file, r->inputs[i].origin,
                             r->inputs[i].override));
    for (size_t i = 0; i < ARRAY_LEN(rivals); i++) add(list, &count, rivals[i]);
    s->notes = list;
    s->note_count = count;
}
