#include "report/sankey.h"

#include "base/macros.h"
#include "report/facts.h"

/* Pixels of the drawing. */
#define WIDTH         920.0
#define FULL          230.0 /* thickness of the larger of in and out */
#define THINNEST      2.5   /* of anything that carried a packet */
#define MARGIN_TOP    26.0
#define MARGIN_BOTTOM 12.0
#define GAP_SIDE      30.0 /* room for the two lines of a side's label */
#define GAP_ACCOUNT   34.0 /* room for an account's label above its bar */

/* An account's bar is as long as its label, which stands above it: no flow crosses a label. */
static const double column_x[SANKEY_COLUMNS] = {150, 300, 440, 762}, column_width[SANKEY_COLUMNS] = {12, 12, 176, 12};

static bool is_empty(const struct tally *t)
{
    return t->packets == 0 && t->bytes == 0;
}

static void add(struct tally *sum, const struct tally *t)
{
    sum->packets = facts_add(sum->packets, t->packets);
    sum->bytes = facts_add(sum->bytes, t->bytes);
}

/* What `whole` holds beyond `part`. */
static struct tally beyond(const struct tally *whole, const struct tally *part)
{
    return (struct tally){whole->packets > part->packets ? whole->packets - part->packets : 0,
                          whole->bytes > part->bytes ? whole->bytes - part->bytes : 0};
}

static unsigned add_node(struct sankey *s, enum sankey_column column, const char *name, const char *tap, enum account account)
{
    ENSURE(s->node_count < SANKEY_NODES);
    s->nodes[s->node_count] = (struct sankey_node){
        .column = column, .name = name, .tap = tap, .account = account, .x = column_x[column], .width = column_width[column]};
    return s->node_count++;
}

static void add_link(struct sankey *s, unsigned from, unsigned to, const struct tally *t, enum account account)
{
    if (is_empty(t)) return;
    ENSURE(s->link_count < SANKEY_LINKS);
    s->links[s->link_count++] = (struct sankey_link){.from = from, .to = to, .tally = *t, .account = account};
}

/* What one node of the outer columns stands for: a side, the sides beyond SANKEY_SIDES together, or what no side accounts for. */
struct slice {
    const char *name, *tap;
    struct tally in, account[ACCOUNT_COUNT];
};

static size_t slices(const struct verdict_element *e, struct slice *list)
{
    size_t count = 0;
    struct slice sum = {0};
    for (size_t i = 0; i < e->side_count; i++) {
        const struct verdict_side *side = &e->sides[i];
        if (i <= SANKEY_SIDES) list[count++] = (struct slice){.name = side->side, .tap = side->tap};
        if (i == SANKEY_SIDES) list[count - 1] = (struct slice){.name = "further sides"};
        struct slice *s = &list[count - 1];
        add(&s->in, &side->in);
        add(&sum.in, &side->in);
        for (unsigned a = 0; a < ACCOUNT_COUNT; a++) {
            add(&s->account[a], &side->out_account[a]);
            add(&sum.account[a], &side->out_account[a]);
        }
    }
    struct slice rest = {.name = "side not known", .in = beyond(&e->in, &sum.in)};
    for (unsigned a = 0; a < ACCOUNT_COUNT; a++) rest.account[a] = beyond(&e->account[a], &sum.account[a]);
    list[count++] = rest;
    return count;
}

static void connect(struct sankey *s, const struct verdict_element *e)
{
    struct slice list[SANKEY_SIDES + 2];
    size_t count = slices(e, list);
    unsigned middle = add_node(s, SANKEY_ELEMENT, e->name, NULL, ACCOUNT_COUNT), accounts[ACCOUNT_COUNT];
    for (size_t i = 0; i < count; i++) {
        if (is_empty(&list[i].in)) continue;
        unsigned node = add_node(s, SANKEY_IN, list[i].name, list[i].tap, ACCOUNT_COUNT);
        s->nodes[node].tally = list[i].in;
        add_link(s, node, middle, &list[i].in, ACCOUNT_COUNT);
    }
    for (unsigned a = 0; a < ACCOUNT_COUNT; a++) {
        accounts[a] = add_node(s, SANKEY_ACCOUNT, account_name((enum account)a), NULL, (enum account)a);
        s->nodes[accounts[a]].tally = e->account[a];
        add_link(s, middle, accounts[a], &e->account[a], (enum account)a);
    }
    for (size_t i = 0; i < count; i++) {
        struct tally sum = {0, 0};
        for (unsigned a = 0; a < ACCOUNT_COUNT; a++) add(&sum, &list[i].account[a]);
        if (is_empty(&sum)) continue;
        unsigned node = add_node(s, SANKEY_OUT, list[i].name, list[i].tap, ACCOUNT_COUNT);
        s->nodes[node].tally = sum;
        for (unsigned a = 0; a < ACCOUNT_COUNT; a++) add_link(s, accounts[a], node, &list[i].account[a], (enum account)a);
    }
}

