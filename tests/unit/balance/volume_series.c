#include "balance/volume.h"

#include "base/clock.h"
#include "check.h"

static struct volume v;

/* A subscriber's bursts, and a conversation that repeats them 40 ms later at half the size. */
static uint32_t follow(int64_t start_ns)
{
    struct ip_addr addr = {.family = 4, .bytes = {10, 45, 0, 7}};
    uint32_t subject = volume_subject(&v, 0, &addr), candidate = volume_candidate(&v, 0);
    uint32_t random = 12345;
    for (int64_t t = start_ns; t < start_ns + 40 * CLOCK_SECOND;) {
        random = random * 1664525u + 1013904223u;
        uint32_t bytes = 300 + (random >> 22);
        for (unsigned i = 0; i < 4; i++, t += 3000000) {
            volume_entered(&v, subject, true, t, 1, bytes);
            activity_add(&v.candidates, candidate - 1, t + 40000000, 1, bytes / 2);
        }
        t += (int64_t)(random >> 12) * 600;
    }
    return candidate;
}

TEST(curves_of_a_copy_lie_over_each_other)
{
    REQUIRE(volume_init(&v, 4 << 20));
    uint32_t candidate = follow(1795303013 * CLOCK_SECOND), other = volume_candidate(&v, 0);
    CHECK(volume_series_of(&v, candidate) == NULL);
    volume_turn(&v, 1795303060 * CLOCK_SECOND, true);
    const struct volume_series *s = volume_series_of(&v, candidate);
    const struct correlate_result *r = correlate_result(v.correlate, candidate - 1);
    CHECK_INT(r->verdict, CORRELATE_COPY);
    REQUIRE(s != NULL);
    CHECK(s->points > 80 && s->points <= VOLUME_SERIES_POINTS);
    uint64_t entered = 0, left = 0, apart = 0;
    for (uint32_t i = 0; i < s->points; i++) {
        uint64_t half = s->entered[i] / 2;
        entered += s->entered[i];
        left += s->left[i];
        apart += half > s->left[i] ? half - s->left[i] : s->left[i] - half;
    }
    CHECK_INT(left, r->bytes);
    CHECK(left > 0 && entered / 2 > left - left / 20 && entered / 2 < left + left / 20);
    CHECK(apart < left / 10);
    CHECK(volume_series_of(&v, other) == NULL);
    volume_done(&v);
}

TEST(places_are_bounded)
{
    static struct volume_series list[VOLUME_SERIES_KEPT];
    for (uint32_t i = 1; i <= VOLUME_SERIES_KEPT; i++) {
        struct volume_series *s = volume_series_place(list, i);
        REQUIRE(s != NULL);
        s->candidate = i;
    }
    CHECK(volume_series_place(list, VOLUME_SERIES_KEPT + 1) == NULL);
    CHECK(volume_series_place(list, 3) == &list[2]);
}
