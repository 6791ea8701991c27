#include "intercept/tls_secrets.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/random.h>
#include <xxhash.h>

enum { FIRST_SLOTS = 64 };

struct slot {
    bool used, fit;
    uint8_t random[TLS_RANDOM_LEN];
    struct tls_secrets secrets;
};

/* Open addressing: at most half of the slots are used, and the seed is secret, since whoever made a capture also chose the
 * randoms in its secrets blocks. */
struct tls_secret_store {
    pthread_mutex_t lock;
    _Atomic size_t count;
    struct slot *slots; /* owned */
    size_t size;        /* power of two */
    uint64_t seed;
};

static void drop_slots(struct slot *slots, size_t count)
{
    if (slots) explicit_bzero(slots, count * sizeof *slots);
    free(slots);
}

struct tls_secret_store *tls_secret_store_new(void)
{
    struct tls_secret_store *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    if (getrandom(&s->seed, sizeof s->seed, 0) != (ssize_t)sizeof s->seed || pthread_mutex_init(&s->lock, NULL) != 0) {
        free(s);
        return NULL;
    }
    return s;
}

void tls_secret_store_free(struct tls_secret_store *s)
{
    if (!s) return;
    drop_slots(s->slots, s->size);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

bool tls_secret_store_empty(const struct tls_secret_store *s)
{
    return atomic_load_explicit(&s->count, memory_order_relaxed) == 0;
}

/* The slot of that random, or the free one where it belongs. */
static struct slot *place_of(const struct tls_secret_store *s, const uint8_t *random)
{
    size_t i = (size_t)XXH3_64bits_withSeed(random, TLS_RANDOM_LEN, s->seed) & (s->size - 1);
    while (s->slots[i].used && memcmp(s->slots[i].random, random, TLS_RANDOM_LEN) != 0) i = (i + 1) & (s->size - 1);
    return &s->slots[i];
}

static bool grow(struct tls_secret_store *s)
{
    struct slot *old = s->slots;
    size_t old_size = s->size, size = old_size ? old_size * 2 : FIRST_SLOTS;
    struct slot *slots = size <= 2 * (size_t)TLS_SECRETS_MAX ? calloc(size, sizeof *slots) : NULL;
    if (!slots) return false;
    s->slots = slots;
    s->size = size;
    for (size_t i = 0; i < old_size; i++)
        if (old[i].used) *place_of(s, old[i].random) = old[i];
    drop_slots(old, old_size);
    return true;
}

static int kind_of(struct bytes label)
{
    static const char *const labels[TLS_SECRET_KINDS] = {
        [TLS_MASTER] = "CLIENT_RANDOM",
        [TLS_CLIENT_HANDSHAKE] = "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        [TLS_SERVER_HANDSHAKE] = "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        [TLS_CLIENT_TRAFFIC] = "CLIENT_TRAFFIC_SECRET_0",
        [TLS_SERVER_TRAFFIC] = "SERVER_TRAFFIC_SECRET_0",
    };
    for (int i = 0; i < TLS_SECRET_KINDS; i++)
        if (bytes_equal(label, bytes_of_text(labels[i]))) return i;
    return -1;
}

static bool add_locked(struct tls_secret_store *s, int kind, const uint8_t *random, struct bytes secret)
{
    struct slot *slot = s->size ? place_of(s, random) : NULL;
    if (!slot || !slot->used) {
        if (s->count * 2 >= s->size && !grow(s)) return false;
        slot = place_of(s, random);
        slot->used = true;
        memcpy(slot->random, random, TLS_RANDOM_LEN);
        s->count++;
    }
    if (slot->secrets.len[kind]) return true;
    memcpy(slot->secrets.secret[kind], secret.data, secret.len);
    slot->secrets.len[kind] = (uint8_t)secret.len;
    return true;
}

bool tls_secret_store_add(struct tls_secret_store *s, struct bytes label, const uint8_t client_random[static TLS_RANDOM_LEN],
                          struct bytes secret)
{
    int kind = kind_of(label);
    if (kind < 0 || (secret.len != 32 && secret.len != TLS_SECRET_MAX)) return true;
    if (kind == TLS_MASTER && secret.len != TLS_SECRET_MAX) return true;
    pthread_mutex_lock(&s->lock);
    bool added = add_locked(s, kind, client_random, secret);
    pthread_mutex_unlock(&s->lock);
    return added;
}

bool tls_secrets_of(struct tls_secret_store *s, const uint8_t client_random[static TLS_RANDOM_LEN], struct tls_secrets *ret)
{
    pthread_mutex_lock(&s->lock);
    const struct slot *slot = s->size ? place_of(s, client_random) : NULL;
    bool known = slot && slot->used;
    if (known) *ret = slot->secrets;
    pthread_mutex_unlock(&s->lock);
    return known;
}

void tls_secrets_fit(struct tls_secret_store *s, const uint8_t client_random[static TLS_RANDOM_LEN])
{
    pthread_mutex_lock(&s->lock);
    if (s->size) place_of(s, client_random)->fit = true;
    pthread_mutex_unlock(&s->lock);
}

enum tls_secret_use tls_secrets_use(struct tls_secret_store *s, const uint8_t client_random[static TLS_RANDOM_LEN])
{
    pthread_mutex_lock(&s->lock);
    const struct slot *slot = s->size ? place_of(s, client_random) : NULL;
    enum tls_secret_use use = !slot || !slot->used ? TLS_SECRETS_NONE : slot->fit ? TLS_SECRETS_FIT : TLS_SECRETS_UNFIT;
    pthread_mutex_unlock(&s->lock);
    return use;
}
