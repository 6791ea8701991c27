/* The files of a bundle in memory, from a folder or an archive (ustar of plain files, octet for octet as parcel_header() has it).
 */
#ifndef CUSTOS_VERIFY_PARCEL_H
#define CUSTOS_VERIFY_PARCEL_H

#include "verify/span.h"

enum { PARCEL_MAX = 4096, PARCEL_PATH_MAX = 99, PARCEL_BLOCK = 512 };
#define PARCEL_LEN_MAX ((size_t)1 << 30) /* octets of all files together */

struct parcel_file {
    struct span path, data; /* path: span_is_path(), at most PARCEL_PATH_MAX octets */
};

struct parcel {
    struct parcel_file *list; /* in the order of their paths, octet by octet; no path twice */
    size_t count, len;        /* len: of all data */
    bool owned;               /* read from a folder */
};

/* False: nothing is to be freed. From a folder nothing is followed; from an archive it borrows. */
bool parcel_read_folder(const char *path, struct parcel *ret);
bool parcel_read_archive(struct span archive, struct parcel *ret);
void parcel_done(struct parcel *f);

const struct parcel_file *parcel_find(const struct parcel *f, const char *path); /* NULL: there is none */

/* A header of the archive; the data behind it is filled up to whole blocks, two empty blocks end it. */
void parcel_header(struct span path, size_t len, char ret[PARCEL_BLOCK]);

/* The whole of a file, at most PARCEL_LEN_MAX octets, with `before` octets of room in front; free() data.at - before. */
bool parcel_file_read(const char *path, size_t before, struct span *ret);
void parcel_file_done(struct span data); /* wipes what was read with nothing in front */

#endif
