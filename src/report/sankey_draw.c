#include "report/markup.h"
#include "report/sankey.h"
#include "report/text.h"

enum { NAME_COLUMNS = 18 };

static const char *account_class(enum account a)
{
    return (unsigned)a < ACCOUNT_COUNT ? account_name(a) : "entering";
}

static const char *name_of(const struct sankey_node *n)
{
    return n->name && *n->name ? n->name : "unnamed";
}

/* Copied and unexplained are told apart by pattern as well as by colour. */
static void patterns(FILE *out, size_t number)
{
    fprintf(out,
            "<defs><pattern id=\"s%zu-copied\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" "
            "patternTransform=\"rotate(45)\"><rect class=\"ground copied\" width=\"7\" height=\"7\"/>"
            "<rect class=\"ink copied\" width=\"3\" height=\"7\"/></pattern>"
            "<pattern id=\"s%zu-unexplained\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
            "<rect class=\"ground unexplained\" width=\"6\" height=\"6\"/><circle class=\"ink unexplained\" cx=\"3\" cy=\"3\" "
            "r=\"1.5\"/></pattern></defs>\n",
            number, number);
}

static void fill(FILE *out, enum account a, size_t number)
{
    if (a == ACCOUNT_COPIED || a == ACCOUNT_UNEXPLAINED) fprintf(out, " fill=\"url(#s%zu-%s)\"", number, account_name(a));
}

static void link_band(const struct sankey *s, const struct sankey_link *l, size_t number, FILE *out)
{
    const struct sankey_node *from = &s->nodes[l->from], *to = &s->nodes[l->to];
    double x0 = from->x + from->width, x1 = to->x, mid = (x0 + x1) / 2, t = l->thickness;
    markup_write(out, "<path class=\"flow %S\"", account_class(l->account));
    fill(out, l->account, number);
    markup_write(out, " d=\"M%N %NC%N %N %N %N %N %NL%N %NC%N %N %N %N %N %NZ\"><title>", x0, l->y_from, mid, l->y_from, mid,
                 l->y_to, x1, l->y_to, x1, l->y_to + t, mid, l->y_to + t, mid, l->y_from + t, x0, l->y_from + t);
    markup_write(out, "%T to %T: ", name_of(from), name_of(to));
    if ((unsigned)l->account < ACCOUNT_COUNT && to->column == SANKEY_OUT) markup_write(out, "%S, ", account_name(l->account));
    markup_tally(out, &l->tally);
    fputs("</title></path>\n", out);
}

static void side_label(const struct sankey_node *n, FILE *out)
{
    bool left = n->column == SANKEY_IN;
    double x = left ? n->x - 8 : n->x + n->width + 8, y = n->y + n->height / 2;
    const char *anchor = left ? "end" : "start";
    markup_write(out, "<text class=\"name\" text-anchor=\"%S\" x=\"%N\" y=\"%N\">", anchor, x, y - 2);
    markup_label(out, name_of(n), NAME_COLUMNS);
    if (n->tap && *n->tap) {
        fputs("<tspan class=\"tap\" dx=\"6\">", out);
        markup_label(out, n->tap, NAME_COLUMNS - 8);
        fputs("</tspan>", out);
    }
    markup_write(out, "</text><text class=\"figure\" text-anchor=\"%S\" x=\"%N\" y=\"%N\">%B</text>\n", anchor, x, y + 13,
                 n->tally.bytes);
}

static void account_label(const struct sankey_node *n, const struct verdict_element *e, FILE *out)
{
    char share[TEXT_NUMBER];
    bool alarm = n->account >= ACCOUNT_COPIED && n->height > 0;
    markup_write(out, "<text class=\"name %S\" x=\"%N\" y=\"%N\">%S<tspan class=\"figure\" dx=\"6\">",
                 n->height > 0 ? alarm ? account_name(n->account) : "" : "nothing", n->x, n->y - 6, account_name(n->account));
    if (n->height > 0) {
        markup_bytes(out, n->tally.bytes);
        text_share(n->tally.bytes, e->out.bytes, share);
        if (share[0]) {
            fputs(" &#183; ", out);
            markup_text(out, share);
        }
    } else {
        fputs("none", out);
    }
    fputs("</tspan></text>\n", out);
}

static void element_label(const struct sankey_node *n, FILE *out)
{
    markup_write(out, "<text class=\"name\" text-anchor=\"middle\" x=\"%N\" y=\"%N\">", n->x + n->width / 2, n->y - 8);
    markup_label(out, name_of(n), NAME_COLUMNS);
    fputs("</text>\n", out);
}

static void node_bar(const struct sankey_node *n, size_t number, FILE *out)
{
    double height = n->height > 0 ? n->height : 1.5;
    markup_write(out, "<rect class=\"bar %S%S\" x=\"%N\" y=\"%N\" width=\"%N\" height=\"%N\"",
                 n->column == SANKEY_ACCOUNT ? account_class(n->account) : "neutral", n->height > 0 ? "" : " nothing", n->x, n->y,
                 n->width, height);
    if (n->height > 0) fill(out, n->account, number);
    fputs("/>\n", out);
}

static void description(const struct verdict_element *e, size_t number, FILE *out)
{
    fprintf(out, "<title id=\"s%zu-title\">", number);
    markup_write(out, "Flows of %T</title>", e->name ? e->name : "an unnamed element");
    fprintf(out, "<desc id=\"s%zu-desc\">In: ", number);
    markup_tally(out, &e->in);
    fputs(". Out: ", out);
    markup_tally(out, &e->out);
    for (unsigned a = 0; a < ACCOUNT_COUNT; a++) {
        markup_write(out, ". %S: ", account_name((enum account)a));
        markup_tally(out, &e->account[a]);
    }
    fputs(".</desc>\n", out);
}

void sankey_draw(const struct sankey *s, const struct verdict_element *e, size_t number, FILE *out)
{
    markup_write(out, "<svg class=\"sankey\" role=\"img\" viewBox=\"0 0 %N %N\"", s->width, s->height);
    fprintf(out, " aria-labelledby=\"s%zu-title s%zu-desc\">\n", number, number);
    description(e, number, out);
    patterns(out, number);
    for (unsigned i = 0; i < s->link_count; i++) link_band(s, &s->links[i], number, out);
    for (unsigned i = 0; i < s->node_count; i++) node_bar(&s->nodes[i], number, out);
    for (unsigned i = 0; i < s->node_count; i++) {
        const struct sankey_node *n = &s->nodes[i];
        if (n->column == SANKEY_ACCOUNT)
            account_label(n, e, out);
        else if (n->column == SANKEY_ELEMENT)
            element_label(n, out);
        else
            side_label(n, out);
    }
    fputs("</svg>\n", out);
}
