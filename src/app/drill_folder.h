/* A drill as files: its capture, the inventory and warrants that belong to it, and the truth. */
#ifndef CUSTOS_APP_DRILL_FOLDER_H
#define CUSTOS_APP_DRILL_FOLDER_H

#include "base/err.h"
#include "drill/drill.h"

extern const char drill_capture_name[], drill_network_name[], drill_warrants_name[], drill_truth_name[],
    drill_secrets_name[]; /* the last: only where something runs inside TLS */
extern const char drill_corpus_name[], drill_manifest_name[], drill_organisations_name[]; /* of corpora: drill_people.h */

/* Make a folder, or take one that is there and empty. */
enum err drill_take_directory(const char *path, struct fault *f) MUST_USE;
/* Play the scenario into an empty folder. Files may be left in it after an error. */
enum err drill_write_folder(const struct scenario *s, const struct drill_options *o, const char *directory, struct truth *ret,
                            struct fault *f) MUST_USE;
/* A new file in the folder; and its end: whatever could not be written is an error then. */
enum err drill_open_file(const char *directory, const char *name, FILE **ret, struct fault *f) MUST_USE;
enum err drill_close_file(FILE *out, const char *directory, const char *name, struct fault *f) MUST_USE;
/* The folder and what drill_write_folder or drill_write_corpus made in it. */
void drill_remove_folder(const char *directory);

#endif
