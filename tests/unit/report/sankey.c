#include "report/sankey.h"

#include <math.h>

#include "sample.h"

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-6;
}

/* No bar leaves the drawing or touches another of its column. */
static void check_nodes(const struct sankey *s)
{
    for (unsigned i = 0; i < s->node_count; i++) {
        const struct sankey_node *a = &s->nodes[i];
        CHECK(isfinite(a->y) && a->height >= 0 && a->width > 0);
        CHECK(a->x >= 0 && a->x + a->width <= s->width);
        CHECK(a->y >= 0 && a->y + a->height <= s->height);
        for (unsigned k = 0; k < i; k++) {
            const struct sankey_node *b = &s->nodes[k];
            if (a->column == b->column) CHECK(a->y >= b->y + b->height + 10 || b->y >= a->y + a->height + 10);
        }
    }
}

/* Links stay within their bars, do not overlap there, and fill the fuller edge of each bar exactly. */
static void check_links(const struct sankey *s)
{
    for (unsigned i = 0; i < s->link_count; i++) {
        const struct sankey_link *l = &s->links[i];
        const struct sankey_node *from = &s->nodes[l->from], *to = &s->nodes[l->to];
        CHECK(l->thickness > 1 && (l->tally.packets || l->tally.bytes));
        CHECK_INT(to->column, from->column + 1);
        CHECK(l->y_from >= from->y - 1e-6 && l->y_from + l->thickness <= from->y + from->height + 1e-6);
        CHECK(l->y_to >= to->y - 1e-6 && l->y_to + l->thickness <= to->y + to->height + 1e-6);
        for (unsigned k = 0; k < i; k++) {
            const struct sankey_link *m = &s->links[k];
            if (l->from == m->from)
                CHECK(l->y_from >= m->y_from + m->thickness - 1e-6 || m->y_from >= l->y_from + l->thickness - 1e-6);
            if (l->to == m->to) CHECK(l->y_to >= m->y_to + m->thickness - 1e-6 || m->y_to >= l->y_to + l->thickness - 1e-6);
        }
    }
    for (unsigned n = 0; n < s->node_count; n++) {
        double in = 0, out = 0;
        for (unsigned i = 0; i < s->link_count; i++) {
            if (s->links[i].to == n) in += s->links[i].thickness;
            if (s->links[i].from == n) out += s->links[i].thickness;
        }
        CHECK(near(s->nodes[n].height, in > out ? in : out));
        CHECK(near(s->nodes[n].filled[0], in) && near(s->nodes[n].filled[1], out));
    }
}

static unsigned count_in(const struct sankey *s, enum sankey_column column)
{
    unsigned count = 0;
    for (unsigned i = 0; i < s->node_count; i++) count += s->nodes[i].column == column;
    return count;
}

TEST(picture_adds_up)
{
    struct sankey s;
    sankey_layout(&sample_elements[0], &s);
    check_nodes(&s);
    check_links(&s);
    CHECK_INT(count_in(&s, SANKEY_IN), 3);
    CHECK_INT(count_in(&s, SANKEY_ELEMENT), 1);
    CHECK_INT(count_in(&s, SANKEY_ACCOUNT), ACCOUNT_COUNT);
    CHECK_INT(count_in(&s, SANKEY_OUT), 3);
    CHECK_INT(s.link_count, 3 + 4 + 5);
}

TEST(thickness_follows_bytes)
{
    struct sankey s;
    double forwarded = 0, copied = 0;
    sankey_layout(&sample_elements[0], &s);
    for (unsigned i = 0; i < s.link_count; i++) {
        if (s.nodes[s.links[i].to].column != SANKEY_ACCOUNT) continue;
        if (s.links[i].account == ACCOUNT_FORWARDED) forwarded = s.links[i].thickness;
        if (s.links[i].account == ACCOUNT_COPIED) copied = s.links[i].thickness;
    }
    CHECK(forwarded > 0 && fabs(copied / forwarded - 1028135.0 / 13900000.0) < 1e-6);
}

TEST(what_no_side_explains_has_its_own_node)
{
    struct verdict_element e = sample_elements[0];
    struct sankey s;
    e.side_count = 2; /* the copy left by the third */
    sankey_layout(&e, &s);
    check_nodes(&s);
    check_links(&s);
    CHECK_INT(count_in(&s, SANKEY_OUT), 3);
    CHECK_TEXT(s.nodes[s.node_count - 1].name, "side not known");
    CHECK_INT(s.nodes[s.node_count - 1].tally.bytes, 1028135 + 98000);
}

TEST(hostile_layouts_hold)
{
    struct sankey s;
    const struct verdict *v = sample_hostile();
    for (size_t i = 0; i < v->element_count; i++) {
        sankey_layout(&v->elements[i], &s);
        check_nodes(&s);
        check_links(&s);
    }
    sankey_layout(&v->elements[0], &s);
    CHECK_INT(count_in(&s, SANKEY_IN), SANKEY_SIDES + 1);
    struct verdict_element nothing = {.name = "idle"};
    sankey_layout(&nothing, &s);
    check_nodes(&s);
    CHECK_INT(s.link_count, 0);
}
