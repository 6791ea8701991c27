#include "register/import.h"

#include <stdlib.h>

#include "base/clock.h"
#include "check.h"
#include "hi1_text.h"

/* What was said, and what was written. */
struct imported {
    char notes[8192];
    size_t len;
    struct import_counts counts;
    char *text;
    size_t text_len;
    struct warrants *warrants;
};

static void note(void *ctx, const char *text)
{
    struct imported *d = ctx;
    int len = snprintf(d->notes + d->len, sizeof d->notes - d->len, "%s\n", text);
    if (len > 0 && d->len + (size_t)len < sizeof d->notes) d->len += (size_t)len;
}

static void take(struct import *i, const char *name)
{
    char path[128];
    size_t len;
    snprintf(path, sizeof path, "tests/golden/hi1/%s", name);
    uint8_t *data = check_file(path, &len);
    REQUIRE(data);
    import_message(i, name, hi1_parse(bytes_of(data, len), 1000));
    free(data);
}

static void import_all(struct imported *d, const char *const *names, size_t count, const struct seal_key *k)
{
    struct fault f;
    *d = (struct imported){.len = 0};
    struct import *i = import_new(note, d);
    REQUIRE(i);
    for (size_t n = 0; n < count; n++) take(i, names[n]);
    REQUIRE(import_write(i, k, &d->text, &d->text_len, &f) == ERR_OK);
    d->counts = *import_counts(i);
    import_free(i);
    CHECK(warrants_parse("again", (const uint8_t *)d->text, d->text_len, NULL, &d->warrants, &f) == ERR_OK);
}

static void forget(struct imported *d)
{
    free(d->text);
    warrants_free(d->warrants);
}

static int64_t at(const char *time)
{
    int64_t ns = CLOCK_NONE;
    CHECK(clock_parse_rfc3339(time, &ns));
    return ns;
}

TEST(orders_become_warrants)
{
    static const char *const forms[] = {"create.xml", "create.json"};
    struct imported d;
    for (size_t n = 0; n < 2; n++) {
        import_all(&d, &forms[n], 1, NULL);
        REQUIRE(d.warrants && d.warrants->count == 2);
        const struct warrant *w = &d.warrants->list[0], *v = &d.warrants->list[1];
        CHECK_TEXT(d.notes, "");
        CHECK_INT(d.counts.written, 2);
        CHECK_INT(d.counts.documents, 1);
        CHECK_TEXT(w->id, "W-2026-0417/NL-LEA1-0417");
        CHECK_TEXT(w->authority, "District Court, 3rd chamber");
        CHECK_TEXT(w->country, "NL");
        CHECK_TEXT(w->liid, "NL-LEA1-0417");
        REQUIRE(w->target_count == 1 && w->deliver_to_count == 2);
        CHECK_TEXT(w->targets[0].text, "msisdn:31612345678");
        CHECK(w->iri && w->cc && v->iri && !v->cc);
        CHECK_INT(w->from_ns, at("2026-11-01T00:00:00Z"));
        CHECK_INT(w->until_ns, at("2026-12-01T00:00:00Z"));
        CHECK_INT(w->deliver_to[0].port, 41002);
        CHECK_TEXT(v->targets[0].text, "ip:10.46.0.7");    /* a prefix that is one address */
        CHECK_INT(v->from_ns, at("2026-11-04T23:00:00Z")); /* the task's, within the authorisation's */
        CHECK_INT(v->deliver_to_count, 0);
        forget(&d);
    }
}

TEST(updates_and_cancellations_apply_in_order)
{
    static const char *const names[] = {"create.xml", "update.xml", "cancel.xml", "response.xml"};
    struct imported d;
    import_all(&d, names, 2, NULL);
    REQUIRE(d.warrants && d.warrants->count == 2);
    CHECK_TEXT(d.warrants->list[0].targets[0].text, "sip:bob@ims.example");
    CHECK(!d.warrants->list[0].iri && d.warrants->list[0].cc);
    CHECK_INT(d.warrants->list[0].until_ns, at("2027-01-01T00:00:00Z"));
    CHECK_INT(d.warrants->list[1].until_ns, at("2027-01-01T00:00:00Z"));
    CHECK_INT(d.counts.idle, 2);
    forget(&d);
    import_all(&d, names, 4, NULL);
    REQUIRE(d.warrants && d.warrants->count == 2);
    for (size_t n = 0; n < 2; n++) CHECK_INT(d.warrants->list[n].until_ns, at("2026-11-20T12:00:00Z"));
    CHECK_TEXT(d.notes, "");
    forget(&d);
    static const char *const wrong[] = {"cancel.xml", "create.xml"}; /* a cancellation of what is not there ends nothing */
    import_all(&d, wrong, 2, NULL);
    REQUIRE(d.warrants && d.warrants->count == 2);
    CHECK_INT(d.counts.refused, 2);
    CHECK(strstr(d.notes, "cancel.xml: action 1 (CANCEL): is about b0000000-0000-4000-8000-000000000002, which none of the "
                          "messages before creates\n"));
    CHECK_INT(d.warrants->list[0].until_ns, at("2026-12-01T00:00:00Z"));
    forget(&d);
}

