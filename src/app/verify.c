/* custos verify: custos-verify's code under another name. */
#include "app/command.h"
#include "verify/command.h"

int command_verify(int argc, char **argv)
{
    return verify_command(argc, argv);
}
