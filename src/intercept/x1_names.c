#include "intercept/x1_names.h"

#include <stddef.h>
#include <strings.h>

#include "base/macros.h"

/* TS 103 221-1 cl. 6 and 7 and its schema; TS 103 280 for addresses. */
static const struct {
    const char *name;
    enum x1_element element;
} elements[] = {
    {"X1Request", EL_REQUEST},
    {"X1Response", EL_RESPONSE},
    {"X1TopLevelErrorResponse", EL_TOP_ERROR},
    {"x1RequestMessage", EL_REQUEST_MESSAGE},
    {"x1ResponseMessage", EL_RESPONSE_MESSAGE},
    {"admfIdentifier", EL_ADMF},
    {"neIdentifier", EL_NE},
    {"version", EL_VERSION},
    {"x1TransactionId", EL_TRANSACTION},
    {"errorInformation", EL_ERROR},
    {"taskDetails", EL_TASK},
    {"destinationDetails", EL_DESTINATION},
    {"xId", EL_XID},
    {"dId", EL_DID},
    {"productID", EL_PRODUCT},
    {"deliveryType", EL_DELIVERY_TYPE},
    {"targetIdentifier", EL_TARGET},
    {"mediationDetails", EL_MEDIATION},
    {"LIID", EL_LIID},
    {"StartTime", EL_START},
    {"EndTime", EL_END},
    {"implicitDeactivationAllowed", EL_IMPLICIT},
    {"IPv4Address", EL_ADDRESS},
    {"IPv6Address", EL_ADDRESS},
    {"TCPPort", EL_PORT_TCP},
    {"UDPPort", EL_PORT_UDP},
    {"taskReportType", EL_REPORT_TYPE},
    {"messageTimestamp", EL_KNOWN},
    {"oK", EL_KNOWN},
    {"requestMessageType", EL_KNOWN},
    {"errorCode", EL_KNOWN},
    {"errorDescription", EL_KNOWN},
    {"targetIdentifiers", EL_KNOWN},
    {"listOfDIDs", EL_KNOWN},
    {"listOfXIDs", EL_KNOWN},
    {"listOfMediationDetails", EL_KNOWN},
    {"correlationID", EL_KNOWN},
    {"friendlyName", EL_KNOWN},
    {"deliveryAddress", EL_KNOWN},
    {"ipAddressAndPort", EL_KNOWN},
    {"address", EL_KNOWN},
    {"port", EL_KNOWN},
    {"e164Number", EL_KNOWN},
    {"uri", EL_KNOWN},
    {"emailAddress", EL_KNOWN},
    {"taskResponseDetails", EL_KNOWN},
    {"destinationResponseDetails", EL_KNOWN},
    {"listOfTaskResponseDetails", EL_KNOWN},
    {"listOfDestinationResponseDetails", EL_KNOWN},
    {"taskStatus", EL_KNOWN},
    {"destinationStatus", EL_KNOWN},
    {"destinationDeliveryStatus", EL_KNOWN},
    {"provisioningStatus", EL_KNOWN},
    {"listOfFaults", EL_KNOWN},
    {"fault", EL_KNOWN},
    {"resolvedFault", EL_KNOWN},
    {"listOfResolvedFaults", EL_KNOWN},
    {"timeOfLastIntercept", EL_KNOWN},
    {"amountOfX2Data", EL_KNOWN},
    {"amountOfX3Data", EL_KNOWN},
    {"timeOfLastModification", EL_KNOWN},
    {"numberOfModifications", EL_KNOWN},
    {"timeOfLastDelivery", EL_KNOWN},
    {"neStatusDetails", EL_KNOWN},
    {"neStatus", EL_KNOWN},
    {"taskIssueErrorCode", EL_KNOWN},
    {"taskIssueDetails", EL_KNOWN},
    {"destinationReportType", EL_KNOWN},
    {"destinationIssueErrorCode", EL_KNOWN},
    {"destinationIssueDetails", EL_KNOWN},
    {"typeOfNeIssueMessage", EL_KNOWN},
    {"issueCode", EL_KNOWN},
    {"description", EL_KNOWN},
};

enum x1_element x1_element_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(elements); i++)
        if (strcasecmp(elements[i].name, name) == 0) return elements[i].element;
    return EL_UNKNOWN;
}
