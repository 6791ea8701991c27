/* What the parts of extraction share: names found in one record, and what was made of them. */
#ifndef CUSTOS_PEOPLE_EXTRACT_INTERNAL_H
#define CUSTOS_PEOPLE_EXTRACT_INTERNAL_H

#include "people/extract.h"
#include "people/history.h"
#include "people/names.h"
#include "people/rules.h"

enum { NEAR_OCTETS = 3 * 1024, TITLE_OCTETS = 3 * 512 };

/* A name found in the record. */
struct spot {
    struct named named;
    uint32_t part;
    bool whole;      /* it is all of the organisation's name there, and no false friend */
    bool sure;       /* and not ambiguous, or with a second cue; and nothing around it refuses */
    const char *cue; /* the second cue of an ambiguous one */
    uint32_t sentence, sentence_end;
};

struct extraction {
    const struct organisations *organisations;
    struct names names;
    struct pseudonym_key key;
};

struct extractor {
    const struct extraction *x;
    struct history history;
    struct named_list found;
    struct spot *spots; /* owned, kept from one record to the next */
    size_t count, room;
    const struct cv *cv; /* of the call */
    struct cv named;     /* what cv points to once a name of the list is sure in it */
    struct arena *arena;
    struct extract *out;
    size_t employment_room, mention_room;
    struct words words;  /* around the spot looked at: its sentence */
    struct words clause; /* the same, as far as its dated clause goes */
};

static inline const struct organisation *spot_organisation(const struct extractor *e, const struct spot *s)
{
    return &e->x->organisations->list[s->named.organisation];
}

static inline const struct organisation_name *spot_name(const struct extractor *e, const struct spot *s)
{
    return &spot_organisation(e, s)->names[s->named.name];
}

static inline const struct cv_part *spot_part(const struct extractor *e, const struct spot *s)
{
    return &e->cv->parts[s->part];
}

/* Folded texts of all parts of an entry that have this field, with blanks between; at most `room` octets of `ret` are used. */
struct bytes cv_entry_text(const struct cv *cv, uint32_t entry, enum cv_field field, size_t skip, uint8_t *ret, size_t room);

/* extract_names.c: which of the spots stand for their organisations. False: none that may make anything of the record. */
bool spots_judge(struct extractor *e);

/* extract_mention.c: whether the sentence around a spot refuses it; what it makes of the record, whose history is read. */
bool spot_refused(struct extractor *e, const struct spot *s);
void spot_take(struct extractor *e, const struct spot *s);

#endif
