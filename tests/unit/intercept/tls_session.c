/* Recorded sessions come out in clear, whole, whatever happened to their segments; without fitting secrets nothing comes out. */
#include "intercept/tls_session.h"

#include "intercept/tls_crypt.h"
#include "tls_sessions.h"

static struct played played;
static struct heard heard;
static struct tls_secret_store *secrets;
static struct tls_tracker *tracker;

static void open_tracker(const char *name)
{
    static const struct tls_limits limits = {.memory_bytes = 1 << 20};
    played_read(name, &played);
    heard = (struct heard){.mark_all = true};
    secrets = played_secrets(&played);
    tracker = tls_tracker_new(&limits, secrets, on_heard, &heard);
    ENSURE(tracker);
}

static void close_tracker(void)
{
    tls_tracker_free(tracker);
    tls_secret_store_free(secrets);
}

static void send_syns(void)
{
    for (int end = 0; end < 2; end++) {
        struct tcp_segment g = played_segment(end, (size_t)-1, bytes_of(NULL, 0));
        g.flags = TCP_SYN;
        CHECK(tls_tracker_segment(tracker, &g));
    }
}

/* Everything in segments of at most `size` bytes, but not bytes [from, to) of the client. Returns how many segments were
 * declined. */
static unsigned play(size_t size, size_t from, size_t to)
{
    size_t at[2] = {0};
    unsigned declined = 0;
    for (size_t i = 0; i < played.chunks; i++) {
        int end = played.chunk[i].end;
        struct bytes b = bytes_of(played.bytes + played.chunk[i].at, played.chunk[i].len);
        while (b.len) {
            size_t n = b.len < size ? b.len : size;
            if (end == PLAYED_CLIENT && at[end] < from && at[end] + n > from) n = from - at[end];
            struct tcp_segment g = played_segment(end, at[end], bytes_slice(b, 0, n));
            if (end == PLAYED_SERVER || at[end] < from || at[end] >= to) declined += !tls_tracker_segment(tracker, &g);
            b = bytes_slice(b, n, SIZE_MAX);
            at[end] += n;
        }
    }
    tls_tracker_flush(tracker);
    return declined;
}

static void check_heard_all(void)
{
    for (int end = 0; end < 2; end++) {
        CHECK_INT(heard.len[end], played.clear_len[end]);
        if (heard.len[end] == played.clear_len[end]) CHECK_MEM(heard.clear[end], played.clear[end], heard.len[end]);
        CHECK_INT(heard.lost[end], 0);
    }
    CHECK_INT(tls_tracker_counts(tracker)->bytes, played.clear_len[0] + played.clear_len[1]);
    CHECK_INT(tls_tracker_counts(tracker)->missed_bytes, 0);
    CHECK_INT(tls_secrets_use(secrets, played.secret[0].random), TLS_SECRETS_FIT);
}

static const char *const sessions[] = {"tls13-aes-128-gcm-sha256",
                                       "tls13-aes-256-gcm-sha384",
                                       "tls13-chacha20-poly1305-sha256",
                                       "tls13-aes-128-ccm-sha256",
                                       "tls13-aes-128-ccm-8-sha256",
                                       "tls12-aes128-gcm-sha256",
                                       "tls12-aes256-gcm-sha384",
                                       "tls12-chacha20-poly1305",
                                       "tls12-aes128-ccm",
                                       "tls12-aes256-ccm8",
                                       "tls13-key-update",
                                       "tls13-resumed",
                                       "tls13-retry",
                                       "tls12-resumed-ticket",
                                       "tls12-resumed-session-id"};

TEST(each_suite_update_and_resumption)
{
    static const size_t sizes[] = {16384, 1400, 61, 1};
    for (size_t i = 0; i < ARRAY_LEN(sessions); i++) {
        for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
            open_tracker(sessions[i]);
            send_syns();
            CHECK_INT(play(sizes[k], SIZE_MAX, SIZE_MAX), 0);
            check_heard_all();
            close_tracker();
        }
    }
}

/* Segments in any order: here each direction's turned round in windows, and the server's before the client's. */
TEST(out_of_order_capture)
{
    for (size_t i = 0; i < ARRAY_LEN(sessions); i++) {
        static struct tcp_segment list[CHUNKS_MAX];
        size_t count = 0, at[2] = {0};
        open_tracker(sessions[i]);
        send_syns();
        for (size_t k = 0; k < played.chunks; k++) {
            int end = played.chunk[k].end;
            for (size_t n, off = 0; off < played.chunk[k].len; off += n) {
                n = played.chunk[k].len - off < 97 ? played.chunk[k].len - off : 97;
                REQUIRE(count < CHUNKS_MAX);
                list[count++] = played_segment(end, at[end], bytes_of(played.bytes + played.chunk[k].at + off, n));
                at[end] += n;
            }
        }
        for (size_t from = 0; from < count; from += 16) {
            size_t n = count - from < 16 ? count - from : 16;
            for (size_t k = n; k-- > 0;) CHECK(tls_tracker_segment(tracker, &list[from + k]));
        }
        tls_tracker_flush(tracker);
        check_heard_all();
        close_tracker();
    }
}

