/* What `custos register list` prints of the register. */
#ifndef CUSTOS_APP_REGISTER_LIST_H
#define CUSTOS_APP_REGISTER_LIST_H

#include <stdbool.h>
#include <stdio.h>

#include "base/json.h"
#include "register/network.h"
#include "register/warrant.h"

/* Tables for people. Targets show their kind, or their seal, unless `reveal`. */
void register_list_network(FILE *out, const char *file, const struct network *n);
void register_list_warrants(FILE *out, const char *file, const struct warrants *w, bool reveal);

/* One object each, as an item of an open array. */
void register_json_network(struct json *j, const char *file, const struct network *n);
void register_json_warrants(struct json *j, const char *file, const struct warrants *w, bool reveal);

#endif
