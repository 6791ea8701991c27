/* Rules that stand on X1: each fires on its planted case and stays silent on the innocent twin. */
#include "x1_world.h"

static void create_destination(const char *address, const char *port)
{
    char text[1024];
    snprintf(text, sizeof text,
             "<destinationDetails><dId>" DID_1 "</dId><deliveryType>X2andX3</deliveryType><deliveryAddress><ipAddressAndPort>"
             "<c:address><c:IPv4Address>%s</c:IPv4Address></c:address><c:port><c:TCPPort>%s</c:TCPPort></c:port>"
             "</ipAddressAndPort></deliveryAddress></destinationDetails>",
             address, port);
    exchange("CreateDestination", text, "<oK>AcknowledgedAndCompleted</oK>");
}

/* How often the rule fired, where nothing but it and the clear interface may. */
static unsigned only(const char *rule)
{
    judge(&w);
    CHECK_INT(fired(&w, "unprotected-interface"), 1);
    CHECK_INT(w.verdict.finding_count, fired(&w, rule) + 1);
    return fired(&w, rule);
}

TEST(lawful_provisioning_is_no_finding)
{
    start();
    create_destination("10.0.5.1", "42001");
    activate(XID_1, "ipv4Address", "10.46.0.7");
    exchange("ListAllDetails", "", listing(XID_1, DID_1));
    exchange("GetTaskDetails", "<xId>" XID_1 "</xId>", details(XID_1, "ipv4Cidr", "10.46.0.7/32"));
    exchange("DeactivateTask", "<xId>" XID_1 "</xId>", "<oK>AcknowledgedAndCompleted</oK>");
    exchange("ListAllDetails", "", listing(NULL, DID_1));
    CHECK_INT(only("none"), 0);
    REQUIRE(w.verdict.intercept_count == 1);
    CHECK_TEXT(w.verdict.intercepts[0].warrant, "W-1");
    CHECK_TEXT(w.verdict.intercepts[0].state, "ended");
    CHECK_TEXT(w.verdict.intercepts[0].element, "upf-1");
    close_world(&w);
}

TEST(provisioned_without_warrant)
{
    start();
    activate(XID_9, "imsi", "001010000000009");
    exchange("ModifyTask", details(XID_9, "imsi", "001010000000008"), "<oK>AcknowledgedAndCompleted</oK>");
    CHECK_INT(only("intercept-without-warrant"), 1);
    CHECK_TEXT(finding(&w, "intercept-without-warrant")->xid, XID_9);
    close_world(&w);
}

TEST(an_unwarranted_task_and_its_product_are_one_intercept)
{
    start();
    exchange("ActivateTask", details("77777777-7777-4777-8777-777777777777", "imsi", "001010000000009"), "<oK>x</oK>");
    struct stream x = x_stream;
    for (uint32_t i = 0; i < 3; i++) send_x(&w, &x, X3, 7, i);
    judge(&w);
    CHECK_INT(fired(&w, "intercept-without-warrant"), 1);
    CHECK_INT(w.verdict.intercept_count, 1);
    close_world(&w);
}

TEST(refused_provisioning_is_none)
{
    start();
    request("ActivateTask", details(XID_9, "imsi", "001010000000009"));
    respond("Error", transaction, "<errorInformation><errorCode>3000</errorCode></errorInformation>");
    CHECK_INT(only("none"), 0);
    CHECK_INT(w.verdict.intercept_count, 0);
    close_world(&w);
}

TEST(provisioning_without_answer_counts)
{
    start();
    request("ActivateTask", details(XID_9, "imsi", "001010000000009"));
    CHECK_INT(only("intercept-without-warrant"), 1);
    close_world(&w);
}

TEST(wrong_targets)
{
    static const char *const wrong[][2] = {{"ipv4Address", "10.46.0.99"}, {"ipv4Cidr", "10.46.0.0/29"}, {"sipUri", "sip:a@b.c"}};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        start();
        activate(XID_1, wrong[i][0], wrong[i][1]);
        activate(XID_1, "ipv4Address", "10.46.0.7");
        CHECK_INT(only("intercept-wrong-target"), 1);
        const struct verdict_finding *f = finding(&w, "intercept-wrong-target");
        REQUIRE(f);
        CHECK_TEXT(f->warrant, "W-1");
        CHECK(!strstr(f->summary, "10.46.0") && !strstr(f->summary, "a@b.c") && !strstr(f->detail, "10.46.0"));
        CHECK(f->evidence[0].headers_only);
        close_world(&w);
    }
}

TEST(sealed_identifiers_of_sessions_are_not_compared)
{
    start();
    activate(XID_1, "fseid", "42");
    CHECK_INT(only("none"), 0);
    close_world(&w);
}

TEST(unknown_provisioner)
{
    start();
    connect_from("10.0.9.61");
    activate(XID_1, "ipv4Address", "10.46.0.7");
    judge(&w);
    CHECK_INT(fired(&w, "unknown-provisioner"), 1);
    CHECK_INT(fired(&w, "intercept-without-warrant") + fired(&w, "intercept-wrong-target"), 0);
    CHECK_TEXT(finding(&w, "unknown-provisioner")->element, "upf-1");
    close_world(&w);
}

TEST(a_hidden_task)
{
    start();
    activate(XID_1, "ipv4Address", "10.46.0.7");
    exchange("ListAllDetails", "", listing(NULL, NULL));
    CHECK_INT(only("provisioning-mismatch"), 1);
    CHECK_TEXT(finding(&w, "provisioning-mismatch")->xid, XID_1);
    close_world(&w);
}

