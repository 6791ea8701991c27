/* Keys that stand in a file or a credential, in the text form of Go's sumdb/note. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "signer/key.h"
#include "verify/note.h"

enum {
    SEED = crypto_sign_SEEDBYTES,
    BLOB = 1 + SEED, /* type and seed */
    BLOB_TEXT = sodium_base64_ENCODED_LEN(BLOB, sodium_base64_VARIANT_ORIGINAL),
    LINE_MAX_LEN = SIGNER_NAME_MAX + 128
};

/* All that is secret, in memory that is locked, stands between guard pages and is wiped when it is given back. */
struct secret {
    uint8_t key[crypto_sign_SECRETKEYBYTES], blob[BLOB + 1];
    char line[LINE_MAX_LEN];
};

static struct secret *secret_new(struct fault *f)
{
    struct secret *s = sodium_malloc(sizeof *s);
    if (!s) {
        (void)fault_set(f, ERR_MEMORY, "no memory for the key");
        return NULL;
    }
    sodium_memzero(s, sizeof *s);
    if (sodium_mlock(s, sizeof *s) == 0) return s; /* sodium_malloc asks for it too, but does not say when it was refused */
    (void)fault_set(f, ERR_IO, "the key's memory cannot be locked (RLIMIT_MEMLOCK): %s", strerror(errno));
    sodium_free(s);
    return NULL;
}

static enum err sign(void *ctx, struct bytes message, uint8_t ret_signature[static 64], struct fault *f)
{
    const struct secret *s = ctx;
    if (crypto_sign_detached(ret_signature, NULL, message.data, message.len, s->key) == 0) return ERR_OK;
    return fault_set(f, ERR_IO, "libsodium refuses to sign");
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

/* PRIVATE+KEY+NAME+HEX8+BASE64; the last may hold '+' itself. */
static bool parse(struct secret *s, struct signer_key *k)
{
    struct span rest = span_of(s->line), name, hex;
    uint8_t id[4], want[4];
    size_t len = 0;
    if (!span_skip(&rest, "PRIVATE+KEY+") || !span_until(&rest, '+', &name) || !span_until(&rest, '+', &hex)) return false;
    if (!span_is_name(name) || name.len >= sizeof k->name || !span_hex(hex, id, sizeof id)) return false;
    if (!span_base64(rest, s->blob, sizeof s->blob, &len) || len != BLOB || s->blob[0] != NOTE_ED25519) return false;
    memcpy(k->name, name.at, name.len);
    k->name[name.len] = '\0';
    crypto_sign_seed_keypair(k->public_key, s->key, s->blob + 1);
    uint32_t number = note_key_id(name, NOTE_ED25519, k->public_key, sizeof k->public_key);
    for (int i = 0; i < 4; i++) want[i] = (uint8_t)(number >> (24 - 8 * i));
    return memcmp(id, want, sizeof id) == 0;
}

static enum err read_line(int fd, const char *path, struct secret *s, struct fault *f)
{
    size_t len = 0;
    ssize_t n;
    while ((n = read(fd, s->line + len, sizeof s->line - len)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0) len += (size_t)n;
    if (n < 0) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    if (len > 0 && s->line[len - 1] == '\n') len--;
    if (len == 0 || len == sizeof s->line || memchr(s->line, '\0', len))
        return fault_set(f, ERR_FORMAT, "%s: no signing key", path);
    s->line[len] = '\0';
    return ERR_OK;
}

/* Not for others, neither now nor through a link that somebody else can turn. */
static enum err check_owner(int fd, const char *path, mode_t forbidden, struct fault *f)
{
    struct stat st;
    if (fstat(fd, &st) != 0) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode)) return fault_set(f, ERR_INVALID, "%s: a signing key must be a file", path);
    if (st.st_uid != geteuid() && st.st_uid != 0)
        return fault_set(f, ERR_INVALID, "%s: the signing key belongs to another user", path);
    if (st.st_mode & forbidden)
        return fault_set(f, ERR_INVALID, "%s: others may read the signing key (mode %04o; 0600 is wanted)", path,
                         (unsigned)(st.st_mode & 07777));
    return ERR_OK;
}

