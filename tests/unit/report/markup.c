#include "report/markup.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

static const char *input;

static void as_text(FILE *out)
{
    markup_text(out, input);
}

static void as_label(FILE *out)
{
    markup_label(out, input, 8);
}

static void as_absent(FILE *out)
{
    markup_or_absent(out, "code", "x", input);
}

static void as_everything(FILE *out)
{
    struct tally t = {1, 1500};
    markup_write(out, "%S|%T|%C|%B|%N|%%|", "<b>", input, UINT64_C(1234), UINT64_C(98000), -1.25);
    markup_tally(out, &t);
}

static const char *written(void (*write)(FILE *), const char *text)
{
    static char result[512];
    char *got = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&got, &len);
    input = text;
    write(out);
    fclose(out);
    snprintf(result, sizeof result, "%s", got);
    free(got);
    return result;
}

TEST(nothing_foreign_is_markup)
{
    CHECK_TEXT(written(as_text, "<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    CHECK_TEXT(written(as_text, "a\x01\x1b\xff\xe2\x80\xae\xe4\xb8\xad"), "a\\x01\\x1b\\xff\\u{202e}\xe4\xb8\xad");
    CHECK_TEXT(written(as_text, NULL), "");
}

TEST(labels_are_cut_between_characters)
{
    CHECK_TEXT(written(as_label, "12345678"), "12345678");
    CHECK_TEXT(written(as_label, "123456789"), "12345...");
    CHECK_TEXT(written(as_label, "\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad"), "\xe4\xb8\xad\xe4\xb8\xad...");
    CHECK_TEXT(written(as_label, "<<<<<<<<<"), "&lt;&lt;&lt;&lt;&lt;...");
    CHECK_TEXT(written(as_label, NULL), "");
}

TEST(absence_is_said)
{
    CHECK_TEXT(written(as_absent, "a"), "<code class=\"x\">a</code>");
    CHECK_TEXT(written(as_absent, NULL), "<code class=\"absent\">not known</code>");
    CHECK_TEXT(written(as_absent, ""), "<code class=\"absent\">not known</code>");
}

TEST(directives)
{
    CHECK_TEXT(written(as_everything, "<"), "<b>|&lt;|1,234|98.0 kB|-1.3|%|1 packet, 1.5 kB");
}
