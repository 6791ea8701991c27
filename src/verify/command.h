/* custos-verify as a function: also what `custos verify` runs. */
#ifndef CUSTOS_VERIFY_COMMAND_H
#define CUSTOS_VERIFY_COMMAND_H

/* The exit status: 0 valid, 1 invalid, 2 malformed or not readable or bad usage, 3 the policy's witnesses are lacking. */
int verify_command(int argc, char **argv);

#endif
