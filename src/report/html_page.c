#include "report/html_page.h"

#include "report/markup.h"
#include "report/style.h"

void html_begin(FILE *out, const char *title, const char *subject, const char *more)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; "
          "base-uri &#39;none&#39;; form-action &#39;none&#39;\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light "
          "dark\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
          out);
    fputs(title, out);
    if (subject) markup_write(out, ": %T", subject);
    markup_write(out, "</title>\n<style>\n%S%S</style>\n</head>\n<body>\n", style_sheet(), more);
}

void html_end(FILE *out, const char *version)
{
    markup_write(out,
                 "</main>\n<footer>custos %T. It observes and judges; it has no means to intercept.</footer>\n</body>\n</html>\n",
                 version);
}
