/* The files beside a corpus: manifest, key of pseudonyms, lists of erasures and corrections. */
#ifndef CUSTOS_APP_PEOPLE_FILES_H
#define CUSTOS_APP_PEOPLE_FILES_H

#include "base/arena.h"
#include "base/err.h"
#include "people/lists.h"
#include "people/manifest.h"
#include "people/traits.h"

/* The manifest of an input: `given` (--manifest), else FILE.manifest.yaml, else manifest.yaml, manifest.yml or manifest.json in
 * the input's folder; of standard input ("-") only `given`. The fault of one that is missing names what was looked for, and what
 * must be in it. `override`: why a leaked corpus is used all the same (--override-origin), or NULL. */
enum err people_manifest(const char *input, const char *given, const char *override, struct arena *a, struct manifest *ret,
                         struct fault *f) MUST_USE;

/* The key of pseudonyms: 64 hexadecimal digits in a file that only its owner may read. Without `path` it is
 * ${XDG_STATE_HOME:-~/.local/state}/custos/people.key. Where there is none it is made (0600), and said so on standard error. */
enum err people_key(const char *path, struct pseudonym_key *ret, struct fault *f) MUST_USE;
/* The same, but where there is none it is an error: a new key would know no pseudonym that was given before. */
enum err people_key_known(const char *path, struct pseudonym_key *ret, struct fault *f) MUST_USE;
void people_key_done(struct pseudonym_key *k); /* wipes it */

/* NULL paths: empty lists. */
enum err people_erasures(const char *path, struct arena *a, struct erasures *ret, struct fault *f) MUST_USE;
enum err people_corrections(const char *path, struct arena *a, struct corrections *ret, struct fault *f) MUST_USE;

/* One line more (with its end) at the end of a list or log, which is made (0600) when it is not there: durable when it returns.
 */
enum err people_append(const char *path, struct bytes line, struct fault *f) MUST_USE;

#endif
