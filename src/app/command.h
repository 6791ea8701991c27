/* One function per subcommand. argv[0] is the subcommand's name; the return value is the exit status. */
#ifndef CUSTOS_APP_COMMAND_H
#define CUSTOS_APP_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

enum exit_status { EXIT_BALANCED = 0, EXIT_FINDINGS = 1, EXIT_FAILED = 2 };

int command_audit(int argc, char **argv);
int command_decode(int argc, char **argv);
int command_survey(int argc, char **argv);
int command_register(int argc, char **argv);
int command_people(int argc, char **argv);
int command_drill(int argc, char **argv);
int command_ledger(int argc, char **argv);
int command_signer(int argc, char **argv);
int command_share(int argc, char **argv);
int command_witness(int argc, char **argv);
int command_verify(int argc, char **argv);

/* What main and every subcommand say in the same way: the fault, to standard error. Returns EXIT_FAILED. */
struct fault;
int complain(const struct fault *f);
/* The usage: to standard output when it was asked for, else to standard error. Returns the exit status. */
int say_usage(const char *usage, bool asked);
/* A decimal number from `least` to `most` and nothing beside it, as options take it. */
bool whole_number(const char *text, uint64_t least, uint64_t most, uint64_t *ret);
/* The exit status: `status`, unless standard output took not all of it. A report that could not be written is no report. */
int finish_output(int status);

#endif
