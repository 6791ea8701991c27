/* What format an input has, by how it begins and by its name. */
#ifndef CUSTOS_CORPUS_FORMAT_H
#define CUSTOS_CORPUS_FORMAT_H

#include "corpus/corpus.h"

/* `head`: what the input begins with, some thousand octets or all of it. */
enum corpus_format corpus_format_find(struct bytes head, const char *name);

/* What separates the fields of a first line: whichever of comma, semicolon and tab stands in it most often outside quotes. */
char corpus_delimiter(struct bytes line);

#endif