static double edge(const struct sankey *s, unsigned node, bool right)
{
    double sum = 0;
    for (unsigned i = 0; i < s->link_count; i++)
        if ((right ? s->links[i].from : s->links[i].to) == node) sum += s->links[i].thickness;
    return sum;
}

/* The largest sum of any column: two taps that see the same packets make the sides exceed the element. */
static double whole_bytes(const struct sankey *s, const struct verdict_element *e)
{
    double links[SANKEY_COLUMNS] = {0}, most = (double)(e->in.bytes > e->out.bytes ? e->in.bytes : e->out.bytes);
    for (unsigned i = 0; i < s->link_count; i++) links[s->nodes[s->links[i].from].column] += (double)s->links[i].tally.bytes;
    for (unsigned c = 0; c < SANKEY_COLUMNS; c++)
        if (links[c] > most) most = links[c];
    return most;
}

static void measure(struct sankey *s, const struct verdict_element *e)
{
    double whole = whole_bytes(s, e);
    for (unsigned i = 0; i < s->link_count; i++) {
        struct sankey_link *l = &s->links[i];
        double share = whole > 0 ? (double)l->tally.bytes / whole : 0;
        l->thickness = (share < 1 ? share : 1) * FULL;
        if (l->thickness < THINNEST) l->thickness = THINNEST;
    }
    for (unsigned i = 0; i < s->node_count; i++) {
        double left = edge(s, i, false), right = edge(s, i, true);
        s->nodes[i].height = left > right ? left : right;
    }
}

/* Sides on the right in the order of the accounts they mostly carry: fewer links cross. */
static double centre_of_accounts(const struct sankey *s, unsigned node)
{
    double weight = 0, sum = 0;
    for (unsigned i = 0; i < s->link_count; i++)
        if (s->links[i].to == node) {
            weight += s->links[i].thickness;
            sum += s->links[i].thickness * (double)s->links[i].account;
        }
    return weight > 0 ? sum / weight : ACCOUNT_COUNT;
}

/* Nodes of a column from top to bottom. Returns how many. */
static unsigned column_order(struct sankey *s, enum sankey_column column, unsigned order[static SANKEY_NODES])
{
    unsigned count = 0;
    for (unsigned i = 0; i < s->node_count; i++) {
        if (s->nodes[i].column != column) continue;
        s->nodes[i].order = column == SANKEY_OUT ? centre_of_accounts(s, i) : i;
        unsigned at = count++;
        for (; at && s->nodes[order[at - 1]].order > s->nodes[i].order; at--) order[at] = order[at - 1];
        order[at] = i;
    }
    return count;
}

static double gap_of(enum sankey_column column)
{
    return column == SANKEY_ACCOUNT ? GAP_ACCOUNT : GAP_SIDE;
}

static void place_column(struct sankey *s, enum sankey_column column, bool only_measure)
{
    unsigned order[SANKEY_NODES], count = column_order(s, column, order);
    double height = 0;
    for (unsigned i = 0; i < count; i++) height += s->nodes[order[i]].height + (i ? gap_of(column) : 0);
    if (only_measure) {
        if (height > s->height) s->height = height;
        return;
    }
    double y = MARGIN_TOP + (s->height - MARGIN_TOP - MARGIN_BOTTOM - height) / 2;
    for (unsigned i = 0; i < count; i++) {
        s->nodes[order[i]].y = y;
        y += s->nodes[order[i]].height + gap_of(column);
    }
}

/* Links leave and arrive side by side, in the order of the nodes at their other end. */
static void attach(struct sankey *s)
{
    unsigned order[SANKEY_NODES];
    for (unsigned c = 0; c < SANKEY_COLUMNS; c++) {
        unsigned count = column_order(s, (enum sankey_column)c, order);
        for (unsigned i = 0; i < count; i++)
            for (unsigned k = 0; k < s->link_count; k++) {
                struct sankey_link *l = &s->links[k];
                if (l->to == order[i]) {
                    struct sankey_node *from = &s->nodes[l->from];
                    l->y_from = from->y + from->filled[1];
                    from->filled[1] += l->thickness;
                }
                if (l->from == order[i]) {
                    struct sankey_node *to = &s->nodes[l->to];
                    l->y_to = to->y + to->filled[0];
                    to->filled[0] += l->thickness;
                }
            }
    }
}

void sankey_layout(const struct verdict_element *e, struct sankey *ret)
{
    *ret = (struct sankey){.width = WIDTH};
    connect(ret, e);
    measure(ret, e);
    for (unsigned c = 0; c < SANKEY_COLUMNS; c++) place_column(ret, (enum sankey_column)c, true);
    ret->height += MARGIN_TOP + MARGIN_BOTTOM;
    for (unsigned c = 0; c < SANKEY_COLUMNS; c++) place_column(ret, (enum sankey_column)c, false);
    attach(ret);
}