static bool ends_with(int end, size_t len)
{
    return heard.len[end] >= len &&
           memcmp(heard.clear[end] + heard.len[end] - len, played.clear[end] + played.clear_len[end] - len, len) == 0;
}

/* Where the client's first record of application data after its first `skip` ones starts, behind `ret_len` bytes. */
static size_t application_record(size_t skip, size_t *ret_len)
{
    size_t at = 0;
    for (size_t i = 0; i < played.chunks; i++) {
        struct bytes b = bytes_of(played.bytes + played.chunk[i].at, played.chunk[i].len);
        if (played.chunk[i].end != PLAYED_CLIENT) continue;
        while (b.len) {
            size_t len;
            ENSURE(tls_record(b, &len));
            len += TLS_HEADER_LEN;
            if (b.data[0] == TLS_APPLICATION && len != 79 && len > 100 && skip-- == 0) {
                *ret_len = len;
                return at;
            }
            at += len;
            b = bytes_slice(b, len, SIZE_MAX);
        }
    }
    ENSURE(!"such a record");
    return 0;
}

/* A gap loses the records that it touches and no other; how much is missing in clear is told to the byte. */
TEST(a_gap_is_found_behind)
{
    for (size_t i = 0; i < ARRAY_LEN(sessions); i++) {
        if (strstr(sessions[i], "update")) continue;
        size_t len, overhead = 0;
        open_tracker(sessions[i]);
        size_t at = application_record(1, &len);
        close_tracker();
        const size_t cuts[][2] = {{0, len}, {0, 1}, {0, len - 1}, {3, len}, {7, 9}, {len - 1, len}, {1, len - 1}};
        for (size_t k = 0; k < ARRAY_LEN(cuts); k++) {
            open_tracker(sessions[i]);
            send_syns();
            (void)play(1400, at + cuts[k][0], at + cuts[k][1]);
            size_t gone = played.clear_len[0] - heard.len[0];
            overhead = len - gone;
            CHECK(gone > 0 && overhead > 5 && overhead < 40);
            CHECK_INT(heard.lost[0], gone);
            CHECK(ends_with(PLAYED_CLIENT, 60));
            CHECK_INT(heard.len[1], played.clear_len[1]);
            CHECK_INT(tls_tracker_counts(tracker)->missed_bytes, len);
            close_tracker();
        }
    }
}

/* The KeyUpdate message itself is lost: the next key is found all the same. */
TEST(a_lost_key_update)
{
    size_t second, third, len;
    open_tracker("tls13-key-update");
    second = application_record(0, &len);
    third = application_record(1, &third);
    send_syns();
    (void)play(1400, second + len, third);
    CHECK_INT(heard.len[0], played.clear_len[0]);
    CHECK_INT(heard.len[1], played.clear_len[1]);
    close_tracker();
}

TEST(only_traffic_secrets_will_do)
{
    open_tracker("tls13-aes-256-gcm-sha384");
    tls_tracker_free(tracker);
    tls_secret_store_free(secrets);
    for (size_t i = 0; i < played.secrets; i++)
        if (strstr(played.secret[i].label, "HANDSHAKE")) played.secret[i].label[0] = 'X';
    secrets = played_secrets(&played);
    tracker = tls_tracker_new(&(struct tls_limits){0}, secrets, on_heard, &heard);
    REQUIRE(tracker);
    send_syns();
    CHECK_INT(play(500, SIZE_MAX, SIZE_MAX), 0);
    check_heard_all();
    close_tracker();
}

static void check_silence(unsigned declined)
{
    CHECK(declined > 0);
    CHECK_INT(heard.len[0] + heard.len[1], 0);
    CHECK_INT(tls_tracker_counts(tracker)->records, 0);
    CHECK(tls_secrets_use(secrets, played.secret[0].random) != TLS_SECRETS_FIT);
}

TEST(no_secrets_no_words)
{
    for (size_t i = 0; i < ARRAY_LEN(sessions); i++) {
        open_tracker(sessions[i]);
        tls_tracker_free(tracker);
        tls_secret_store_free(secrets);
        secrets = tls_secret_store_new();
        tracker = tls_tracker_new(&(struct tls_limits){0}, secrets, on_heard, &heard);
        REQUIRE(secrets && tracker);
        send_syns();
        check_silence(play(1400, SIZE_MAX, SIZE_MAX));
        CHECK_INT(tls_secrets_use(secrets, played.secret[0].random), TLS_SECRETS_NONE);
        close_tracker();
    }
}

TEST(wrong_secrets_open_nothing)
{
    for (size_t i = 0; i < ARRAY_LEN(sessions); i++) {
        open_tracker(sessions[i]);
        tls_tracker_free(tracker);
        tls_secret_store_free(secrets);
        for (size_t k = 0; k < played.secrets; k++) played.secret[k].secret[5] ^= 1;
        secrets = played_secrets(&played);
        tracker = tls_tracker_new(&(struct tls_limits){0}, secrets, on_heard, &heard);
        REQUIRE(tracker);
        send_syns();
        (void)play(1400, SIZE_MAX, SIZE_MAX);
        check_silence(1);
        CHECK_INT(tls_secrets_use(secrets, played.secret[0].random), TLS_SECRETS_UNFIT);
        close_tracker();
    }
}

