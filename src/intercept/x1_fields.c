/* The fields of X1 messages. */
#include "intercept/x1.h"

static void tell_uuids(struct fields *f, const char *name, const struct x1_uuids *u)
{
    if (!u->count) return;
    fields_list(f, name);
    for (size_t i = 0; i < u->count; i++) field_uuid(f, NULL, u->list[i].bytes);
    fields_list_end(f);
}

static void tell_targets(struct fields *f, const struct x1_targets *t)
{
    if (!t->count) return;
    fields_list(f, "targets");
    for (size_t i = 0; i < t->count; i++) field_target(f, NULL, t->list[i].kind, bytes_of_text(t->list[i].value));
    fields_list_end(f);
}

static void tell_liids(struct fields *f, const struct x1_liids *l)
{
    if (!l->count) return;
    fields_list(f, "liids");
    for (size_t i = 0; i < l->count; i++) field_string(f, NULL, l->list[i]);
    fields_list_end(f);
}

static void tell_delivery(struct fields *f, enum x1_delivery d)
{
    static const char *const names[] = {"", "X2Only", "X3Only", "X2andX3"};
    if (d != X1_DELIVERY_UNSAID) field_string(f, "delivery", names[d]);
}

static void tell_task(struct fields *f, const struct x1_task *t)
{
    fields_begin(f, NULL);
    if (t->has_xid) field_uuid(f, "xid", t->xid.bytes);
    if (t->has_product_id) field_uuid(f, "product_id", t->product_id.bytes);
    tell_delivery(f, t->delivery);
    tell_targets(f, &t->targets);
    tell_uuids(f, "dids", &t->dids);
    tell_liids(f, &t->liids);
    field_time(f, "start", t->start_ns);
    field_time(f, "end", t->end_ns);
    field_flag(f, "implicit_deactivation", t->implicit_end);
    fields_end(f);
}

static void tell_destination(struct fields *f, const struct x1_destination *d)
{
    fields_begin(f, NULL);
    if (d->has_did) field_uuid(f, "did", d->did.bytes);
    tell_delivery(f, d->delivery);
    if (d->has_address) {
        field_address(f, "address", &d->address);
        field_number(f, d->udp ? "udp_port" : "tcp_port", d->port);
    }
    fields_end(f);
}

static void tell_message(struct fields *f, const struct x1_message *m)
{
    fields_begin(f, NULL);
    field_string(f, "type", x1_type_name(m->type));
    field_flag(f, "answer", m->answer);
    if (m->answer) field_flag(f, "failed", m->failed);
    field_string(f, "admf", m->admf);
    field_string(f, "ne", m->ne);
    field_string(f, "transaction", m->transaction);
    field_string(f, "version", m->version);
    tell_uuids(f, "xids", &m->xids);
    tell_uuids(f, "dids", &m->dids);
    if (m->terminated) field_flag(f, "terminated", true);
    if (m->task_count) fields_list(f, "tasks");
    for (size_t i = 0; i < m->task_count; i++) tell_task(f, &m->tasks[i]);
    if (m->task_count) fields_list_end(f);
    if (m->destination_count) fields_list(f, "destinations");
    for (size_t i = 0; i < m->destination_count; i++) tell_destination(f, &m->destinations[i]);
    if (m->destination_count) fields_list_end(f);
    if (m->unknown_elements) field_number(f, "unknown_elements", m->unknown_elements);
    f->unknown += m->unknown_elements + (m->type == X1_UNKNOWN);
    fields_end(f);
}

void x1_fields(const struct x1_body *b, struct fields *f)
{
    fields_list(f, "messages");
    for (size_t i = 0; i < b->count; i++) tell_message(f, &b->list[i]);
    fields_list_end(f);
    if (b->malformed) fields_flaw(f, NULL, "behind the messages told, its XML is not well formed or not allowed");
}
