/* custos: the independent witness over the lawful-interception side of mobile networks. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/secrecy.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *does;
} commands[] = {{"audit", command_audit, "judge captures: balance sheet, interceptions, findings"},
                {"decode", command_decode, "every PDU of an interception protocol, field by field"},
                {"survey", command_survey, "draft a network inventory from what captures show"},
                {"register", command_register, "check, list and seal network and warrant files, import warrants"},
                {"people", command_people, "who stands behind a supplier: CVs to ties, ties to statistics"},
                {"drill", command_drill, "synthetic scenarios with ground truth, and the score on them"},
                {"ledger", command_ledger, "the record: append to it, prove from it, verify it"},
                {"share", command_share, "hand out parts of a record, with what proves them"},
                {"signer", command_signer, "hold a ledger's key, and sign only what grew out of what was signed"},
                {"witness", command_witness, "cosign checkpoints of logs that were seen to grow"},
                {"verify", command_verify, "check a bundle that was shared, offline"}};

static void print_help(FILE *out)
{
    fputs("usage: custos COMMAND [ARGUMENT]...\n\n", out);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].does);
    fputs("\ncustos COMMAND --help tells more; custos --version tells the version.\n"
          "custos only observes and judges: it never starts, alters or delivers an interception.\n",
          out);
}

static bool is_command(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(name, commands[i].name) == 0) return true;
    return false;
}

int main(int argc, char **argv)
{
    secrecy_begin();
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        print_help(stdout);
        return 0;
    }
    if (argc > 1 &&
        (strcmp(argv[1], "--version") == 0 || (argc > 2 && is_command(argv[1]) && strcmp(argv[2], "--version") == 0))) {
        puts("custos " CUSTOS_VERSION);
        return 0;
    }
    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[1], commands[i].name) == 0) return commands[i].run(argc - 1, argv + 1);
    if (argc > 1) fprintf(stderr, "custos: no command \"%s\"\n", argv[1]);
    print_help(stderr);
    return EXIT_FAILED;
}
