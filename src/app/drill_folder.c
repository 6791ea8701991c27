#include "app/drill_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/output.h"
#include "capture/pcapng_writer.h"

enum { FILE_BUFFER = 1 << 20, SNAP_BYTES = 262144 };

const char drill_capture_name[] = "capture.pcapng", drill_network_name[] = "network.yaml",
           drill_warrants_name[] = "warrants.yaml", drill_truth_name[] = "truth.json", drill_secrets_name[] = "keylog.txt";
const char drill_corpus_name[] = "corpus.jsonl", drill_manifest_name[] = "manifest.yaml",
           drill_organisations_name[] = "organisations.csv";

enum err drill_open_file(const char *directory, const char *name, FILE **ret, struct fault *f)
{
    char path[OUTPUT_PATH];
    enum err err = output_path(directory, name, path, f);
    if (err) return err;
    FILE *out = fopen(path, "wxe");
    if (!out) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    *ret = out;
    return ERR_OK;
}

enum err drill_close_file(FILE *out, const char *directory, const char *name, struct fault *f)
{
    char path[OUTPUT_PATH];
    return output_close(out, output_path(directory, name, path, NULL) == ERR_OK ? path : name, f);
}

/* A capture as it is written. */
struct recording {
    struct pcapng_writer writer;
    uint32_t snap;
};

static void write_interface(void *ctx, const char *name, uint16_t link_type)
{
    struct recording *r = ctx;
    (void)pcapng_writer_interface(&r->writer, link_type, r->snap, name);
}

static void write_frame(void *ctx, uint32_t interface, int64_t time_ns, enum frame_direction direction, const uint8_t *data,
                        size_t len)
{
    struct recording *r = ctx;
    uint32_t kept = len < r->snap ? (uint32_t)len : r->snap;
    pcapng_writer_packet(&r->writer, interface, time_ns, data, kept, (uint32_t)len, (uint8_t)direction, NULL);
}

static enum err write_capture(const struct scenario *s, const struct drill_options *o, const char *directory, struct truth *ret,
                              struct fault *f)
{
    FILE *out = NULL;
    enum err err = drill_open_file(directory, drill_capture_name, &out, f);
    if (err) return err;
    struct recording recording = {.snap = drill_snap(s, o) ? drill_snap(s, o) : SNAP_BYTES};
    struct drill_sink sink = {&recording, write_interface, write_frame};
    (void)setvbuf(out, NULL, _IOFBF, FILE_BUFFER);
    pcapng_writer_begin(&recording.writer, out, "custos drill", "Synthetic: no packet of this capture was ever on a wire.");
    drill_play(s, o, &sink, ret);
    return drill_close_file(out, directory, drill_capture_name, f);
}

static enum err write_papers(const struct scenario *s, const struct drill_options *o, const struct truth *t,
                             const char *directory, struct fault *f)
{
    FILE *out = NULL;
    enum err err = drill_open_file(directory, drill_network_name, &out, f);
    if (err) return err;
    drill_write_network(s, o, out);
    err = drill_close_file(out, directory, drill_network_name, f);
    if (!err) err = drill_open_file(directory, drill_warrants_name, &out, f);
    if (err) return err;
    drill_write_warrants(s, o, out);
    err = drill_close_file(out, directory, drill_warrants_name, f);
    if (!err && drill_has_secrets(s)) {
        err = drill_open_file(directory, drill_secrets_name, &out, f);
        if (err) return err;
        drill_write_secrets(s, o, out);
        err = drill_close_file(out, directory, drill_secrets_name, f);
    }
    if (!err) err = drill_open_file(directory, drill_truth_name, &out, f);
    if (err) return err;
    truth_write(t, drill_capture_name, out);
    return drill_close_file(out, directory, drill_truth_name, f);
}

enum err drill_write_folder(const struct scenario *s, const struct drill_options *o, const char *directory, struct truth *ret,
                            struct fault *f)
{
    enum err err = write_capture(s, o, directory, ret, f);
    return err ? err : write_papers(s, o, ret, directory, f);
}

/* A new folder, or one that is there and empty. */
enum err drill_take_directory(const char *path, struct fault *f)
{
    if (mkdir(path, 0777) == 0) return ERR_OK;
    DIR *d = errno == EEXIST ? opendir(path) : NULL;
    if (!d) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    const struct dirent *e;
    bool empty = true;
    while ((e = readdir(d)))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) empty = false;
    closedir(d);
    return empty ? ERR_OK : fault_set(f, ERR_INVALID, "%s: the folder is not empty", path);
}

void drill_remove_folder(const char *directory)
{
    static const char *const names[] = {drill_capture_name, drill_network_name, drill_warrants_name, drill_truth_name,
                                        drill_secrets_name, drill_corpus_name,  drill_manifest_name, drill_organisations_name};
    char path[OUTPUT_PATH];
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (output_path(directory, names[i], path, NULL) == ERR_OK) (void)unlink(path);
    (void)rmdir(directory);
}
