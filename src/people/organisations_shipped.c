/* data/organisations.csv, as it stood when the program was built. */
#include "people/organisations.h"

extern const uint8_t custos_organisations[];
extern const uint64_t custos_organisations_size;

__asm__(".pushsection .rodata\n"
        ".global custos_organisations\n"
        "custos_organisations:\n"
        ".incbin \"" CUSTOS_ORGANISATIONS "\"\n"
        ".Lcustos_organisations_end:\n"
        ".balign 8\n"
        ".global custos_organisations_size\n"
        "custos_organisations_size:\n"
        ".quad .Lcustos_organisations_end - custos_organisations\n"
        ".popsection\n");

struct bytes organisations_shipped(void)
{
    return bytes_of(custos_organisations, custos_organisations_size);
}
