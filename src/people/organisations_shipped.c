/* data/organisations.csv, as it stood when the program was built. */
#include "people/organisations.h"

extern const uint8_t custos_organisations[], custos_organisations_end[];

__asm__(".pushsection .rodata\n"
        ".global custos_organisations\n"
        "custos_organisations:\n"
        ".incbin \"" CUSTOS_ORGANISATIONS "\"\n"
        ".global custos_organisations_end\n"
        "custos_organisations_end:\n"
        ".byte 0\n"
        ".popsection\n");

struct bytes organisations_shipped(void)
{
    return bytes_of(custos_organisations, (size_t)(custos_organisations_end - custos_organisations));
}
