#include "app/drill_people.h"

#include "app/drill_folder.h"

enum { CORPUS_BUFFER = 1 << 20 };

static enum err write_records(const struct people_corpus *c, uint64_t seed, uint64_t records, const char *directory,
                              uint64_t *ret_persons, struct fault *f)
{
    FILE *corpus = NULL, *truth = NULL;
    enum err err = drill_open_file(directory, drill_corpus_name, &corpus, f);
    if (err) return err;
    err = drill_open_file(directory, drill_truth_name, &truth, f);
    if (err) {
        (void)fclose(corpus);
        return err;
    }
    (void)setvbuf(corpus, NULL, _IOFBF, CORPUS_BUFFER);
    (void)setvbuf(truth, NULL, _IOFBF, CORPUS_BUFFER);
    *ret_persons = people_play(c, seed, records, corpus, truth);
    err = drill_close_file(corpus, directory, drill_corpus_name, f);
    if (!err) return drill_close_file(truth, directory, drill_truth_name, f);
    (void)fclose(truth);
    return err;
}

enum err drill_write_corpus(const struct people_corpus *c, uint64_t seed, uint64_t records, const char *directory,
                            uint64_t *ret_persons, struct fault *f)
{
    FILE *out = NULL;
    enum err err = write_records(c, seed, records ? records : PEOPLE_RECORDS_DEFAULT, directory, ret_persons, f);
    if (!err) err = drill_open_file(directory, drill_manifest_name, &out, f);
    if (err) return err;
    people_write_manifest(out, seed);
    err = drill_close_file(out, directory, drill_manifest_name, f);
    if (!err) err = drill_open_file(directory, drill_organisations_name, &out, f);
    if (err) return err;
    people_write_organisations(out);
    return drill_close_file(out, directory, drill_organisations_name, f);
}
