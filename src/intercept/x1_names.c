#include "intercept/x1_names.h"

#include <stdlib.h>
#include <strings.h>

#include "base/macros.h"

struct name {
    const char *text;
    enum x1_element element;
};

/* TS 103 221-1 cl. 6 and its schema; TS 103 280 for addresses. In alphabetical order, without case. What sets the scope of an
 * interception by reference to something else (traffic policies, destination sets, extensions) is left out on purpose: it counts
 * as not understood. */
static const struct name names[] = {
    {"address", EL_KNOWN},
    {"admfIdentifier", EL_ADMF},
    {"amountOfX2Data", EL_KNOWN},
    {"amountOfX3Data", EL_KNOWN},
    {"beginningAndEnd", EL_KNOWN},
    {"correlationID", EL_KNOWN},
    {"createObject", EL_KNOWN},
    {"deliveryAddress", EL_KNOWN},
    {"deliveryType", EL_DELIVERY_TYPE},
    {"description", EL_KNOWN},
    {"destinationDeliveryStatus", EL_KNOWN},
    {"destinationDetails", EL_DESTINATION},
    {"destinationIssueDetails", EL_KNOWN},
    {"destinationIssueErrorCode", EL_KNOWN},
    {"destinationReportType", EL_KNOWN},
    {"destinationResponseDetails", EL_KNOWN},
    {"destinationStatus", EL_KNOWN},
    {"dId", EL_DID},
    {"doNotReport", EL_KNOWN},
    {"e164Number", EL_KNOWN},
    {"emailAddress", EL_KNOWN},
    {"EndTime", EL_END},
    {"errorCode", EL_KNOWN},
    {"errorDescription", EL_KNOWN},
    {"errorInformation", EL_ERROR},
    {"extendedRequestMessageType", EL_KNOWN},
    {"extensionInformation", EL_KNOWN},
    {"extensionSpecification", EL_KNOWN},
    {"fault", EL_KNOWN},
    {"friendlyName", EL_KNOWN},
    {"genericObjectResponseDetails", EL_KNOWN},
    {"implicitDeactivationAllowed", EL_IMPLICIT},
    {"ipAddressAndPort", EL_KNOWN},
    {"IPv4Address", EL_ADDRESS},
    {"IPv4CIDR", EL_CIDR},
    {"IPv6Address", EL_ADDRESS},
    {"IPv6CIDR", EL_CIDR},
    {"issueCode", EL_KNOWN},
    {"LALS", EL_KNOWN},
    {"LIID", EL_LIID},
    {"listOfDestinationResponseDetails", EL_KNOWN},
    {"listOfDIDs", EL_KNOWN},
    {"listOfFaults", EL_KNOWN},
    {"ListOfGenericObjectIDs", EL_KNOWN},
    {"listOfGenericObjectResponseDetails", EL_KNOWN},
    {"listOfLocationTypes", EL_KNOWN},
    {"listOfMediationDetails", EL_KNOWN},
    {"listOfObjects", EL_KNOWN},
    {"listOfResolvedFaults", EL_KNOWN},
    {"listOfServiceTypes", EL_KNOWN},
    {"listOfTaskResponseDetails", EL_KNOWN},
    {"listOfXIDs", EL_KNOWN},
    {"locationType", EL_KNOWN},
    {"mediationDetails", EL_MEDIATION},
    {"messageTimestamp", EL_KNOWN},
    {"modifyObject", EL_KNOWN},
    {"neIdentifier", EL_NE},
    {"neStatus", EL_KNOWN},
    {"neStatusDetails", EL_KNOWN},
    {"numberOfModifications", EL_KNOWN},
    {"object", EL_KNOWN},
    {"objectId", EL_KNOWN},
    {"objectType", EL_KNOWN},
    {"oK", EL_KNOWN},
    {"port", EL_KNOWN},
    {"productID", EL_PRODUCT},
    {"provisioningStatus", EL_KNOWN},
    {"reportPostDialledDigits", EL_KNOWN},
    {"requestMessageType", EL_KNOWN},
    {"resolvedFault", EL_KNOWN},
    {"serviceScopingOptions", EL_KNOWN},
    {"serviceType", EL_KNOWN},
    {"StartTime", EL_START},
    {"status", EL_KNOWN},
    {"suspendOnOutboundInternationalRoaming", EL_KNOWN},
    {"targetIdentifier", EL_TARGET},
    {"targetIdentifiers", EL_KNOWN},
    {"taskDetails", EL_TASK},
    {"taskIssueDetails", EL_KNOWN},
    {"taskIssueErrorCode", EL_KNOWN},
    {"taskReportType", EL_REPORT_TYPE},
    {"taskResponseDetails", EL_KNOWN},
    {"taskStatus", EL_KNOWN},
    {"TCPPort", EL_PORT_TCP},
    {"timeOfLastDelivery", EL_KNOWN},
    {"timeOfLastIntercept", EL_KNOWN},
    {"timeOfLastModification", EL_KNOWN},
    {"typeOfNeIssueMessage", EL_KNOWN},
    {"UDPPort", EL_PORT_UDP},
    {"unresolvedFault", EL_KNOWN},
    {"uponChange", EL_KNOWN},
    {"uri", EL_KNOWN},
    {"version", EL_VERSION},
    {"X1Request", EL_REQUEST},
    {"x1RequestMessage", EL_REQUEST_MESSAGE},
    {"X1Response", EL_RESPONSE},
    {"x1ResponseMessage", EL_RESPONSE_MESSAGE},
    {"X1TopLevelErrorResponse", EL_TOP_ERROR},
    {"x1TransactionId", EL_TRANSACTION},
    {"xId", EL_XID},
};

static int by_text(const void *a, const void *b)
{
    return strcasecmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

enum x1_element x1_element_of(const char *name)
{
    struct name key = {.text = name};
    const struct name *found = bsearch(&key, names, ARRAY_LEN(names), sizeof *names, by_text);
    return found ? found->element : EL_UNKNOWN;
}
