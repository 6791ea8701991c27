#include "app/taps.h"

#include <string.h>
#include <unistd.h>

struct tap_input tap_input_of(struct arena *a, const char *argument)
{
    const char *equals = strchr(argument, '=');
    if (!equals || equals == argument || access(argument, F_OK) == 0) return (struct tap_input){NULL, arena_text(a, argument)};
    return (struct tap_input){arena_copy(a, argument, (size_t)(equals - argument)), arena_text(a, equals + 1)};
}

/* "captures/core.pcapng.zst" -> "core" */
static const char *base_name(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strchr(name + (*name == '.'), '.');
    return arena_copy(a, name, dot ? (size_t)(dot - name) : strlen(name));
}

const char *tap_name_of(struct arena *a, const struct tap_input *input, const struct capture_interface *interface)
{
    if (input->tap) return input->tap;
    if (interface->name && *interface->name) return interface->name;
    return strcmp(input->path, "-") == 0 ? "stdin" : base_name(a, input->path);
}

int tap_of(struct arena *a, const struct network *n, const struct tap_input *input, const struct capture_interface *interface)
{
    if (input->tap) return network_tap(n, input->tap);
    int tap = interface->name ? network_tap(n, interface->name) : -1;
    if (tap < 0) tap = network_tap(n, base_name(a, input->path));
    return tap < 0 && n->tap_count == 1 ? 0 : tap;
}