TEST(a_suite_without_aead_is_declined)
{
    open_tracker("tls12-cbc");
    send_syns();
    check_silence(play(1400, SIZE_MAX, SIZE_MAX));
    close_tracker();
}

TEST(what_is_no_tls_is_declined_at_once)
{
    static const uint8_t other[] = "GET / HTTP/1.1\r\n";
    open_tracker(sessions[0]);
    struct tcp_segment g = played_segment(0, 0, bytes_of(other, sizeof other - 1));
    CHECK(!tls_tracker_segment(tracker, &g));
    close_tracker();
}

/* The same ports once more: another session, with its own keys. */
TEST(ports_used_again)
{
    open_tracker(sessions[0]);
    send_syns();
    CHECK_INT(play(1400, SIZE_MAX, SIZE_MAX), 0);
    size_t first[2] = {heard.len[0], heard.len[1]};
    played_read(sessions[5], &played);
    for (size_t i = 0; i < played.secrets; i++)
        CHECK(tls_secret_store_add(secrets, bytes_of_text(played.secret[i].label), played.secret[i].random,
                                   bytes_of(played.secret[i].secret, played.secret[i].len)));
    size_t at[2] = {90000, 90000};
    for (int end = 0; end < 2; end++) {
        struct tcp_segment g = played_segment(end, at[end] - 1, bytes_of(NULL, 0));
        g.flags = TCP_SYN;
        CHECK(tls_tracker_segment(tracker, &g));
    }
    for (size_t i = 0; i < played.chunks; i++) {
        int end = played.chunk[i].end;
        struct tcp_segment g = played_segment(end, at[end], bytes_of(played.bytes + played.chunk[i].at, played.chunk[i].len));
        CHECK(tls_tracker_segment(tracker, &g));
        at[end] += played.chunk[i].len;
    }
    for (int end = 0; end < 2; end++) {
        CHECK_INT(heard.len[end] - first[end], played.clear_len[end]);
        CHECK(ends_with(end, played.clear_len[end]));
    }
    close_tracker();
}

/* RFC 8448 cl. 3: the server's application key and the record by which it acknowledges. */
TEST(a_published_trace)
{
    static const uint8_t secret[] = {0xa1, 0x1a, 0xf9, 0xf0, 0x55, 0x31, 0xf8, 0x56, 0xad, 0x47, 0x11,
                                     0x6b, 0x45, 0xa9, 0x50, 0x32, 0x82, 0x04, 0xb4, 0xf4, 0x4b, 0xfb,
                                     0x6b, 0x3a, 0x4b, 0x4f, 0x1f, 0x3f, 0xcb, 0x63, 0x16, 0x43};
    static const uint8_t key[] = {0x9f, 0x02, 0x28, 0x3b, 0x6c, 0x9c, 0x07, 0xef, 0xc2, 0x6b, 0xb9, 0xf2, 0xac, 0x92, 0xe3, 0x56};
    static const uint8_t iv[] = {0xcf, 0x78, 0x2b, 0x88, 0xdd, 0x83, 0x54, 0x9a, 0xad, 0xf1, 0xe9, 0x84};
    struct tls_key k = {0};
    REQUIRE(tls_key_13(&k, tls_suite(0x1301), bytes_of(secret, sizeof secret)));
    CHECK_MEM(k.key, key, sizeof key);
    CHECK_MEM(k.iv, iv, sizeof iv);
    tls_key_done(&k);
    CHECK(k.cipher == NULL && k.key[0] == 0);
}

TEST(a_store_has_a_bound)
{
    uint8_t random[TLS_RANDOM_LEN] = {0}, secret[TLS_SECRET_MAX] = {1};
    struct tls_secret_store *s = tls_secret_store_new();
    struct tls_secrets got;
    REQUIRE(s);
    CHECK(tls_secret_store_empty(s));
    CHECK(tls_secret_store_add(s, bytes_of_text("EXPORTER_SECRET"), random, bytes_of(secret, 32)));
    CHECK(tls_secret_store_empty(s));
    for (uint32_t i = 0; i < TLS_SECRETS_MAX; i++) {
        memcpy(random, &i, sizeof i);
        secret[1] = (uint8_t)i;
        if (!tls_secret_store_add(s, bytes_of_text("CLIENT_RANDOM"), random, bytes_of(secret, sizeof secret))) CHECK(false);
    }
    REQUIRE(tls_secrets_of(s, random, &got));
    CHECK_INT(got.secret[TLS_MASTER][1], (uint8_t)(TLS_SECRETS_MAX - 1));
    CHECK_INT(got.len[TLS_CLIENT_TRAFFIC], 0);
    random[31] = 1;
    CHECK(!tls_secret_store_add(s, bytes_of_text("CLIENT_RANDOM"), random, bytes_of(secret, sizeof secret)));
    CHECK(!tls_secrets_of(s, random, &got));
    tls_secret_store_free(s);
}
