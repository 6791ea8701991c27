/* Which files a corpus consists of. */
#ifndef CUSTOS_CORPUS_FILES_H
#define CUSTOS_CORPUS_FILES_H

#include "corpus/corpus.h"

struct corpus_files {
    struct corpus_input *list; /* in the arena */
    size_t count, room;
};

/* Files as they are, "-", and what folders hold, sorted, down to the last. ERR_IO: one cannot be looked at; ERR_USAGE: a folder
 * has nothing of a corpus. */
enum err corpus_files(const char *const *paths, size_t count, struct arena *a, struct corpus_files *ret,
                      struct fault *f) MUST_USE;

/* Whether a file in a folder is taken for a part of the corpus, by its name. */
bool corpus_file_name(const char *name);

/* The format that a name's ending says, beside .gz and .zst; CORPUS_ANY: none. */
enum corpus_format corpus_format_of_name(const char *name);

#endif
