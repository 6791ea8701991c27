#include <string.h>

#include "markup/hi1_build.h"

/* TS 103 120 cl. 6 to 8 and its schemas; TS 103 280 for addresses. */
static const struct {
    const char *name;
    enum hi1_element element;
} elements[] = {
    {"HI1Message", HI1_EL_ROOT},
    {"Header", HI1_EL_KNOWN},
    {"SenderIdentifier", HI1_EL_SENDER},
    {"ReceiverIdentifier", HI1_EL_RECEIVER},
    {"CountryCode", HI1_EL_COUNTRY},
    {"UniqueIdentifier", HI1_EL_UNIQUE},
    {"TransactionIdentifier", HI1_EL_TRANSACTION},
    {"Timestamp", HI1_EL_TIMESTAMP},
    {"Version", HI1_EL_KNOWN},
    {"ETSIVersion", HI1_EL_VERSION},
    {"NationalProfileOwner", HI1_EL_SKIP},
    {"NationalProfileVersion", HI1_EL_SKIP},
    {"WorkflowIdentifier", HI1_EL_SKIP},
    {"Payload", HI1_EL_KNOWN},
    {"RequestPayload", HI1_EL_KNOWN},
    {"ResponsePayload", HI1_EL_RESPONSE},
    {"ActionRequests", HI1_EL_KNOWN},
    {"ActionResponses", HI1_EL_KNOWN},
    {"ActionRequest", HI1_EL_ACTION},
    {"ActionResponse", HI1_EL_ACTION},
    {"ActionIdentifier", HI1_EL_SKIP},
    {"ErrorInformation", HI1_EL_ERROR},
    {"ErrorCode", HI1_EL_SKIP},
    {"ErrorDescription", HI1_EL_SKIP},
    {"Identifier", HI1_EL_IDENTIFIER},
    {"HI1Object", HI1_EL_OBJECT},
    /* of any object */
    {"ObjectIdentifier", HI1_EL_OBJECT_ID},
    {"OwnerIdentifier", HI1_EL_OWNER},
    {"Generation", HI1_EL_SKIP},
    {"ExternalIdentifier", HI1_EL_SKIP},
    {"AssociatedObjects", HI1_EL_KNOWN},
    {"AssociatedObject", HI1_EL_ASSOCIATED},
    {"LastChanged", HI1_EL_SKIP},
    {"NationalHandlingParameters", HI1_EL_UNTAKEN},
    {"Owner", HI1_EL_SKIP},
    {"Name", HI1_EL_SKIP},
    {"Value", HI1_EL_VALUE},
    {"StartTime", HI1_EL_START},
    {"EndTime", HI1_EL_END},
    {"CSPID", HI1_EL_CSPID},
    /* AuthorisationObject, cl. 7.2 */
    {"AuthorisationReference", HI1_EL_REFERENCE},
    {"AuthorisationLegalType", HI1_EL_SKIP},
    {"AuthorisationPriority", HI1_EL_SKIP},
    {"AuthorisationStatus", HI1_EL_STATUS},
    {"AuthorisationDesiredStatus", HI1_EL_DESIRED},
    {"AuthorisationTimespan", HI1_EL_KNOWN},
    {"AuthorisationCSPID", HI1_EL_KNOWN},
    {"AuthorisationCreationTimestamp", HI1_EL_SKIP},
    {"AuthorisationServedTimestamp", HI1_EL_SKIP},
    {"AuthorisationTerminationTimestamp", HI1_EL_SKIP},
    {"AuthorisationApprovalDetails", HI1_EL_SKIP},
    {"AuthorisationInvalidReason", HI1_EL_SKIP},
    {"AuthorisationFlags", HI1_EL_UNTAKEN},
    {"AuthorisationManualInformation", HI1_EL_UNTAKEN},
    {"NationalAuthorisationParameters", HI1_EL_UNTAKEN},
    {"AuthorisationJurisdiction", HI1_EL_SKIP},
    {"AuthorisationTypeOfCase", HI1_EL_SKIP},
    {"AuthorisationLegalEntity", HI1_EL_SKIP},
    /* LITaskObject, cl. 8.2 */
    {"Reference", HI1_EL_REFERENCE},
    {"Status", HI1_EL_STATUS},
    {"DesiredStatus", HI1_EL_DESIRED},
    {"Timespan", HI1_EL_KNOWN},
    {"TargetIdentifier", HI1_EL_KNOWN},
    {"TargetIdentifierValues", HI1_EL_KNOWN},
    {"TargetIdentifierValue", HI1_EL_TARGET},
    {"FormatType", HI1_EL_KNOWN},
    {"FormatOwner", HI1_EL_FORMAT_OWNER},
    {"FormatName", HI1_EL_FORMAT_NAME},
    {"ServiceType", HI1_EL_UNTAKEN},
    {"TargetIdentifierSubtype", HI1_EL_UNTAKEN},
    {"DeliveryType", HI1_EL_DELIVERY_TYPE},
    {"DeliveryDetails", HI1_EL_KNOWN},
    {"DeliveryDestination", HI1_EL_DESTINATION},
    {"DeliveryAddress", HI1_EL_DELIVERY_ADDRESS},
    {"IPAddressPort", HI1_EL_KNOWN},
    {"address", HI1_EL_KNOWN},
    {"port", HI1_EL_KNOWN},
    {"IPv4Address", HI1_EL_IP},
    {"IPv6Address", HI1_EL_IP},
    {"TCPPort", HI1_EL_TCP},
    {"UDPPort", HI1_EL_UDP},
    {"DestinationReference", HI1_EL_SKIP},
    {"EncryptionDetails", HI1_EL_SKIP},
    {"IRIorCC", HI1_EL_UNTAKEN},
    {"HandoverFormat", HI1_EL_SKIP},
    {"DeliveryInformationID", HI1_EL_SKIP},
    {"ApprovalDetails", HI1_EL_SKIP},
    {"HandlingProfile", HI1_EL_UNTAKEN},
    {"InvalidReason", HI1_EL_SKIP},
    {"Flags", HI1_EL_UNTAKEN},
    {"NationalLITaskingParameters", HI1_EL_UNTAKEN},
    {"ListOfTrafficPolicyReferences", HI1_EL_UNTAKEN},
    {"ListOfIRIPolicyReferences", HI1_EL_UNTAKEN},
    /* LIST and its answer, cl. 6.4.8 */
    {"ObjectType", HI1_EL_SKIP},
    {"MaximumObjectCount", HI1_EL_SKIP},
    {"ListResponseRecord", HI1_EL_SKIP},
};

enum hi1_element hi1_element_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(elements); i++)
        if (strcmp(elements[i].name, name) == 0) return elements[i].element;
    return HI1_EL_UNKNOWN;
}

static const char *const actions[HI1_ACTION_COUNT] = {"OTHER", "CREATE", "UPDATE",  "CANCEL",
                                                      "GET",   "LIST",   "DELIVER", "GETCSPCONFIG"};

const char *hi1_action_name(enum hi1_action a)
{
    return actions[(unsigned)a < HI1_ACTION_COUNT ? a : HI1_OTHER];
}

enum hi1_action hi1_action_of(const char *name)
{
    for (unsigned a = HI1_OTHER + 1; a < HI1_ACTION_COUNT; a++) {
        size_t len = strlen(actions[a]);
        if (strncmp(name, actions[a], len) == 0 && (!name[len] || strcmp(name + len, "Response") == 0)) return (enum hi1_action)a;
    }
    return HI1_OTHER;
}
