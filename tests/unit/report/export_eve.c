#include "export_sample.h"

/* Line `n` of `text`, "" when there is none; the result is static. */
static const char *line_of(const char *text, unsigned n)
{
    static char line[8192];
    for (; n && *text; n--) text += strcspn(text, "\n") + 1;
    snprintf(line, sizeof line, "%.*s", (int)strcspn(text, "\n"), text);
    return line;
}

static unsigned line_count(const char *text)
{
    unsigned n = 0;
    for (; *text; text++) n += *text == '\n';
    return n;
}

TEST(alerts_as_suricata_writes_them)
{
    static const char *const wanted[][2] = {
        {"timestamp", "\"2026-11-21T23:16:59.810000+0000\""},
        {"event_type", "\"alert\""},
        {"src_ip", "\"10.66.0.1\""},
        {"src_port", "(none)"},
        {"dest_ip", "\"10.66.0.2\""},
        {"dest_port", "4789"},
        {"proto", "\"UDP\""},
        {"alert/action", "\"allowed\""},
        {"alert/signature_id", "1900001"},
        {"alert/signature", "\"CUSTOS covert-copy\""},
        {"alert/severity", "1"},
        {"community_id", "(none)"},
        {"flow/pkts_toserver", "1359"},
        {"custos/id", "\"F-0001\""},
        {"custos/encapsulation/0", "\"vxlan\""},
        {"custos/copied", "2"},
        {"custos/summary", "(none)"},
        {"alert/metadata/custos_finding/0", "\"F-0001\""},
        {"custos/liid", "(none)"},
        {"custos/detected_after/packets", "12"},
        {"custos/detected_after/bytes", "9100"},
        {"custos/detected_after/seconds", "0.2"},
        {"custos/limits", "(none)"},
    };
    size_t len = 0;
    char *text = export_render(EXPORT_EVE, export_sample_job(sample_rich()), &len);
    CHECK_INT(line_count(text), 5);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (!CHECK_TEXT(at_path(line_of(text, 0), wanted[i][0]), wanted[i][1])) printf("        at %s\n", wanted[i][0]);
    CHECK_TEXT(at_path(line_of(text, 2), "alert/severity"), "2");
    CHECK_TEXT(at_path(line_of(text, 2), "custos/limits/min_bytes"), "64000");
    CHECK_TEXT(at_path(line_of(text, 2), "custos/limits/max_delay_s"), "2");
    CHECK_TEXT(at_path(line_of(text, 2), "custos/subscribers"), "2");
    CHECK_TEXT(at_path(line_of(text, 2), "custos/correlation/log10_p"), "-12.34");
    CHECK_TEXT(at_path(line_of(text, 3), "alert/severity"), "3");
    CHECK_TEXT(at_path(line_of(text, 3), "flow/pkts_toserver"), "(none)");
    CHECK_TEXT(at_path(line_of(text, 3), "flow/end"), "(none)");
    CHECK_TEXT(at_path(line_of(text, 3), "alert/signature_id"), "1900017");
    free(text);
}

TEST(stats_come_once_and_last)
{
    size_t len = 0;
    char *text = export_render(EXPORT_EVE, export_sample_job(sample_rich()), &len);
    const char *last = line_of(text, 4);
    CHECK_TEXT(at_path(last, "event_type"), "\"stats\"");
    CHECK_TEXT(at_path(last, "stats/uptime"), "22");
    CHECK_TEXT(at_path(last, "stats/decoder/pkts"), "39006");
    CHECK_TEXT(at_path(last, "stats/detect/alert"), "4");
    CHECK_TEXT(at_path(last, "stats/custos/elements/0/copied_bytes"), "1028135");
    CHECK_TEXT(at_path(last, "stats/custos/window_s"), "22");
    CHECK_TEXT(at_path(last, "stats/custos/long_memory_s"), "600");
    CHECK_TEXT(at_path(last, "stats/custos/ruled_out/0/reason"), "\"shared-content\"");
    CHECK_TEXT(at_path(last, "stats/custos/ruled_out/1/bytes"), "98");
    free(text);
    text = export_render(EXPORT_EVE, export_sample_job(&sample_empty), &len);
    CHECK_INT(line_count(text), 1);
    CHECK(is_json(text));
    CHECK_TEXT(at_path(line_of(text, 0), "timestamp"), "(none)");
    free(text);
}

TEST(hostile_lines_stay_json)
{
    size_t len = 0;
    char *text = export_render(EXPORT_EVE, export_sample_job(sample_hostile()), &len);
    CHECK_INT(line_count(text), 4);
    for (unsigned i = 0; i < 4; i++) CHECK(is_json(line_of(text, i)));
    free(text);
}
