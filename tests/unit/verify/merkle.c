/* Proofs: RFC 6962's tree made by its definitions, and transparency-dev/merkle's probes. */
#include "verify/merkle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "merkle_tree.h"
#include "verify/span.h"

static void check_hex(const struct hash *h, const char *want)
{
    char hex[65];
    for (unsigned i = 0; i < 32; i++) snprintf(hex + 2 * i, 3, "%02x", h->octets[i]);
    CHECK_TEXT(hex, want);
}

TEST(hashes_of_certificate_transparency)
{
    struct hash h, a, b;
    merkle_empty(&h);
    check_hex(&h, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    merkle_leaf("", 0, &h);
    check_hex(&h, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    merkle_leaf("L123456", 7, &h);
    check_hex(&h, "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    memset(&a, 'N', sizeof a);
    memset(&b, 'N', sizeof b);
    merkle_node(&a, &b, &h);
    merkle_node(&a, &b, &a); /* in place */
    CHECK(hash_equal(&h, &a));
    CHECK(!hash_equal(&h, &b));
}

TEST(roots_of_the_reference_leaves)
{
    static const struct {
        const char *data;
        size_t len;
    } leaves[8] = {{"", 0},
                   {"\x00", 1},
                   {"\x10", 1},
                   {"\x20\x21", 2},
                   {"\x30\x31", 2},
                   {"\x40\x41\x42\x43", 4},
                   {"\x50\x51\x52\x53\x54\x55\x56\x57", 8},
                   {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16}};
    struct hash level[8];
    for (unsigned i = 0; i < 8; i++) merkle_leaf(leaves[i].data, leaves[i].len, &level[i]);
    for (unsigned n = 8; n > 1; n /= 2)
        for (unsigned i = 0; i < n / 2; i++) merkle_node(&level[2 * i], &level[2 * i + 1], &level[i]);
    check_hex(&level[0], "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

/* Every hash of the proof with one bit changed, dropped, doubled; which bit moves on from case to case. */
static bool any_change_accepted(bool inclusion, unsigned a, unsigned n, const struct hash *leaf, const struct hash *proof,
                                size_t count, const struct hash *root)
{
    struct hash changed[TREE_LEVELS + 2];
    for (size_t i = 0; i < count; i++) {
        unsigned bit = (a * 7 + n * 13 + (unsigned)i * 31) % 256;
        memcpy(changed, proof, count * sizeof *proof);
        changed[i].octets[bit / 8] ^= (uint8_t)(1U << bit % 8);
        if (inclusion ? merkle_included(a, n, leaf, changed, count, root) : merkle_consistent(a, n, changed, count, leaf, root))
            return true;
    }
    memcpy(changed, proof, count * sizeof *proof);
    if (count) changed[count] = proof[count - 1];
    if (inclusion) {
        if (count &&
            (merkle_included(a, n, leaf, proof, count - 1, root) || merkle_included(a, n, leaf, changed, count + 1, root)))
            return true;
        return merkle_included(a ^ 1, n, leaf, proof, count, root) || merkle_included(n, n, leaf, proof, count, root);
    }
    return count &&
           (merkle_consistent(a, n, proof, count - 1, leaf, root) || merkle_consistent(a, n, changed, count + 1, leaf, root));
}

static struct tree tree;

TEST(every_inclusion_in_all_trees_up_to_256)
{
    struct hash proof[TREE_LEVELS];
    unsigned good = 0, cases = 0, wrong = 0;
    tree_init(&tree);
    for (unsigned n = 1; n <= TREE_MAX; n++) {
        struct hash root = tree_root(&tree, 0, n);
        for (unsigned i = 0; i < n; i++, cases++) {
            size_t count = tree_path(&tree, i, 0, n, proof);
            good += merkle_included(i, n, &tree.full[0][i], proof, count, &root);
            wrong += any_change_accepted(true, i, n, &tree.full[0][i], proof, count, &root);
        }
    }
    CHECK_INT(cases, 32896);
    CHECK_INT(good, cases);
    CHECK_INT(wrong, 0);
}

TEST(every_consistency_of_all_trees_up_to_256)
{
    struct hash proof[TREE_LEVELS + 1];
    unsigned good = 0, cases = 0, wrong = 0;
    tree_init(&tree);
    for (unsigned n = 1; n <= TREE_MAX; n++) {
        struct hash root = tree_root(&tree, 0, n);
        for (unsigned m = 1; m <= n; m++, cases++) {
            struct hash old = tree_root(&tree, 0, m);
            size_t count = tree_subproof(&tree, m, 0, n, true, proof);
            good += merkle_consistent(m, n, proof, count, &old, &root);
            wrong += any_change_accepted(false, m, n, &old, proof, count, &root);
            wrong += m < n && merkle_consistent(m, n, proof, count, &root, &root);
        }
        struct hash empty;
        merkle_empty(&empty);
        CHECK(!merkle_consistent(0, n, NULL, 0, &empty, &root));
    }
    CHECK_INT(good, cases);
    CHECK_INT(wrong, 0);
}

/* A hash with one bit changed. */
static struct hash with_bit(const struct hash *h, unsigned bit)
{
    struct hash changed = *h;
    changed.octets[bit / 8] ^= (uint8_t)(1U << bit % 8);
    return changed;
}

/* Trees up to this size have every single bit changed: with CUSTOS_FAULTS set, all of them. */
static unsigned trees_in_bits(void)
{
    return getenv("CUSTOS_FAULTS") ? TREE_MAX : 17;
}

/* Is anything that differs in one bit accepted? */
static unsigned inclusion_bits(unsigned n, unsigned i, uint64_t *tried)
{
    struct hash proof[TREE_LEVELS], root = tree_root(&tree, 0, n);
    const struct hash *leaf = &tree.full[0][i];
    size_t count = tree_path(&tree, i, 0, n, proof);
    unsigned wrong = 0;
    for (size_t k = 0; k < count; k++)
        for (unsigned bit = 0; bit < 256; bit++) {
            struct hash kept = proof[k];
            proof[k] = with_bit(&kept, bit);
            wrong += merkle_included(i, n, leaf, proof, count, &root);
            proof[k] = kept;
        }
    for (unsigned bit = 0; bit < 256; bit++) {
        struct hash changed = with_bit(leaf, bit), other = with_bit(&root, bit);
        wrong += merkle_included(i, n, &changed, proof, count, &root) + merkle_included(i, n, leaf, proof, count, &other);
    }
    for (unsigned bit = 0; bit < 64; bit++) wrong += merkle_included(i ^ UINT64_C(1) << bit, n, leaf, proof, count, &root);
    *tried += 256 * count + 2 * 256 + 64;
    return wrong;
}

static unsigned consistency_bits(unsigned n, unsigned m, uint64_t *tried)
{
    struct hash proof[TREE_LEVELS + 1], root = tree_root(&tree, 0, n), old = tree_root(&tree, 0, m);
    size_t count = tree_subproof(&tree, m, 0, n, true, proof);
    unsigned wrong = 0;
    for (size_t k = 0; k < count; k++)
        for (unsigned bit = 0; bit < 256; bit++) {
            struct hash kept = proof[k];
            proof[k] = with_bit(&kept, bit);
            wrong += merkle_consistent(m, n, proof, count, &old, &root);
            proof[k] = kept;
        }
    for (unsigned bit = 0; bit < 256; bit++) {
        struct hash other_old = with_bit(&old, bit), other = with_bit(&root, bit);
        wrong += merkle_consistent(m, n, proof, count, &other_old, &root) + merkle_consistent(m, n, proof, count, &old, &other);
    }
    *tried += 256 * count + 2 * 256;
    return wrong;
}

TEST(every_bit_of_every_inclusion_proof)
{
    uint64_t tried = 0;
    unsigned wrong = 0, most = trees_in_bits();
    tree_init(&tree);
    for (unsigned n = 1; n <= most; n++)
        for (unsigned i = 0; i < n; i++) wrong += inclusion_bits(n, i, &tried);
    printf("     %llu changed bits, trees of up to %u leaves\n", (unsigned long long)tried, most);
    CHECK_INT(wrong, 0);
}

TEST(every_bit_of_every_consistency_proof)
{
    uint64_t tried = 0;
    unsigned wrong = 0, most = trees_in_bits();
    tree_init(&tree);
    for (unsigned n = 1; n <= most; n++)
        for (unsigned m = 1; m <= n; m++) wrong += consistency_bits(n, m, &tried);
    printf("     %llu changed bits, trees of up to %u leaves\n", (unsigned long long)tried, most);
    CHECK_INT(wrong, 0);
}

TEST(largest_sizes_end)
{
    struct hash h = {{0}}, proof[70];
    memset(proof, 1, sizeof proof);
    CHECK(!merkle_included(UINT64_MAX - 1, UINT64_MAX, &h, proof, 70, &h));
    CHECK(!merkle_included(UINT64_MAX, UINT64_MAX, &h, proof, 64, &h));
    CHECK(!merkle_consistent(UINT64_MAX - 1, UINT64_MAX, proof, 70, &h, &h));
    CHECK(!merkle_consistent(5, 4, proof, 3, &h, &h));
    CHECK(!merkle_included(0, 0, &h, NULL, 0, &h));
}

/* --- transparency-dev/merkle's probes: a list with a line each (wantErr, two numbers, two hashes, the proof, the file), and the
 * files, which alone tell an empty hash in a proof from none -------------------------------------------------------------- */

/* A hash that is too short is filled up with zeros; an empty one is none. */
static bool read_hash(struct span text, struct hash *ret)
{
    size_t len;
    memset(ret, 0, sizeof *ret);
    return span_base64(text, ret->octets, 32, &len);
}

/* The strings of the file's list "proof"; more than `room`: one of them is no hash. */
static size_t read_proof(const char *file, struct hash *ret, size_t room)
{
    size_t len, count = 0;
    char *text = (char *)check_vector(file, &len);
    if (!text) return room + 1;
    text[len] = '\0';
    const char *at = strstr(text, "\"proof\": ");
    struct span rest = at ? span_of(at + strlen("\"proof\": ")) : (struct span){NULL, 0}, list = rest, item, skipped;
    bool good = at && (span_skip(&list, "null") || span_until(&rest, ']', &list));
    if (good && list.at[0] == '[')
        while (good && span_until(&list, '"', &skipped) && span_until(&list, '"', &item))
            good = count < room && read_hash(item, &ret[count++]);
    free(text);
    return good ? count : room + 1;
}

static bool probe_holds(struct span line, bool inclusion, bool *ret_wanted)
{
    struct span field[6];
    uint64_t a, n;
    struct hash first, root, proof[70];
    char file[256];
    for (unsigned i = 0; i < 6; i++)
        if (!span_until(&line, '\t', &field[i])) return false;
    *ret_wanted = span_is(field[0], "0");
    snprintf(file, sizeof file, "merkle/%.*s", (int)line.len, line.at);
    size_t count = read_proof(file, proof, 70);
    if (count > 70 || !span_decimal(field[1], &a) || !span_decimal(field[2], &n) || !read_hash(field[3], &first) ||
        !read_hash(field[4], &root))
        return false;
    return inclusion ? merkle_included(a, n, &first, proof, count, &root) : merkle_consistent(a, n, proof, count, &first, &root);
}

static void check_probes(const char *path, bool inclusion)
{
    size_t len;
    char *text = (char *)check_vector(path, &len);
    if (!text) return;
    struct span rest = {text, len}, line;
    unsigned probes = 0, right = 0, good = 0;
    while (span_line(&rest, &line)) {
        bool wanted = false;
        if (line.at[0] == '#') continue;
        bool holds = probe_holds(line, inclusion, &wanted);
        probes++;
        right += holds == wanted;
        good += wanted;
        if (holds != wanted) printf("%.*s\n", (int)line.len, line.at);
    }
    CHECK_INT(probes, 98);
    CHECK_INT(right, 98);
    CHECK(good > 0);
    free(text);
}

TEST(inclusion_probes)
{
    check_probes("merkle/inclusion.tsv", true);
}

TEST(consistency_probes)
{
    check_probes("merkle/consistency.tsv", false);
}
