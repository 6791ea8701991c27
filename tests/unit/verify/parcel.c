/* Archives and sealed files: what is opened is what was put in, and nothing that was altered is opened. */
#include "verify/parcel.h"

#include "check.h"
#include "small_bundle.h"
#include "verify/sealed.h"

/* The seeds of the fuzz targets for archives and for bundles are this bundle. */
TEST(the_seeds_of_the_fuzz_targets)
{
    struct small_bundle *b = small_bundle_new("w1", true, false);
    static char row[SMALL_FILES * SMALL_ROOM];
    size_t len;
    char *archive = small_archive(b, &len), *at = row;
    check_golden("tests/fuzz/corpus/verify_parcel/small", archive, len);
    for (size_t i = 0; i < b->files.count; i++) {
        struct span path = b->list[i].path, data = b->list[i].data;
        *at++ = (char)path.len;
        at = mempcpy(at, path.at, path.len);
        *at++ = (char)(data.len >> 8);
        *at++ = (char)data.len;
        at = mempcpy(at, data.at, data.len);
    }
    check_golden("tests/fuzz/corpus/verify_bundle/small", row, (size_t)(at - row));
    free(archive);
    free(b);
}

TEST(an_archive_read_back)
{
    struct small_bundle *b = small_bundle_new("none", true, true);
    struct parcel f;
    size_t len;
    char *archive = small_archive(b, &len);
    REQUIRE(parcel_read_archive((struct span){archive, len}, &f));
    CHECK_INT(f.count, b->files.count);
    for (size_t i = 0; i < f.count; i++)
        CHECK(span_equal(f.list[i].path, b->list[i].path) && span_equal(f.list[i].data, b->list[i].data));
    CHECK(parcel_find(&f, "MANIFEST") && parcel_find(&f, "policy") && !parcel_find(&f, "MANIFES") && !parcel_find(&f, ""));
    parcel_done(&f);
    free(archive);
    free(b);
}

/* Whatever is not data is as the format has it: flipped, it is no archive; and no part of one is. */
TEST(an_archive_altered)
{
    struct small_bundle *b = small_bundle_new("none", true, true);
    struct parcel f;
    size_t len;
    unsigned opened = 0;
    char *archive = small_archive(b, &len);
    for (size_t i = 0; i < len; i++) {
        archive[i] = (char)((unsigned char)archive[i] ^ 0x11);
        if (parcel_read_archive((struct span){archive, len}, &f)) {
            bool in_data = false;
            for (size_t k = 0; k < f.count; k++)
                in_data |= archive + i >= f.list[k].data.at && archive + i < f.list[k].data.at + f.list[k].data.len;
            opened += !in_data;
            parcel_done(&f);
        }
        archive[i] = (char)((unsigned char)archive[i] ^ 0x11);
    }
    CHECK_INT(opened, 0);
    for (size_t part = 0; part < len; part += 7) CHECK(!parcel_read_archive((struct span){archive, part}, &f));
    free(archive);
    free(b);
}

