#include "app/people_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"
#include "register/file.h"

/* --- manifest ------------------------------------------------------------------------------------------------------------- */

static enum err read_manifest(const char *path, const char *override, struct arena *a, struct manifest *ret, struct fault *f)
{
    struct manifest m;
    struct bytes text;
    enum err err = register_file_read(path, &text, f);
    if (err) return err;
    err = manifest_read(text, path, a, &m, f);
    register_file_done(&text);
    if (!err) err = manifest_allowed(&m, path, override, f);
    if (err) return err;
    if (m.leaked) fprintf(stderr, "custos: %s: origin: \"%s\": used all the same: %s\n", path, m.origin, override);
    *ret = m;
    return ERR_OK;
}

#define MANIFEST_WANTED                                                                                                          \
    "it must say \"origin: ...\" (where the corpus is from), \"lawful_basis: ...\" (by what right it is looked at) and "         \
    "\"retention: ...\" (until when it is kept)"

/* The first of the places where it may be; false: none is there. */
static bool find_manifest(const char *input, const char *folder, char path[static PATH_MAX])
{
    static const char *const names[] = {"manifest.yaml", "manifest.yml", "manifest.json"};
    if (snprintf(path, PATH_MAX, "%s.manifest.yaml", input) < PATH_MAX && access(path, F_OK) == 0) return true;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (snprintf(path, PATH_MAX, "%s/%s", folder, names[i]) < PATH_MAX && access(path, F_OK) == 0) return true;
    return false;
}

/* Of a folder itself, of a file the one that it is in. */
static void folder_of(const char *input, char ret[static PATH_MAX])
{
    struct stat st;
    const char *slash = strrchr(input, '/');
    bool folder = stat(input, &st) == 0 && S_ISDIR(st.st_mode);
    snprintf(ret, PATH_MAX, "%.*s", folder ? PATH_MAX - 1 : slash ? (int)(slash - input) : 1, folder || slash ? input : ".");
    if (!*ret) memcpy(ret, "/", 2);
}

enum err people_manifest(const char *input, const char *given, const char *override, struct arena *a, struct manifest *ret,
                         struct fault *f)
{
    char path[PATH_MAX], folder[PATH_MAX];
    if (given) return read_manifest(given, override, a, ret, f);
    if (strcmp(input, "-") == 0) return fault_set(f, ERR_USAGE, "standard input needs --manifest FILE: " MANIFEST_WANTED);
    folder_of(input, folder);
    if (find_manifest(input, folder, path)) return read_manifest(path, override, a, ret, f);
    return fault_set(f, ERR_USAGE,
                     "%.80s has no manifest: neither --manifest nor %.80s.manifest.yaml nor manifest.yaml, .yml or .json in "
                     "%.80s; " MANIFEST_WANTED,
                     input, input, folder);
}

/* --- key ------------------------------------------------------------------------------------------------------------------ */

enum { KEY_DIGITS = 2 * PSEUDONYM_KEY };

static enum err default_path(char ret[static PATH_MAX], struct fault *f)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    bool given = state && *state == '/'; /* XDG Base Directory Specification: relative ones are ignored */
    if (!given && (!home || !*home)) return fault_set(f, ERR_USAGE, "--key is wanted: neither XDG_STATE_HOME nor HOME is set");
    int len = snprintf(ret, PATH_MAX, "%s%s/custos/people.key", given ? state : home, given ? "" : "/.local/state");
    return len < PATH_MAX ? ERR_OK : fault_set(f, ERR_LIMIT, "the path of the key of pseudonyms is too long; give --key");
}

/* Every folder above the file that is not there. */
static void make_folders(const char *path)
{
    char folder[PATH_MAX];
    for (const char *c = strchr(path + 1, '/'); c; c = strchr(c + 1, '/')) {
        snprintf(folder, sizeof folder, "%.*s", (int)(c - path), path);
        (void)mkdir(folder, 0700); /* what fails is seen when the file is made */
    }
}

static enum err check_owner(int fd, const char *path, struct fault *f)
{
    struct stat st;
    if (fstat(fd, &st) != 0) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode)) return fault_set(f, ERR_INVALID, "%s: the key of pseudonyms must be a file", path);
    if (st.st_uid != geteuid() && st.st_uid != 0)
        return fault_set(f, ERR_INVALID, "%s: the key of pseudonyms belongs to another user", path);
    if (st.st_mode & (S_IRWXG | S_IRWXO))
        return fault_set(f, ERR_INVALID, "%s: others may read the key of pseudonyms (mode %04o; 0600 is wanted)", path,
                         (unsigned)(st.st_mode & 07777));
    return ERR_OK;
}

