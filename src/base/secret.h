/* Memory for what must not be found in it later: wiped before it is given back. Also for libraries that let their memory be
 * chosen. */
#ifndef CUSTOS_BASE_SECRET_H
#define CUSTOS_BASE_SECRET_H

#include <stddef.h>

void *secret_alloc(size_t size); /* like malloc: NULL when out of memory */
void secret_free(void *p);       /* accepts NULL; only for what secret_alloc gave */

#endif
