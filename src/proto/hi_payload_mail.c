/* E-mail: ETSI TS 102 232-2 annex A. */
#include "proto/hi_payload.h"

enum { SEND = 1, RECEIVE = 2, FORMAT_IP_PACKET = 1 };

/* E-mail-Address-List. */
static void add_list(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    while (ber_next(&r, &x)) hi_add_target(p, "emailAddress", x.value);
    if (!ber_ok(&r)) p->malformed = true;
}

/* AAAInformation: the name by which the mailbox's owner logged in, if it is an address. */
static void add_login(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber choice = ber_enter(parent, e);
    struct ber_element information, x;
    if (!ber_next(&choice, &information)) return;
    struct ber r = ber_enter(&choice, &information);
    while (ber_next(&r, &x))
        if (x.tag == BER_CONTEXT(0) && x.value.len && memchr(x.value.data, '@', x.value.len))
            hi_add_target(p, "emailAddress", x.value);
    if (!ber_ok(&r)) p->malformed = true;
}

/* Sender and recipients of an envelope name the target; those in a mail that is only fetched need not (lists, blind copies). */
static void read_iri(struct ber *r, struct hi_payload *p)
{
    struct ber_element x;
    p->service = HI_SERVICE_MAIL;
    while (ber_next(r, &x)) {
        bool envelope = p->event == SEND || p->event == RECEIVE;
        switch (BER_NUMBER(x.tag)) {
        case 1: p->event = hi_number(p, x.value); break;
        case 9:
            if (envelope) hi_add_target(p, "emailAddress", x.value);
            break;
        case 10:
            if (envelope) add_list(p, r, &x);
            break;
        case 16: add_login(p, r, &x); break;
        default: p->unknown_elements += BER_NUMBER(x.tag) > 17;
        }
    }
}

static void read_cc(struct ber *r, struct hi_payload *p)
{
    struct ber_element x;
    uint16_t format = 0;
    while (ber_next(r, &x)) {
        if (x.tag == BER_CONTEXT(1))
            format = hi_number(p, x.value);
        else if (x.tag == BER_CONTEXT(2) && format == FORMAT_IP_PACKET)
            hi_content_ip(p, x.value);
        else if (x.tag == BER_CONTEXT(2))
            p->content = x.value, p->content_kind = HI_CONTENT_OTHER;
        else
            p->unknown_elements += x.tag != BER_CONTEXT(0);
    }
}

void hi_payload_mail(bool iri, struct bytes contents, struct hi_payload *p)
{
    hi_read(iri ? read_iri : read_cc, contents, p);
}