TEST(a_task_that_lingers)
{
    start();
    activate(XID_1, "ipv4Address", "10.46.0.7");
    exchange("DeactivateAllTasks", "", "<oK>AcknowledgedAndCompleted</oK>");
    exchange("ListAllDetails", "", listing(XID_1, NULL));
    CHECK_INT(only("provisioning-mismatch"), 1);
    close_world(&w);
}

TEST(a_task_with_other_details)
{
    start();
    activate(XID_1, "ipv4Address", "10.46.0.7");
    exchange("GetAllDetails", "", details(XID_1, "ipv4Address", "10.46.0.8"));
    CHECK_INT(only("provisioning-mismatch"), 1);
    close_world(&w);
}

/* A list that is under way while a task ends, and one while it begins. */
TEST(lists_that_cross)
{
    start();
    activate(XID_1, "ipv4Address", "10.46.0.7");
    request("DeactivateTask", "<xId>" XID_1 "</xId>");
    request("ListAllDetails", "");
    respond("ListAllDetails", transaction, listing(NULL, NULL));
    respond("DeactivateTask", transaction - 1, "<oK>AcknowledgedAndCompleted</oK>");
    request("ListAllDetails", "");
    request("ActivateTask", details(XID_1, "ipv4Address", "10.46.0.7"));
    respond("ActivateTask", transaction, "<oK>AcknowledgedAndCompleted</oK>");
    respond("ListAllDetails", transaction - 1, listing(NULL, NULL));
    CHECK_INT(only("none"), 0);
    close_world(&w);
}

TEST(listed_from_before_the_capture)
{
    start();
    exchange("ListAllDetails", "", listing(XID_1, DID_1));
    CHECK_INT(only("none"), 0);
    close_world(&w);
    start();
    exchange("ListAllDetails", "", listing(XID_9, DID_1));
    CHECK_INT(only("intercept-without-warrant"), 1);
    close_world(&w);
}

TEST(undeclared_destination)
{
    start();
    create_destination("203.0.113.9", "8443");
    activate(XID_1, "ipv4Address", "10.46.0.7");
    CHECK_INT(only("undeclared-destination"), 1);
    CHECK_TEXT(finding(&w, "undeclared-destination")->conversation.dst, "203.0.113.9");
    close_world(&w);
    start();
    create_destination("198.51.100.7", "41002"); /* W-1 names it */
    activate(XID_1, "ipv4Address", "10.46.0.7");
    CHECK_INT(only("none"), 0);
    close_world(&w);
}

/* A warrant that names only the LIID covers the XID that X1's mediation details join to it. */
TEST(joined_by_mediation_details)
{
    start();
    exchange("ActivateTask",
             "<taskDetails><xId>" XID_9 "</xId><targetIdentifiers><targetIdentifier><ipv4Address>10.46.0.7</ipv4Address>"
             "</targetIdentifier></targetIdentifiers><deliveryType>X2andX3</deliveryType><listOfMediationDetails>"
             "<mediationDetails><LIID>LI-1</LIID><deliveryType>HI2andHI3</deliveryType></mediationDetails>"
             "</listOfMediationDetails></taskDetails>",
             "<oK>AcknowledgedAndCompleted</oK>");
    CHECK_INT(only("none"), 0);
    REQUIRE(w.verdict.intercept_count == 1);
    CHECK_TEXT(w.verdict.intercepts[0].liid, "LI-1");
    CHECK_TEXT(w.verdict.intercepts[0].warrant, "W-1");
    close_world(&w);
}

TEST(pipelined_in_chunks_and_with_a_gap)
{
    char text[X1_TEXT_ROOM], all[2 * X1_TEXT_ROOM], body[X1_TEXT_ROOM];
    start();
    struct bytes xml = x1_xml(body, "ActivateTaskRequest", 1, details(XID_9, "imsi", "001010000000009"));
    struct bytes ping = x1_http(text, "PingRequest", 2, "");
    int len = snprintf(all, sizeof all,
                       "%.*sPOST /X1/NE HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n%.100s\r\n%zx\r\n%s\r\n0\r\n\r\n",
                       (int)ping.len, text, body, xml.len - 100, body + 100);
    for (int at = 0; at < len; at += 50)
        post_tcp(&w, &ask, PUSH, bytes_of(all + at, (size_t)(len - at < 50 ? len - at : 50)), false);
    respond("ActivateTask", 1, "<oK>AcknowledgedAndCompleted</oK>");
    post_tcp(&w, &ask, PUSH, bytes_of(all, 300), false);
    post_tcp(&w, &ask, PUSH, bytes_of(all + 300, 100), true);
    transaction = 5;
    activate(XID_1, "ipv4Address", "10.46.0.99");
    judge(&w);
    CHECK_INT(fired(&w, "intercept-without-warrant"), 1);
    CHECK_INT(fired(&w, "intercept-wrong-target"), 1);
    close_world(&w);
}

/* Other HTTP at an element is nothing of this. */
TEST(other_http)
{
    start();
    static const char soap[] = "POST /cm HTTP/1.1\r\nContent-Type: text/xml\r\nContent-Length: 8\r\n\r\n<html/>\n";
    for (int i = 0; i < 5; i++) post_tcp(&w, &ask, PUSH, bytes_of(soap, sizeof soap - 1), false);
    judge(&w);
    CHECK_INT(w.verdict.finding_count, 0);
    close_world(&w);
}
