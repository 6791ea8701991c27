/* custos register import: HI1 messages in files to a warrants file. */
#ifndef CUSTOS_APP_REGISTER_IMPORT_H
#define CUSTOS_APP_REGISTER_IMPORT_H

#include <stddef.h>

/* `seal_key` and `output` may be NULL. The exit status: 0 when the file says all that the orders say, 1 when something is missing
 * in it, which was told, 2 when there is no file. */
int register_import(char **files, size_t count, const char *seal_key, const char *output);

#endif
