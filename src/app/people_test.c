/* custos people test: lines that `custos people extract` wrote -> a study. */
#include "app/people.h"
#include "app/people_lines.h"

static const char usage[] =
    "usage: custos people test [OPTION]... FILE...\n"
    "\n"
    "Make a study of the lines that custos people extract wrote (plain, .gz, .zst, - for standard input), from any number of\n"
    "files in any order: the result is that of custos people report on the same CVs.\n"
    "\n"
    "      --organisations FILE  the list that was extracted with (default: the one that custos comes with)\n"
    "      --employer NAME       whose people are looked at: id, name or alias of the list (repeatable)\n"
    "      --compare NAMES       with whose they are compared: names with commas between, or repeated\n"
    "      --seed N              of the permutations (default 1)\n"
    "      --erased FILE         pseudonyms of records and people that are left out\n"
    "      --corrections FILE    what people have put right\n"
    "      --json                the study on standard output, and nothing else\n"
    "  -o, --output DIR          report.html, report.json, ties.csv and entities.ftm.json\n"
    "      --public              the form to hand out: no single person, no small count\n"
    "      --ledger DIR          put plan and result on record there (see custos ledger)\n"
    "  -h, --help                this text\n"
    "\n"
    "Exit status: 0 the study was made, 2 it could not be.\n";

int people_test(int argc, char **argv)
{
    return people_study(argc, argv, false, usage, people_lines_fill);
}
