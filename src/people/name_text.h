/* What the person of a CV in prose is called: behind a label ("姓名：", "Name:") or in the first line, where that is a name and
 * nothing else. For records whose source tells no name apart; used for traits and for what quotes must not hold. */
#ifndef CUSTOS_PEOPLE_NAME_TEXT_H
#define CUSTOS_PEOPLE_NAME_TEXT_H

#include "base/bytes.h"

/* A part of `text`, or empty. */
struct bytes name_in_text(struct bytes text);

#endif
