/* Records of a corpus -> struct cv: JSON (JSON Resume v1.0.0, exports of networks, {id, text}), rows of CSV, plain text.
 *
 * Every text keeps its place in the original, whatever was escaped. Fields that are known become parts of entries, all other text
 * is prose; what is of the person and not asked (attribute.h) is passed over by the field's name, and seen by nobody. */
#ifndef CUSTOS_PEOPLE_CV_READ_H
#define CUSTOS_PEOPLE_CV_READ_H

#include <stdbool.h>

#include "base/macros.h"
#include "people/cv.h"

enum cv_status {
    CV_READ,
    CV_MALFORMED, /* cv_reader_fault() tells how */
    CV_EMPTY,     /* no text that may be looked at */
    CV_MEMORY
};

struct cv_reader; /* opaque: buffers, kept from one record to the next; one a thread */

struct cv_reader *cv_reader_new(void) MUST_USE; /* NULL: no memory */
void cv_reader_free(struct cv_reader *r);       /* accepts NULL */

/* `cv` has file, line, offset and bytes, which stay borrowed; the rest is filled in, and valid until the next record. */
enum cv_status cv_read_json(struct cv_reader *r, struct cv *cv) MUST_USE;
enum cv_status cv_read_text(struct cv_reader *r, struct cv *cv) MUST_USE;

/* The line of names of a CSV, for the rows that follow. False: no memory, or no column is known. */
bool cv_reader_columns(struct cv_reader *r, struct bytes header, char delimiter) MUST_USE;
enum cv_status cv_read_row(struct cv_reader *r, struct cv *cv) MUST_USE;

/* What is wrong with the record that was malformed, and at which octet of it. Static text. */
const char *cv_reader_fault(const struct cv_reader *r, size_t *ret_at);

#endif