TEST(paths)
{
    static const char *const good[] = {"a", "MANIFEST", "12.tlog-proof", "blob/0123", "exports/stix.json", "a/b/c", "_", "-x"};
    static const char *const bad[] = {"",       "/",    "/a", "a/",  "a//b", ".",   "..",      "../a",
                                      "a/../b", "a/.b", ".a", "a b", "a\\b", "a\n", "\xc3\xa9"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) CHECK(span_is_path(span_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!CHECK(!span_is_path(span_of(bad[i])))) printf("        %s\n", bad[i]);
}

TEST(the_same_path_twice)
{
    char archive[4 * PARCEL_BLOCK] = {0};
    struct parcel f;
    parcel_header(span_of("a"), 0, archive);
    parcel_header(span_of("b"), 0, archive + PARCEL_BLOCK);
    REQUIRE(parcel_read_archive((struct span){archive, sizeof archive}, &f));
    parcel_done(&f);
    parcel_header(span_of("a"), 0, archive + PARCEL_BLOCK);
    CHECK(!parcel_read_archive((struct span){archive, sizeof archive}, &f));
}

/* --- sealed files --------------------------------------------------------------------------------------------------------- */

static void receiver_lines(const char *name, uint8_t seed_octet, char public_line[160], char secret_line[160])
{
    uint8_t seed[32] = {seed_octet}, public_key[32], secret[32];
    crypto_box_seed_keypair(public_key, secret, seed);
    uint32_t id = note_key_id(span_of(name), RECEIVER_TYPE, public_key, 32);
    snprintf(public_line, 160, "custos-receiver+%s+%08x+%s\n", name, id, small_base64(public_key, 32));
    snprintf(secret_line, 160, "custos-receiver-secret+%s+%08x+%s\n", name, id, small_base64(secret, 32));
}

TEST(sealed_for_one)
{
    char line[160], secret_line[160], other_line[160], other_secret[160];
    struct receiver r, s, other;
    uint8_t secret[32], wrong[32], sealed[256] = SEALED_START;
    static const char inside[] = "what is inside";
    struct span opened;
    receiver_lines("regulator", 5, line, secret_line);
    receiver_lines("somebody", 6, other_line, other_secret);
    REQUIRE(receiver_parse(span_of(line), &r) && receiver_parse_secret(span_of(secret_line), &s, secret));
    REQUIRE(receiver_parse_secret(span_of(other_secret), &other, wrong));
    CHECK(r.id == s.id && span_is(r.name, "regulator"));
    CHECK_MEM(r.public_key, s.public_key, 32);
    size_t start = strlen(SEALED_START), len = start + sizeof inside + crypto_box_SEALBYTES;
    REQUIRE(crypto_box_seal(sealed + start, (const uint8_t *)inside, sizeof inside, r.public_key) == 0);
    REQUIRE(sealed_open((struct span){(char *)sealed, len}, &s, secret, &opened));
    CHECK(opened.len == sizeof inside && memcmp(opened.at, inside, sizeof inside) == 0);
    parcel_file_done(opened);
    CHECK(!sealed_open((struct span){(char *)sealed, len}, &other, wrong, &opened));
    for (size_t i = 0; i < len * 8; i++) {
        sealed[i / 8] ^= (uint8_t)(1U << i % 8);
        CHECK(!sealed_open((struct span){(char *)sealed, len}, &s, secret, &opened));
        sealed[i / 8] ^= (uint8_t)(1U << i % 8);
    }
    for (size_t part = 0; part < len; part++) CHECK(!sealed_open((struct span){(char *)sealed, part}, &s, secret, &opened));
}

TEST(keys_of_receivers_mangled)
{
    char line[160], secret_line[160];
    struct receiver r;
    uint8_t secret[32];
    receiver_lines("regulator", 5, line, secret_line);
    CHECK(!receiver_parse(span_of(secret_line), &r) && !receiver_parse_secret(span_of(line), &r, secret));
    for (size_t i = 0; line[i] != '\n'; i++) {
        line[i]++;
        CHECK(!receiver_parse(span_of(line), &r));
        line[i]--;
    }
    for (size_t i = 0; secret_line[i] != '\n'; i++) {
        /* X25519 ignores five bits of a secret key (RFC 7748 section 5): the same key */
        secret_line[i] = (char)(secret_line[i] + 2);
        bool parsed = receiver_parse_secret(span_of(secret_line), &r, secret);
        secret_line[i] = (char)(secret_line[i] - 2);
        uint8_t right[32];
        REQUIRE(receiver_parse_secret(span_of(secret_line), &r, right));
        if (parsed) CHECK(((secret[0] ^ right[0]) & 0xf8) == 0 && ((secret[31] ^ right[31]) & 0x3f) == 0);
    }
}
