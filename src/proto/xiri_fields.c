/* The fields of a TS 33.128 payload, as far as they are read of it. */
#include "proto/xiri.h"

static void tell_target(struct fields *f, const struct xiri_target *t)
{
    struct ip_addr a = {0};
    if (strcmp(t->kind, "ipv4Address") == 0)
        a = ip_from_v4(t->value.data);
    else if (strcmp(t->kind, "ipv6Address") == 0)
        a = ip_from_v6(t->value.data);
    if (a.family)
        field_target_address(f, NULL, &a);
    else
        field_target(f, NULL, t->kind, t->value);
}

void xiri_fields(struct bytes payload, struct fields *f)
{
    static const char *const kinds[] = {NULL, "XIRI", "xCC", "IRI", "CC", "notification"};
    struct xiri x;
    if (!xiri_decode(payload, &x)) {
        fields_flaw(f, payload.data, "no payload of TS 33.128 that is well formed");
        return;
    }
    field_word(f, "kind", x.kind, x.kind < sizeof kinds / sizeof *kinds ? kinds[x.kind] : NULL);
    field_number(f, "release", x.release);
    if (x.event) field_word(f, "event", x.event, xiri_event_name(x.event));
    if (x.event && xiri_event_function(x.event)) field_string(f, "function", xiri_event_function(x.event));
    if (x.target_count) fields_list(f, "targets");
    for (unsigned i = 0; i < x.target_count; i++) tell_target(f, &x.targets[i]);
    if (x.target_count) fields_list_end(f);
    if (x.has_session) field_number(f, "session", x.session);
    if (x.network.len) field_text(f, "network", x.network);
    if (x.content.len) field_content(f, "content", x.content);
    f->unknown += x.unknown_elements;
}
