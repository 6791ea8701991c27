/* The rules, their default severity and what they mean: one list for code, reports and manuals. */
#ifndef CUSTOS_AUDIT_RULE_H
#define CUSTOS_AUDIT_RULE_H

#include "audit/verdict.h"

#define RULE_LIST(X)                                                                                                             \
    X(RULE_COVERT_COPY, "covert-copy", SEVERITY_CRITICAL,                                                                        \
      "subscriber payload leaves by a conversation beyond its route, and no warrant covers it")                                  \
    X(RULE_ENCRYPTED_COPY, "encrypted-copy", SEVERITY_HIGH,                                                                      \
      "an unaccounted or maintenance conversation follows subscribers' traffic in volume and time")                              \
    X(RULE_UNDECLARED_CONVERSATION, "undeclared-conversation", SEVERITY_MEDIUM,                                                  \
      "an element sends to a peer that the inventory does not know")                                                             \
    X(RULE_MIRROR_SESSION, "mirror-session", SEVERITY_HIGH,                                                                      \
      "a mirror tunnel, or an order to duplicate sessions, outside the approved list")                                           \
    X(RULE_INTERCEPT_WITHOUT_WARRANT, "intercept-without-warrant", SEVERITY_CRITICAL, "an interception has no warrant")          \
    X(RULE_INTERCEPT_WRONG_TARGET, "intercept-wrong-target", SEVERITY_CRITICAL,                                                  \
      "an interception is provisioned for, or delivers, a target that its warrant does not have")                                \
    X(RULE_INTERCEPT_OUTSIDE_VALIDITY, "intercept-outside-validity", SEVERITY_HIGH,                                              \
      "an interception is active before or after its warrant's validity")                                                        \
    X(RULE_CONTENT_BEYOND_SCOPE, "content-beyond-scope", SEVERITY_HIGH, "content is delivered under an IRI-only warrant")        \
    X(RULE_UNDECLARED_DESTINATION, "undeclared-destination", SEVERITY_HIGH,                                                      \
      "an interception is delivered, or ordered to be delivered, to a place that neither warrant nor inventory names")           \
    X(RULE_DELIVERY_WITHOUT_PROVISIONING, "delivery-without-provisioning", SEVERITY_CRITICAL,                                    \
      "an element delivers product of an interception that X1 did not provision and its own list does not have")                 \
    X(RULE_DELIVERY_AFTER_WITHDRAWAL, "delivery-after-withdrawal", SEVERITY_HIGH,                                                \
      "product was made and delivered after its interception was withdrawn")                                                     \
    X(RULE_OVER_DELIVERY, "over-delivery", SEVERITY_HIGH, "an interception delivers more than its target sent and received")     \
    X(RULE_UNDER_DELIVERY, "under-delivery", SEVERITY_MEDIUM, "an interception delivers less than its target sent and received") \
    X(RULE_DELIVERY_GAP, "delivery-gap", SEVERITY_MEDIUM, "sequence numbers of a delivery are missing or repeated")              \
    X(RULE_INTEGRITY_BROKEN, "integrity-broken", SEVERITY_HIGH,                                                                  \
      "a delivery does not match its hash or signature, though its sender's others of that kind do")                             \
    X(RULE_UNKNOWN_PROVISIONER, "unknown-provisioner", SEVERITY_HIGH,                                                            \
      "interceptions or mirrors are ordered by a peer that is no declared provisioner")                                          \
    X(RULE_PROVISIONING_MISMATCH, "provisioning-mismatch", SEVERITY_HIGH,                                                        \
      "the element's own list differs from what was provisioned on the wire")                                                    \
    X(RULE_MAINTENANCE_REACH, "maintenance-reach", SEVERITY_HIGH,                                                                \
      "a supplier's or a stranger's management session to an element, undeclared or followed by new egress")                     \
    X(RULE_UNPROTECTED_INTERFACE, "unprotected-interface", SEVERITY_LOW, "a lawful-interception interface runs in clear")

#define X(id, name, severity, text) id,
enum rule { RULE_LIST(X) RULE_COUNT };
#undef X

const char *rule_name(enum rule r);
const char *rule_text(enum rule r);
enum severity rule_severity(enum rule r);
const char *rule_depth(enum rule r); /* "clear" or "metadata": at which a finding of it is decided, unless it says otherwise */

#endif
