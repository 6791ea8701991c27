#include "app/taps.h"

#include <string.h>

#include "check.h"

static const char two_taps[] = "custos: network/1\n"
                               "name: n\n"
                               "elements:\n"
                               "  - {name: upf-1, role: UPF, zone: core, addresses: [10.0.3.1]}\n"
                               "taps:\n"
                               "  - {name: n3, at: upf-1, side: access}\n"
                               "  - {name: n6, at: upf-1, side: outside}\n";
static const char one_tap[] = "custos: network/1\n"
                              "name: n\n"
                              "elements:\n"
                              "  - {name: upf-1, role: UPF, zone: core, addresses: [10.0.3.1]}\n"
                              "taps:\n"
                              "  - {name: n3, at: upf-1, side: all}\n";

static struct network *parsed(const char *text)
{
    struct network *n = NULL;
    ENSURE(network_parse("n", (const uint8_t *)text, strlen(text), &n, NULL) == ERR_OK);
    return n;
}

TEST(inputs_as_written)
{
    static const struct {
        const char *argument, *tap, *path;
    } cases[] = {{"a.pcap", NULL, "a.pcap"},
                 {"n3=a.pcap", "n3", "a.pcap"},
                 {"n3=dir/x=y.pcap", "n3", "dir/x=y.pcap"},
                 {"=a.pcap", NULL, "=a.pcap"},
                 {"-", NULL, "-"},
                 {"n3=-", "n3", "-"},
                 {"n3=", "n3", ""},
                 {"", NULL, ""}};
    struct arena *a = arena_new();
    REQUIRE(a != NULL);
    for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
        struct tap_input input = tap_input_of(a, cases[i].argument);
        CHECK_TEXT(input.path, cases[i].path);
        if (cases[i].tap)
            CHECK_TEXT(input.tap, cases[i].tap);
        else
            CHECK(input.tap == NULL);
    }
    arena_free(a);
}

TEST(names_of_taps)
{
    static const struct {
        const char *tap, *path, *interface, *name;
        int in_two, in_one;
    } cases[] = {{"n6", "n3.pcap", "n3", "n6", 1, -1}, /* what was given comes first, */
                 {NULL, "n3.pcap", "n6", "n6", 1, 0},  /* then the interface's own name, */
                 {NULL, "d/n6.pcapng.zst", NULL, "n6", 1, 0},
                 {NULL, "d.d/n6.pcapng.zst", "", "n6", 1, 0}, /* then the file's, */
                 {NULL, "n6.pcap", "eth0", "eth0", 1, 0},
                 {NULL, "/x/other.pcap", "eth0", "eth0", -1, 0}, /* then the only one */
                 {NULL, "other", NULL, "other", -1, 0},
                 {NULL, "-", NULL, "stdin", -1, 0},
                 {"elsewhere", "n3.pcap", "n3", "elsewhere", -1, -1}};
    struct network *two = parsed(two_taps), *one = parsed(one_tap);
    struct arena *a = arena_new();
    REQUIRE(a != NULL);
    for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
        struct tap_input input = {cases[i].tap, cases[i].path};
        struct capture_interface interface = {.name = cases[i].interface};
        CHECK_TEXT(tap_name_of(a, &input, &interface), cases[i].name);
        CHECK_INT(tap_of(a, two, &input, &interface), cases[i].in_two);
        CHECK_INT(tap_of(a, one, &input, &interface), cases[i].in_one);
    }
    arena_free(a);
    network_free(two);
    network_free(one);
}
