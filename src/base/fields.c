#include "base/fields.h"

#include "base/clock.h"

static void tell(struct fields *f, const char *name, const struct field_value *v)
{
    f->sink->value(f->ctx, name, v);
}

void field_number(struct fields *f, const char *name, uint64_t v)
{
    field_word(f, name, v, NULL);
}

void field_word(struct fields *f, const char *name, uint64_t v, const char *word)
{
    tell(f, name, &(struct field_value){.kind = FIELD_NUMBER, .number = v, .word = word});
}

void field_flag(struct fields *f, const char *name, bool v)
{
    tell(f, name, &(struct field_value){.kind = FIELD_FLAG, .number = v});
}

void field_text(struct fields *f, const char *name, struct bytes text)
{
    tell(f, name, &(struct field_value){.kind = FIELD_TEXT, .bytes = text});
}

void field_string(struct fields *f, const char *name, const char *text)
{
    field_text(f, name, bytes_of_text(text));
}

void field_octets(struct fields *f, const char *name, struct bytes octets)
{
    tell(f, name, &(struct field_value){.kind = FIELD_OCTETS, .bytes = octets});
}

void field_uuid(struct fields *f, const char *name, const uint8_t uuid[static 16])
{
    tell(f, name, &(struct field_value){.kind = FIELD_UUID, .bytes = bytes_of(uuid, 16)});
}

void field_time(struct fields *f, const char *name, int64_t time_ns)
{
    if (time_ns != CLOCK_NONE) tell(f, name, &(struct field_value){.kind = FIELD_TIME, .time_ns = time_ns});
}

void field_address(struct fields *f, const char *name, const struct ip_addr *a)
{
    if (a->family) tell(f, name, &(struct field_value){.kind = FIELD_ADDRESS, .addr = a});
}

void field_target(struct fields *f, const char *name, const char *kind, struct bytes identity)
{
    tell(f, name, &(struct field_value){.kind = FIELD_TARGET, .word = kind, .bytes = identity});
}

void field_target_address(struct fields *f, const char *name, const struct ip_addr *a)
{
    char text[ADDR_TEXT];
    if (a->family) field_target(f, name, "ip", bytes_of_text(ip_text(a, text)));
}

void field_content(struct fields *f, const char *name, struct bytes content)
{
    tell(f, name, &(struct field_value){.kind = FIELD_CONTENT, .bytes = content});
}

static size_t offset_of(const struct fields *f, const uint8_t *at)
{
    bool inside = at && f->pdu.data && at >= f->pdu.data && at <= f->pdu.data + f->pdu.len;
    return inside ? (size_t)(at - f->pdu.data) : f->pdu.len;
}

void field_unknown(struct fields *f, const char *name, struct bytes element)
{
    f->unknown++;
    tell(f, name, &(struct field_value){.kind = FIELD_UNKNOWN, .number = offset_of(f, element.data), .bytes = element});
}

void fields_begin(struct fields *f, const char *name)
{
    f->sink->begin(f->ctx, name, false);
}

void fields_end(struct fields *f)
{
    f->sink->end(f->ctx, false);
}

void fields_list(struct fields *f, const char *name)
{
    f->sink->begin(f->ctx, name, true);
}

void fields_list_end(struct fields *f)
{
    f->sink->end(f->ctx, true);
}

void fields_flaw(struct fields *f, const uint8_t *at, const char *cause)
{
    if (f->flaw) return;
    f->flaw = cause;
    f->flaw_offset = offset_of(f, at);
}
