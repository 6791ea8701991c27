/* Runs a fuzz target over every file of the folders named on the command line: the corpus as an ordinary test. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) return 0;
    fseek(f, 0, SEEK_END);
    long len = ftell(f);
    rewind(f);
    /* an exact-size heap block, so that the sanitizer sees a read one past the end */
    uint8_t *data = malloc(len > 0 ? (size_t)len : 1);
    size_t got = data && len > 0 ? fread(data, 1, (size_t)len, f) : 0;
    fclose(f);
    if (data) LLVMFuzzerTestOneInput(data, got);
    free(data);
    return 1;
}

int main(int argc, char **argv)
{
    int files = 0;
    for (int i = 1; i < argc; i++) {
        DIR *dir = opendir(argv[i]);
        if (!dir) {
            perror(argv[i]);
            return 1;
        }
        for (struct dirent *e; (e = readdir(dir));) {
            char path[4096];
            if (e->d_name[0] == '.') continue;
            snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name);
            files += replay_file(path);
        }
        closedir(dir);
    }
    printf("%d inputs replayed\n", files);
    return files ? 0 : 1;
}