static enum err parse_key(const char *text, size_t len, const char *path, struct pseudonym_key *ret, struct fault *f)
{
    if (len && text[len - 1] == '\n') len--;
    if (len != KEY_DIGITS) return fault_set(f, ERR_FORMAT, "%s: a key of pseudonyms is one line of 64 hexadecimal digits", path);
    for (size_t i = 0; i < PSEUDONYM_KEY; i++) {
        int octet = hex_octet(text + 2 * i);
        if (octet < 0) return fault_set(f, ERR_FORMAT, "%s: a key of pseudonyms is one line of 64 hexadecimal digits", path);
        ret->octets[i] = (uint8_t)octet;
    }
    return ERR_OK;
}

static enum err read_key(int fd, const char *path, struct pseudonym_key *ret, struct fault *f)
{
    char text[KEY_DIGITS + 2]; /* one octet more than a key has */
    struct pseudonym_key key;
    enum err err = check_owner(fd, path, f);
    if (err) return err;
    ssize_t len = read(fd, text, sizeof text);
    err = len < 0 ? fault_set(f, ERR_IO, "%s: %s", path, strerror(errno)) : parse_key(text, (size_t)len, path, &key, f);
    if (!err) *ret = key;
    explicit_bzero(text, sizeof text);
    people_key_done(&key);
    return err;
}

static enum err make_key(const char *path, struct pseudonym_key *ret, struct fault *f)
{
    struct pseudonym_key key;
    char text[KEY_DIGITS + 2];
    if (getrandom(key.octets, sizeof key.octets, 0) != sizeof key.octets)
        return fault_set(f, ERR_IO, "no random octets from the system");
    hex_text(key.octets, sizeof key.octets, text);
    memcpy(text + KEY_DIGITS, "\n", 2);
    bool made = file_write(AT_FDCWD, path, bytes_of(text, KEY_DIGITS + 1), O_EXCL, 0600);
    explicit_bzero(text, sizeof text);
    if (made) *ret = key;
    people_key_done(&key);
    if (!made) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    fprintf(
        stderr,
        "custos: made the key of pseudonyms %s: with it the same people get the same pseudonyms again, and can be found again\n",
        path);
    return ERR_OK;
}

static enum err open_key(const char *path, bool make, struct pseudonym_key *ret, struct fault *f)
{
    char standard[PATH_MAX];
    if (!path) {
        enum err err = default_path(standard, f);
        if (err) return err;
        if (make) make_folders(standard);
        path = standard;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT && make) return make_key(path, ret, f);
    if (fd < 0) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    enum err err = read_key(fd, path, ret, f);
    close(fd);
    return err;
}

enum err people_key(const char *path, struct pseudonym_key *ret, struct fault *f)
{
    return open_key(path, true, ret, f);
}

enum err people_key_known(const char *path, struct pseudonym_key *ret, struct fault *f)
{
    return open_key(path, false, ret, f);
}

void people_key_done(struct pseudonym_key *k)
{
    explicit_bzero(k, sizeof *k);
}

/* --- lists ---------------------------------------------------------------------------------------------------------------- */

enum err people_erasures(const char *path, struct arena *a, struct erasures *ret, struct fault *f)
{
    struct bytes text = {0};
    enum err err = path ? register_file_read(path, &text, f) : ERR_OK;
    if (!err) err = erasures_read(text, path, a, ret, f);
    register_file_done(&text);
    return err;
}

enum err people_corrections(const char *path, struct arena *a, struct corrections *ret, struct fault *f)
{
    struct bytes text = {0};
    enum err err = path ? register_file_read(path, &text, f) : ERR_OK;
    if (!err) err = corrections_read(text, path, a, ret, f);
    register_file_done(&text);
    return err;
}

/* A last line without its end would run into the next. */
static bool ends_in_line(int fd)
{
    char last = '\n';
    off_t size = lseek(fd, 0, SEEK_END);
    return size <= 0 || (pread(fd, &last, 1, size - 1) == 1 && last == '\n');
}

static bool write_line(int fd, struct bytes line)
{
    bool done = ends_in_line(fd) || write(fd, "\n", 1) == 1;
    return done && write(fd, line.data, line.len) == (ssize_t)line.len && fsync(fd) == 0;
}

/* A file that was just made is lost with its folder's entry. */
static bool sync_folder(const char *path)
{
    char folder[PATH_MAX];
    folder_of(path, folder);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return done;
}

enum err people_append(const char *path, struct bytes line, struct fault *f)
{
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);
    if (fd < 0) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    bool done = write_line(fd, line) && sync_folder(path);
    int cause = errno;
    done = close(fd) == 0 && done;
    return done ? ERR_OK : fault_set(f, ERR_IO, "%s: %s", path, strerror(cause));
}
