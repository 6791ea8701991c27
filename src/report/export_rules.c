#include "report/export_rules.h"

#include <string.h>

#include "base/macros.h"

/* The numbers are part of the interface: add at the end only. */
static const struct export_rule rules[] = {
    {"covert-copy", 1900001, "A copy of subscribers' traffic leaves by a conversation beyond its route",
     "Close the conversation at a device of another make, keep the evidence, and ask the supplier what sends it."},
    {"encrypted-copy", 1900002, "An unaccounted conversation follows subscribers' traffic in volume and time",
     "Close the conversation at a device of another make, and ask the supplier for its content and purpose."},
    {"undeclared-conversation", 1900003, "An element sends to a peer that the inventory does not know",
     "Declare the conversation in the inventory if it is known and wanted; else close it and find out what sends it."},
    {"mirror-session", 1900004, "Packets are mirrored by a session outside the approved list",
     "Approve the session in the inventory if it is yours; else end it and find out who configured it."},
    {"intercept-without-warrant", 1900005, "An interception has no warrant in the register",
     "Have the authority confirm or deny the interception, and end it where nobody ordered it."},
    {"intercept-outside-validity", 1900006, "An interception runs outside its warrant's validity",
     "End the interception or obtain the prolongation, and tell the supervisory authority."},
    {"intercept-wrong-target", 1900007, "An interception's target is not its warrant's",
     "End the interception, keep what was delivered from use, and tell the supervisory authority."},
    {"content-beyond-scope", 1900008, "Content is delivered under a warrant for information about communications only",
     "Stop the delivery of content, and have what was delivered destroyed or kept from use."},
    {"undeclared-destination", 1900009, "An interception is delivered to a place that neither warrant nor inventory names",
     "Stop the delivery, and find out who receives at that address and who configured it."},
    {"delivery-without-provisioning", 1900010, "Product is delivered of an interception whose activation was never seen",
     "Compare the element's own list of tasks with the administration function's, over an interface of another make."},
    {"delivery-after-withdrawal", 1900011, "Product is delivered of an interception that was withdrawn",
     "End the delivery at the mediation function, and have what came after the withdrawal destroyed or kept from use."},
    {"delivery-gap", 1900012, "Sequence numbers of a delivery are missing or repeated beyond capture loss",
     "Look for loss between the element and the receiver, and tell the receiver which product is incomplete."},
    {"over-delivery", 1900013, "More is delivered than the target sent and received",
     "Compare what was delivered with the target's traffic, and end the interception if it holds other traffic."},
    {"under-delivery", 1900014, "Less is delivered than the target sent and received",
     "Look for loss or a filter between the element and the receiver, and tell the receiver."},
    {"unknown-provisioner", 1900015, "Interceptions are controlled by a peer that is no declared administration function",
     "Cut the peer off, and audit every interception that it activated or changed."},
    {"provisioning-mismatch", 1900016, "An element's own list of interceptions differs from what was provisioned",
     "Find out who changed the list at the element, and provision it afresh."},
    {"unprotected-interface", 1900017, "An interception interface runs without sound protection",
     "Put the interface behind TLS 1.2 or later with certificates that name both ends."},
    {"maintenance-reach", 1900018, "A maintenance session reached an element undeclared, or new egress followed one",
     "Have the supplier account for the session, and compare the element's configuration before and after it."},
    {"witness-gap", 1900019, "The witness itself lost packets, stopped, or its clock stepped",
     "Restore the capture, and treat the time of the gap as not audited."},
    {"integrity-broken", 1900020, "Integrity checks of a delivery do not match its content",
     "Find out where between sender and receiver the delivery is changed, and tell the receiver."},
};

const struct export_rule *export_rule(const char *name)
{
    static const struct export_rule other = {NULL, 1900000, "A finding of lawful interception integrity",
                                             "Look at the evidence together with those who operate the element."};
    for (size_t i = 0; name && i < ARRAY_LEN(rules); i++)
        if (strcmp(rules[i].name, name) == 0) return &rules[i];
    return &other;
}
