/* Text like CVs and names like those of organisations, for measuring (bench/people_match.c): made, from a seed, of no one.
 *
 * A name is put together as such names are: place, proper name, field and kind in Chinese ("华东金陵通信技术有限公司"), a coined
 * name or a place, fields and kind in English ("Kalmer Signals Research Institute"); about half of each. A record is one line of
 * dated posts, schools and duties, a little more than half of the octets Chinese. Every post names an employer: a fresh name
 * of the same making, or, in `named_in_1000` of 1,000 posts, one of the dictionary. One Chinese record in ten is written in
 * traditional characters, one in ten with full-width digits, one English employer in ten in capitals. */
#ifndef CUSTOS_BENCH_PEOPLE_TEXT_H
#define CUSTOS_BENCH_PEOPLE_TEXT_H

#include <stddef.h>
#include <stdint.h>

enum { NAME_MAX_OCTETS = 160, NAME_MIN_OCTETS = 8 };

struct names_made {
    char (*list)[NAME_MAX_OCTETS]; /* no two fold alike; owned */
    size_t count;
};

/* The first n of a dictionary are the dictionary of n. */
void names_make(struct names_made *ret, size_t count);
void names_free(struct names_made *n);

/* About `size` octets of whole lines, malloc'ed; *ret_len how many exactly. The names are the first `count` of `dictionary`. */
char *text_make(const struct names_made *dictionary, size_t count, unsigned named_in_1000, size_t size, size_t *ret_len);

#endif
