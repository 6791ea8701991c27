/* What packets tell a survey about the ends of a conversation. */
#ifndef CUSTOS_AUDIT_SURVEY_LEARN_H
#define CUSTOS_AUDIT_SURVEY_LEARN_H

#include "audit/survey_internal.h"
#include "intercept/tracker.h"
#include "proto/stack.h"

/* Learn from a packet inside GTP-U that goes to `carrier`. True when its sender is the one that asks. */
bool survey_take_inner(struct survey *s, const struct stack *st, unsigned ip, const struct ip_addr *carrier);
/* Learn what the ends of a conversation are from the signalling between them. */
void survey_take_signalling(struct survey *s, uint16_t tap, const struct five_tuple *t, const struct stack *st);
/* Look for LI product in a TCP segment. */
void survey_take_segment(struct survey *s, struct survey_conversation *c, unsigned direction, const struct five_tuple *t,
                         const struct stack *st);
intercept_event_fn survey_take_event; /* ctx: struct survey */

#endif
