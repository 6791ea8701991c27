/* custos people SUBCOMMAND: who stands behind a supplier, with the base rate beside it. */
#include "app/people.h"

#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "base/macros.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *does;
} subcommands[] = {{"extract", people_extract, "CVs to ties: JSON lines, one input, record or tie each"},
                   {"test", people_test, "such lines to a study: rates, comparisons, verdicts"},
                   {"report", people_report, "CVs to a study: both in one"},
                   {"sample", people_sample, "people drawn at random, for two raters to mark"},
                   {"score", people_score, "their marks to precision, recall and corrected rates"},
                   {"erase", people_erase, "put a person or record on a list of those left out"},
                   {"correct", people_correct, "put what a record says on a list of corrections"},
                   {"identify", people_identify, "where a person's records stand; the act is put on record"}};

static int usage(bool asked)
{
    FILE *out = asked ? stdout : stderr;
    fputs("usage: custos people SUBCOMMAND [ARGUMENT]...\n\n", out);
    for (size_t i = 0; i < ARRAY_LEN(subcommands); i++) fprintf(out, "  %-10s %s\n", subcommands[i].name, subcommands[i].does);
    fputs(
        "\ncustos people SUBCOMMAND --help tells more. Persons are pseudonyms; a corpus needs a manifest that says where it is\n"
        "from and by what right it is looked at. Nothing that is said of a person is a decision about that person.\n",
        out);
    return asked ? finish_output(0) : EXIT_FAILED;
}

int command_people(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) return usage(true);
    for (size_t i = 0; argc > 1 && i < ARRAY_LEN(subcommands); i++)
        if (strcmp(argv[1], subcommands[i].name) == 0) return subcommands[i].run(argc - 1, argv + 1);
    if (argc > 1) fprintf(stderr, "custos: people has no subcommand \"%s\"\n", argv[1]);
    return usage(false);
}
