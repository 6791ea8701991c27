#include "report/report_json.h"

#include "json_reader.h"
#include "sample.h"

TEST(mini_reader_is_strict)
{
    CHECK(is_json("{\"a\": [1, -2.5e3, true, null, \"\\u00e9\"]}"));
    CHECK(!is_json("{\"a\": 01}"));
    CHECK(!is_json("{\"a\" 1}"));
    CHECK(!is_json("[1,]"));
    CHECK(!is_json("[nan]"));
    CHECK(!is_json("\"\x01\""));
    CHECK(!is_json("\"\xff\""));
    CHECK(!is_json("{} {}"));
    CHECK_TEXT(at_path("{\"a\": [1, {\"b\": \"x\"}]}", "a/1/b"), "\"x\"");
    CHECK_TEXT(at_path("{\"a\": 1}", "b"), "(none)");
}

TEST(contract_names)
{
    static const char *const wanted[][2] = {
        {"custos/version", "\"0.1.0\""},
        {"custos/schema", "1"},
        {"captures/0/file", "\"core.pcapng.zst\""},
        {"captures/0/tap", "\"gn0, sgi0, oam0\""},
        {"captures/0/format", "\"pcapng\""},
        {"captures/0/packets", "37112"},
        {"captures/0/bytes", "29200000"},
        {"captures/0/first", "\"2026-11-21T23:16:53.000000000Z\""},
        {"captures/0/last", "\"2026-11-21T23:17:15.000000000Z\""},
        {"captures/0/truncated", "false"},
        {"captures/0/snapped_packets", "0"},
        {"captures/0/dropped_packets", "0"},
        {"captures/1/truncated", "true"},
        {"captures/1/undecoded_packets", "3"},
        {"captures/1/dropped_packets", "null"},
        {"elements/0/name", "\"ggsn-1\""},
        {"elements/0/supplier", "\"Osmo\""},
        {"elements/0/role", "\"GGSN\""},
        {"elements/0/zone", "\"core\""},
        {"elements/0/in/packets", "18204"},
        {"elements/0/out/bytes", "15027335"},
        {"elements/0/accounts/forwarded/packets", "17890"},
        {"elements/0/accounts/declared/bytes", "1200"},
        {"elements/0/accounts/warranted/packets", "0"},
        {"elements/0/accounts/copied/packets", "1359"},
        {"elements/0/accounts/unexplained/bytes", "98000"},
        {"elements/0/sides/2/accounts/copied/bytes", "1028135"},
        {"elements/0/lines/1/finding", "\"F-0001\""},
        {"intercepts/0/xid", "null"},
        {"intercepts/0/liid", "\"X9SHADOW01\""},
        {"intercepts/0/warrant", "null"},
        {"intercepts/1/warrant", "\"W-26-001\""},
        {"intercepts/0/element", "\"mediator-1\""},
        {"intercepts/0/depth", "\"clear\""},
        {"intercepts/0/state", "\"active\""},
        {"intercepts/0/iri", "2"},
        {"intercepts/0/cc", "20"},
        {"intercepts/0/bytes", "7690"},
        {"intercepts/0/destinations/1", "\"10.77.1.66:49003\""},
        {"warrants/8/seen", "false"},
        {"warrants/8/scope/1", "\"cc\""},
        {"findings/0/id", "\"F-0001\""},
        {"findings/0/rule", "\"covert-copy\""},
        {"findings/0/severity", "\"critical\""},
        {"findings/0/confidence", "1"},
        {"findings/0/element", "\"ggsn-1\""},
        {"findings/0/supplier", "\"Osmo\""},
        {"findings/0/warrant", "null"},
        {"findings/0/xid", "null"},
        {"findings/0/liid", "null"},
        {"findings/0/conversation/src", "\"10.66.0.1\""},
        {"findings/0/conversation/sport", "null"},
        {"findings/0/conversation/dst", "\"10.66.0.2\""},
        {"findings/0/conversation/dport", "4789"},
        {"findings/0/conversation/protocol", "\"udp\""},
        {"findings/0/conversation/encapsulation/0", "\"vxlan\""},
        {"findings/0/copied_conversations/0/src", "\"10.45.0.3\""},
        {"findings/0/copied_conversations/1/dport", "50122"},
        {"findings/0/first", "\"2026-11-21T23:16:59.810000000Z\""},
        {"findings/0/packets", "1359"},
        {"findings/0/bytes", "1028135"},
        {"findings/0/detected_after/packets", "12"},
        {"findings/0/detected_after/seconds", "0.2"},
        {"findings/0/limits/min_bytes", "null"},
        {"findings/0/limits/max_delay_s", "null"},
        {"findings/0/evidence/2/capture", "\"core.pcapng.zst\""},
        {"findings/0/evidence/2/packet", "11875"},
        {"findings/1/detected_after", "null"},
        {"findings/2/limits/min_bytes", "64000"},
        {"findings/2/limits/max_delay_s", "2"},
        {"findings/2/confidence", "0.93"},
        {"findings/2/depth", "\"metadata\""},
        {"findings/2/subscribers/1", "\"2001:db8:45::9\""},
        {"findings/2/correlation/coefficient", "0.9884"},
        {"findings/2/correlation/lag_s", "0.048"},
        {"findings/2/correlation/log10_p", "-12.34"},
        {"findings/2/correlation/pairs", "40"},
        {"findings/0/correlation", "null"},
        {"findings/0/series", "null"},
        {"findings/2/series/unit", "\"bytes\""},
        {"findings/2/series/first", "\"2026-11-21T23:16:55.000000000Z\""},
        {"findings/2/series/step_s", "1"},
        {"findings/2/series/lanes/1/name", "\"conversation\""},
        {"findings/2/series/lanes/1/values/2", "180000"},
        {"findings/2/series/lanes/1/values/5", "(none)"},
        {"findings/0/subscribers", "[]"},
        {"findings/3/conversation/src", "null"},
        {"ruled_out/0/reason", "\"shared-content\""},
        {"ruled_out/0/packets", "4100"},
        {"ruled_out/0/bytes", "5200000"},
        {"ruled_out/0/conversations", "38"},
        {"ruled_out/1/why", "\"ICMP errors that quote a packet back to its own sender\""},
        {"findings/3/last", "null"},
        {"coverage/untapped/0", "\"mediator-1: management\""},
        {"coverage/undecrypted_sessions", "2"},
        {"coverage/window_s", "22"},
        {"coverage/long_memory_s", "600"},
        {"coverage/memory_bytes", "512000000"},
        {"coverage/undecided/0/rules/1", "\"delivery-gap\""},
        {"coverage/undecided/0/where", "\"1 TLS session from upf-1 to mdf-1, tcp/42001\""},
        {"coverage/undecided/0/why", "\"it is encrypted\""},
        {"run/balanced", "false"},
        {"run/severities/critical", "2"},
    };
    size_t len = 0;
    char *text = sample_render(report_json, sample_rich(), &len);
    CHECK(is_json(text));
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (!CHECK_TEXT(at_path(text, wanted[i][0]), wanted[i][1])) printf("        at %s\n", wanted[i][0]);
    free(text);
}

