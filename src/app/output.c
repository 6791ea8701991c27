#include "app/output.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

enum err output_path(const char *dir, const char *name, char ret[static OUTPUT_PATH], struct fault *f)
{
    if (snprintf(ret, OUTPUT_PATH, "%s/%s", dir, name) < OUTPUT_PATH) return ERR_OK;
    return fault_set(f, ERR_LIMIT, "%.200s...: the path is too long", dir);
}

enum err output_folder(const char *path, struct fault *f)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return ERR_OK;
    return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
}

FILE *output_open(const char *path, struct fault *f)
{
    FILE *out = fopen(path, "wbe");
    if (!out) fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    return out;
}

enum err output_close(FILE *out, const char *path, struct fault *f)
{
    bool failed = fflush(out) != 0 || ferror(out);
    int cause = errno;
    if (fclose(out) != 0 && !failed) {
        failed = true;
        cause = errno;
    }
    return failed ? fault_set(f, ERR_IO, "%s: %s", path, strerror(cause)) : ERR_OK;
}
