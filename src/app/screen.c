#include "app/screen.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct screen screen_of_output(unsigned widest)
{
    struct winsize size;
    bool terminal = isatty(STDOUT_FILENO);
    struct screen s = {.colour = terminal && !getenv("NO_COLOR")};
    if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) s.width = size.ws_col < widest ? size.ws_col : widest;
    setlocale(LC_CTYPE, "");
    s.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    return s;
}