TEST(empty_has_every_part)
{
    static const char *const parts[] = {"captures", "elements",  "intercepts",     "warrants",
                                        "findings", "ruled_out", "coverage/notes", "coverage/undecided"};
    size_t len = 0;
    char *text = sample_render(report_json, &sample_empty, &len);
    CHECK(is_json(text));
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) CHECK_TEXT(at_path(text, parts[i]), "[]");
    CHECK_TEXT(at_path(text, "run/first"), "null");
    CHECK_TEXT(at_path(text, "run/network"), "null");
    CHECK_TEXT(at_path(text, "run/balanced"), "true");
    free(text);
}

TEST(hostile_text_stays_json)
{
    size_t len = 0;
    char *text = sample_render(report_json, sample_hostile(), &len);
    CHECK_INT(strlen(text), len);
    CHECK(is_json(text));
    CHECK_TEXT(at_path(text, "run/packets"), "9223372036854775807"); /* what readers with signed integers can hold */
    CHECK_TEXT(at_path(text, "findings/0/evidence/0/capture"), "null");
    CHECK_TEXT(at_path(text, "findings/1/severity"), "\"unknown\"");
    CHECK_TEXT(at_path(text, "findings/0/conversation/dport"), "null");
    CHECK(strstr(text, "<script") == NULL);
    free(text);
}
