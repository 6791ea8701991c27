#include "proto/dtcp.h"

enum { VALUE_TEXT = 80 };

struct bytes dtcp_line(struct bytes *b)
{
    const uint8_t *end = b->len ? memchr(b->data, '\n', b->len) : NULL;
    size_t len = end ? (size_t)(end - b->data) : b->len;
    struct bytes line = bytes_slice(*b, 0, len);
    *b = bytes_slice(*b, end ? len + 1 : len, SIZE_MAX);
    if (line.len && line.data[line.len - 1] == '\r') line.len--;
    return line;
}

static bool name_is(struct bytes line, const char *name, char value[static VALUE_TEXT])
{
    size_t len = strlen(name), used = 0;
    if (line.len <= len || line.data[len] != ':') return false;
    for (size_t i = 0; i < len; i++)
        if ((line.data[i] | 0x20) != (name[i] | 0x20)) return false;
    for (size_t i = len + 1; i < line.len && used < VALUE_TEXT - 1; i++)
        if (line.data[i] > ' ' && line.data[i] < 0x7f) value[used++] = (char)line.data[i];
    value[used] = 0;
    return true;
}

static void take_id(const char *value, struct dtcp *d)
{
    size_t len = strlen(value);
    if (len > DTCP_ID_TEXT - 1) len = DTCP_ID_TEXT - 1;
    memcpy(d->id, value, len);
    d->id[len] = 0;
}

static uint16_t port_of(const char *value)
{
    unsigned port = 0;
    for (; *value; value++) {
        if (*value < '0' || *value > '9') return 0;
        port = port * 10 + (unsigned)(*value - '0');
        if (port > UINT16_MAX) return 0;
    }
    return (uint16_t)port;
}

/* An address, or the first of a prefix or range; "*" and lists of names are none. */
static bool addr_of(char *value, struct ip_addr *ret)
{
    value[strcspn(value, "/-,")] = 0;
    return ip_parse(value, ret);
}

static void take_line(struct bytes line, struct dtcp *d)
{
    char value[VALUE_TEXT];
    struct ip_addr a;
    if (name_is(line, "X-JTap-Cdest-Dest-Address", value) && addr_of(value, &a))
        d->place = a;
    else if (name_is(line, "X-JTap-Cdest-Dest-Port", value))
        d->port = port_of(value);
    else if (name_is(line, "X-MD-Intercept-Id", value) || (!d->id[0] && name_is(line, "Criteria-ID", value)))
        take_id(value, d);
    else if (name_is(line, "Source-Address", value) || (!d->subscriber.family && name_is(line, "Dest-Address", value)))
        d->subscriber = addr_of(value, &a) ? a : d->subscriber;
}

bool dtcp_parse(struct bytes b, struct dtcp *ret)
{
    *ret = (struct dtcp){0};
    if (!dtcp_sniff(b)) return false;
    ret->verb = b.data[0] == 'A' ? DTCP_ADD : b.data[0] == 'D' ? DTCP_DELETE : b.data[0] == 'R' ? DTCP_REFRESH : DTCP_LIST;
    (void)dtcp_line(&b);
    for (unsigned i = 0; i < DTCP_LINES_MAX && b.len; i++) {
        struct bytes line = dtcp_line(&b);
        if (!line.len) return b.data[-1] == '\n';
        take_line(line, ret);
    }
    return b.len > 0; /* cut off before its end, it is no command; longer than any is, it is */
}