TEST(what_cannot_be_said_is_told_and_counted)
{
    static const char *const names[] = {"lossy.xml"};
    static const char *const said[] = {
        "action 3 (CREATE LITaskObject c0000000-0000-4000-8000-000000000001): target 2, of the format MACAddress of ETSI,",
        "action 3 (CREATE LITaskObject c0000000-0000-4000-8000-000000000001): its 2 values mean together what is intercepted;",
        "action 4 (CREATE LITaskObject c0000000-0000-4000-8000-000000000002): it has no target that a warrants file could name\n",
        "action 5 (CREATE LITaskObject c0000000-0000-4000-8000-000000000003): neither it nor its authorisation says when it "
        "ends\n",
        "action 6 (CREATE LITaskObject c0000000-0000-4000-8000-000000000004): no authorisation is associated with it\n",
        "action 7 (CREATE LITaskObject c0000000-0000-4000-8000-000000000005): its Reference is no LIID of 1 to 25 ASCII "
        "characters\n",
        "action 8 (CREATE LITaskObject c0000000-0000-4000-8000-000000000006): its LIID has another order at the same time\n",
        "action 9 (CREATE LITaskObject c0000000-0000-4000-8000-000000000007): holds a time, address or port that is none",
        "in 2 elements: NationalLITaskingParameters, Unheard\n",
        "action 10 (CREATE LITaskObject c0000000-0000-4000-8000-000000000008): its delivery type is none of",
        "action 11 (CREATE LITaskObject c0000000-0000-4000-8000-000000000009): destination 1 (EmailAddress) is not an address "
        "with a port\n",
        "which none of the messages before creates\n",
        "action 13 (OTHER): holds no action that is known, but FROBNICATE\n",
    };
    struct imported d;
    import_all(&d, names, 1, NULL);
    for (size_t n = 0; n < ARRAY_LEN(said); n++)
        if (!CHECK(strstr(d.notes, said[n]))) printf("    %s\n", said[n]);
    CHECK_INT(d.counts.written, 3);
    CHECK_INT(d.counts.lossy, 3);
    CHECK_INT(d.counts.refused, 8);
    CHECK_INT(d.counts.idle, 1);
    REQUIRE(d.warrants && d.warrants->count == 3);
    CHECK_TEXT(d.warrants->list[0].id, "W-10/L-1");
    CHECK_TEXT(d.warrants->list[1].targets[0].text, "mail:j\xc3\xb6rg@example.org");
    CHECK_INT(d.warrants->list[0].from_ns, at("2026-10-31T09:00:00Z")); /* no start is said: from the message on */
    forget(&d);
}

/* Sealed, the file names nobody, and the seals are those of the clear targets. No note names anybody either. */
TEST(sealed_files_and_notes_name_nobody)
{
    static const char *const names[] = {"create.xml", "lossy.xml"};
    static const char *const secrets[] = {"31612345678",     "10.46.0.7",         "204041234567890", "204041234567891",
                                          "204041234567893", "02:00:00:00:00:01", "rg@example.org",  "meter@iot.example"};
    struct seal_key k = {.bytes = {7}, .len = SEAL_KEY_MIN};
    struct imported d, clear;
    import_all(&clear, names, 2, NULL);
    import_all(&d, names, 2, &k);
    REQUIRE(d.warrants && clear.warrants && d.warrants->count == clear.warrants->count);
    for (size_t n = 0; n < ARRAY_LEN(secrets); n++) {
        CHECK(!strstr(d.text, secrets[n]));
        CHECK(!strstr(d.notes, secrets[n]));
    }
    for (size_t n = 0; n < d.warrants->count; n++)
        for (size_t t = 0; t < d.warrants->list[n].target_count; t++)
            CHECK(seal_matches(&k, &d.warrants->list[n].targets[t], clear.warrants->list[n].targets[t].text));
    forget(&d);
    forget(&clear);
}

TEST(nothing_ordered_is_an_empty_file)
{
    static const char *const names[] = {"response.xml"};
    struct imported d;
    import_all(&d, names, 1, NULL);
    CHECK(d.warrants && d.warrants->count == 0);
    CHECK_INT(d.counts.idle, 2);
    forget(&d);
}