static enum err open_text(const char *path, mode_t forbidden, struct signer_key *ret, struct fault *f)
{
    struct signer_key k = {.sign = sign, .close = sodium_free};
    struct secret *s = secret_new(f);
    if (!s) return ERR_MEMORY;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
    enum err err = fd < 0 ? fault_set(f, ERR_IO, "%s: %s", path, strerror(errno)) : check_owner(fd, path, forbidden, f);
    if (!err) err = read_line(fd, path, s, f);
    if (fd >= 0) close(fd);
    if (!err && !parse(s, &k)) err = fault_set(f, ERR_FORMAT, "%s: no signing key", path);
    sodium_memzero(s->line, sizeof s->line);
    sodium_memzero(s->blob, sizeof s->blob);
    if (err || sodium_mprotect_readonly(s) != 0) {
        if (!err) err = fault_set(f, ERR_IO, "the key's memory cannot be protected: %s", strerror(errno));
        sodium_free(s);
        return err;
    }
    k.ctx = s;
    *ret = k;
    return ERR_OK;
}

enum err signer_key_open_file(const char *path, struct signer_key *ret, struct fault *f)
{
    return open_text(path, S_IRWXG | S_IRWXO, ret, f);
}

/* systemd gives a service's user its credential by an access list, which shows as the group's bits. */
enum err signer_key_open_credential(const char *name, struct signer_key *ret, struct fault *f)
{
    char path[PATH_MAX];
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    if (!folder)
        return fault_set(f, ERR_INVALID, "credential:%s: systemd handed over no credentials (CREDENTIALS_DIRECTORY)", name);
    if (!*name || strchr(name, '/') || *name == '.')
        return fault_set(f, ERR_USAGE, "credential:%s: no name of a credential", name);
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return fault_set(f, ERR_LIMIT, "credential:%s: name too long", name);
    return open_text(path, S_IWGRP | S_IRWXO, ret, f);
}

/* --- making ------------------------------------------------------------------------------------------------------------- */

static void format(struct secret *s, const char *name)
{
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
    char text[BLOB_TEXT];
    s->blob[0] = NOTE_ED25519;
    randombytes_buf(s->blob + 1, SEED);
    crypto_sign_seed_keypair(public_key, s->key, s->blob + 1);
    sodium_bin2base64(text, sizeof text, s->blob, BLOB, sodium_base64_VARIANT_ORIGINAL);
    snprintf(s->line, sizeof s->line, "PRIVATE+KEY+%s+%08x+%s\n", name,
             note_key_id(span_of(name), NOTE_ED25519, public_key, sizeof public_key), text);
    sodium_memzero(text, sizeof text);
}

static bool sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) + 1 : 0;
    if (len >= sizeof folder) return false;
    memcpy(folder, path, len);
    memcpy(folder + len, ".", 2);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return done;
}

static enum err write_new(const char *path, const struct secret *s, struct fault *f)
{
    bool done = file_write(AT_FDCWD, path, bytes_of_text(s->line), O_EXCL, 0600) && sync_folder_of(path);
    return done ? ERR_OK : fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
}

enum err signer_key_create(const char *path, const char *name, struct fault *f)
{
    if (!signer_key_name_valid(name)) return fault_set(f, ERR_USAGE, "\"%s\" cannot be the name of a ledger", name);
    if (sodium_init() < 0) return fault_set(f, ERR_UNSUPPORTED, "libsodium does not start");
    struct secret *s = secret_new(f);
    if (!s) return ERR_MEMORY;
    format(s, name);
    enum err err = write_new(path, s, f);
    sodium_free(s);
    return err;
}
