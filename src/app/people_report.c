/* custos people report: CVs -> a study, extraction and reduction in one. */
#include <stdio.h>

#include "app/people.h"
#include "app/people_files.h"
#include "app/people_map.h"
#include "app/people_study.h"

static const char usage[] =
    "usage: custos people report [OPTION]... CORPUS...\n"
    "\n"
    "Find in CVs (JSON lines, JSON Resume, CSV, text; files, folders, .gz, .zst, - for standard input) who names a body of "
    "state\n"
    "security, military or police, hold that against the employments, and compare employers. Every corpus needs a manifest.\n"
    "\n"
    "      --organisations FILE  the list of bodies and employers (default: the one that custos comes with)\n"
    "      --employer NAME       whose people are looked at: id, name or alias of the list, or a new name (repeatable)\n"
    "      --compare NAMES       with whose they are compared: names with commas between, or repeated\n"
    "      --seed N              of the permutations (default 1)\n"
    "      --manifest FILE       what the corpus is (default: FILE.manifest.yaml, or manifest.yaml beside it)\n"
    "      --override-origin WHY use a corpus whose origin is leaked; the reason is put on record\n"
    "      --key FILE            of the pseudonyms (default: ~/.local/state/custos/people.key, made when there is none)\n"
    "      --erased FILE         pseudonyms of records and people that are left out\n"
    "      --corrections FILE    what people have put right\n"
    "      --format FORMAT       jsonl, json, csv or text (default: as content and name of each input tell)\n"
    "      --threads N           how many threads read (default: one a processor); the study is the same\n"
    "      --json                the study on standard output, and nothing else\n"
    "  -o, --output DIR          report.html, report.json, ties.csv and entities.ftm.json\n"
    "      --public              the form to hand out: no single person, no small count\n"
    "      --ledger DIR          put plan and result on record there (see custos ledger)\n"
    "  -h, --help                this text\n"
    "\n"
    "Exit status: 0 the study was made, 2 it could not be.\n";

static enum err take_record(void *ctx, const struct extract *x, struct fault *f)
{
    (void)f;
    people_reduce_record(ctx, x);
    return ERR_OK;
}

static enum err take_input(void *ctx, const struct extract_input *i, struct fault *f)
{
    (void)f;
    people_reduce_input(ctx, i);
    return ERR_OK;
}

static enum err fill(const struct people_options *q, const struct people_design *d, struct people_reduce *reduce, struct fault *f)
{
    struct pseudonym_key key;
    enum err err = people_key(q->key, &key, f);
    if (err != ERR_OK) return err;
    struct people_map_request request = {.inputs = q->inputs,
                                         .input_count = q->input_count,
                                         .organisations = &d->organisations,
                                         .key = &key,
                                         .format = q->format,
                                         .manifest = q->manifest,
                                         .override_origin = q->override,
                                         .erasures = &d->erased,
                                         .corrections = &d->corrections,
                                         .threads = q->threads,
                                         .progress = true};
    struct people_map_sink sink = {.context = reduce, .record = take_record, .input = take_input};
    err = people_map(&request, &sink, f);
    people_key_done(&key);
    return err;
}

int people_report(int argc, char **argv)
{
    return people_study(argc, argv, true, usage, fill);
}
