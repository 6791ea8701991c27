#include "report/digest.h"

#include "check.h"

TEST(names_of_the_standards_examples)
{
    /* RFC 9562, appendix A.4: www.example.com in the namespace of domain names */
    static const struct uuid dns = {
        {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}};
    char text[UUID_TEXT];
    CHECK_TEXT(uuid5(&dns, "www.example.com", text), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    /* an ipv4-addr by STIX 2.1, clause 2.9, as OASIS' own library names it */
    CHECK_TEXT(uuid5(&uuid_stix, "{\"value\":\"198.51.100.3\"}", text), "28bb3599-77cd-5a82-a950-b5bc3caf07c4");
}

static const char *community(const char *src, uint16_t sport, const char *dst, uint16_t dport, uint8_t protocol)
{
    static char text[COMMUNITY_TEXT];
    struct five_tuple t = {.sport = sport, .dport = dport, .protocol = protocol};
    if (!ip_parse(src, &t.src) || !ip_parse(dst, &t.dst)) return "no address";
    return community_id(&t, text);
}

/* Of the specification's baseline. */
TEST(community_ids)
{
    CHECK_TEXT(community("128.232.110.120", 34855, "66.35.250.204", 80, 6), "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
    CHECK_TEXT(community("66.35.250.204", 80, "128.232.110.120", 34855, 6), "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
    CHECK_TEXT(community("192.168.1.52", 54585, "8.8.8.8", 53, 17), "1:d/FP5EW3wiY1vCndhwleRRKHowQ=");
    CHECK_TEXT(community("10.0.0.1", 1, "2001:db8::1", 2, 6), "");
}
