/* custos-verify: checks a bundle offline. */
#include "verify/command.h"

int main(int argc, char **argv)
{
    return verify_command(argc, argv);
}
