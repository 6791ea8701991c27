/* Requests, one behind the other, at a signer with a key and a state: whatever it is asked, it never signs two roots for one
 * size, never a smaller tree after a larger one, and answers in whole frames. Input: u16 length, request, and so on. */
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "signer_folder.h"
#include "wire/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In place of the C library's: nothing here has to outlive a power cut, and a disk would set the pace. */
int fsync(int fd)
{
    return fd < 0 ? -1 : 0;
}

static struct folder folder;
static struct signer_core core;

static void forget(void)
{
    folder_done(&folder, &core);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t answer[SIGNER_ANSWER_MAX];
    static const uint8_t nothing[32] = {0};
    struct reader r = reader_of(bytes_of(data, size));
    if (!folder.path[0]) {
        ENSURE(folder_open(&folder, &core));
        atexit(forget);
    }
    core.size = 0;
    memcpy(core.root, nothing, sizeof nothing);
    for (int i = 0; i < 8 && reader_left(&r) > 0; i++) {
        const uint64_t before = core.size;
        uint8_t root[32];
        size_t len = 0, frame = 0;
        memcpy(root, core.root, sizeof root);
        signer_core_answer(&core, reader_bytes(&r, reader_u16(&r)), answer, &len);
        ENSURE(signer_frame_length(bytes_of(answer, len), sizeof answer, &frame) && frame == len);
        ENSURE(core.size > before || (core.size == before && memcmp(core.root, root, sizeof root) == 0));
        ENSURE(!core.failed);
    }
    return 0;
}
