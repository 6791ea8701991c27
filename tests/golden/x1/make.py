#!/usr/bin/env python3
"""make.py: writes *.xml beside this file: a request and an answer of each message type of ETSI TS 103 221-1 (clauses 6.1 to 6.8), after
the schema of its version 1.22.1, and of TS 103 280 version 2.15.1."""
import os, sys

HERE = os.path.dirname(os.path.abspath(__file__))
X1, COMMON, XSI = 'http://uri.etsi.org/03221/X1/2017/10', 'http://uri.etsi.org/03280/common/2017/07', 'http://www.w3.org/2001/XMLSchema-instance'
XID, XID2 = '11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'
DID, DID2 = 'd1d1d1d1-0000-4000-8000-000000000001', 'd2d2d2d2-0000-4000-8000-000000000002'
OBJECT = '0b0b0b0b-0000-4000-8000-000000000001'
OK = '<oK>AcknowledgedAndCompleted</oK>'
TARGETS = [('imsi', '001010000000001'), ('imei', '01234567890123'), ('e164Number', '31600000001'), ('macAddress', '02:00:00:00:00:01'), ('ipv4Address', '10.46.0.7'),
           ('ipv6Address', '2001:0db8:0000:0000:0000:0000:0000:0007'), ('ipv4Cidr', '<c:IPv4CIDR>10.46.0.0/29</c:IPv4CIDR>'), ('ipv6Cidr', '2001:0db8:0000:0000:0000:0000:0000:0000/64'), ('tcpPort', '443'),
           ('tcpPortRange', '<c:start>443</c:start><c:end>8443</c:end>'),
           ('udpPort', '5060'), ('emailAddress', 'a@example.org'), ('sipUri', 'sip:a@ims.example.org'), ('telUri', 'tel:+31600000001'), ('impu', 'sip:a@ims.example.org'),
           ('impi', 'a@ims.example.org'), ('nai', 'a@example.org'), ('radiusAttribute', '010361'), ('gtpuTunnelId', '4369'), ('gtpcTunnelId', '4370'),
           ('callPartyRole', 'Originating'), ('nonLocalIdentifier', 'Local'), ('supiimsi', '001010000000001'), ('supinai', 'a@example.org'), ('peiImei', '01234567890123'),
           ('peiImeisv', '0123456789012345'), ('gpsiMsisdn', '31600000001'), ('gpsiNai', 'a@example.org')]
MEDIATION = ('<listOfMediationDetails><mediationDetails><LIID>LI-1</LIID><deliveryType>HI2andHI3</deliveryType><StartTime>2026-11-01T00:00:00.000000Z</StartTime>'
             '<EndTime>2026-12-01T00:00:00.000000Z</EndTime><listOfDIDs><dId>%s</dId></listOfDIDs><serviceScopingOptions><serviceScopingOptions><serviceType><serviceType>voice'
             '</serviceType></serviceType><locationType><listOfLocationTypes><locationType><uponChange>true</uponChange></locationType></listOfLocationTypes></locationType>'
             '<suspendOnOutboundInternationalRoaming>false</suspendOnOutboundInternationalRoaming><reportPostDialledDigits>true</reportPostDialledDigits></serviceScopingOptions>'
             '</serviceScopingOptions></mediationDetails></listOfMediationDetails>' % DID)
TASK = ('<taskDetails><xId>' + XID + '</xId><targetIdentifiers>' + ''.join('<targetIdentifier><%s>%s</%s></targetIdentifier>' % (k, v, k) for k, v in TARGETS) +
        '</targetIdentifiers><deliveryType>X2andX3</deliveryType><listOfDIDs><dId>' + DID + '</dId></listOfDIDs>' + MEDIATION +
        '<correlationID>7</correlationID><implicitDeactivationAllowed>false</implicitDeactivationAllowed><productID>' + XID2 + '</productID>'
        '<listOfServiceTypes><serviceType>voice</serviceType><serviceType>data</serviceType></listOfServiceTypes></taskDetails>')
DESTINATION = ('<destinationDetails><dId>' + DID + '</dId><friendlyName>first</friendlyName><deliveryType>X2andX3</deliveryType><deliveryAddress><ipAddressAndPort>'
               '<c:address><c:IPv4Address>10.0.5.1</c:IPv4Address></c:address><c:port><c:TCPPort>42001</c:TCPPort></c:port></ipAddressAndPort></deliveryAddress></destinationDetails>')
DESTINATION_BY = {'Uri': '<uri>https://mdf.example/x2</uri>', 'Number': '<e164Number>31600000001</e164Number>', 'Mail': '<emailAddress>mdf@example.org</emailAddress>',
                  'IPv6': '<ipAddressAndPort><c:address><c:IPv6Address>2001:0db8:0000:0000:0000:0000:0000:0001</c:IPv6Address></c:address><c:port><c:UDPPort>42002</c:UDPPort></c:port></ipAddressAndPort>'}
FAULTS = '<listOfFaults><unresolvedFault><errorCode>1000</errorCode><errorDescription>disc</errorDescription></unresolvedFault></listOfFaults>'
TASK_STATUS = ('<taskStatus><provisioningStatus>complete</provisioningStatus>' + FAULTS + '<timeOfLastIntercept>2026-11-21T11:59:00.000000Z</timeOfLastIntercept><amountOfX2Data>10</amountOfX2Data>'
               '<amountOfX3Data>2000</amountOfX3Data><timeOfLastModification>2026-11-21T11:00:00.000000Z</timeOfLastModification><numberOfModifications>1</numberOfModifications></taskStatus>')
TASK_ANSWER = '<taskResponseDetails>' + TASK + TASK_STATUS + '</taskResponseDetails>'
DESTINATION_ANSWER = ('<destinationResponseDetails>' + DESTINATION + '<destinationStatus><destinationDeliveryStatus>activeAndWorking</destinationDeliveryStatus><listOfFaults/>'
                      '</destinationStatus></destinationResponseDetails>')
NE_STATUS = '<neStatusDetails><neStatus>Faults</neStatus>' + FAULTS + '</neStatusDetails>'
TASKS = '<listOfTaskResponseDetails>' + TASK_ANSWER + '</listOfTaskResponseDetails>'
DESTINATIONS = '<listOfDestinationResponseDetails>' + DESTINATION_ANSWER + '</listOfDestinationResponseDetails>'
MESSAGES = {
    'ActivateTask': (TASK, OK), 'ModifyTask': (TASK, OK), 'DeactivateTask': ('<xId>%s</xId>' % XID, OK), 'DeactivateAllTasks': ('', OK),
    'GetTaskDetails': ('<xId>%s</xId>' % XID, TASK_ANSWER), 'CreateDestination': (DESTINATION, OK), 'ModifyDestination': (DESTINATION, OK),
    'RemoveDestination': ('<dId>%s</dId>' % DID, OK), 'RemoveAllDestinations': ('', OK), 'GetDestinationDetails': ('<dId>%s</dId>' % DID, DESTINATION_ANSWER),
    'GetNEStatus': ('', NE_STATUS), 'GetAllDetails': ('', NE_STATUS + TASKS + DESTINATIONS), 'GetAllTaskDetails': ('', TASKS),
    'GetAllDestinationDetails': ('', DESTINATIONS), 'GetAllGenericObjectDetails': ('<objectType>Q{urn:example}Set</objectType>', '<listOfGenericObjectResponseDetails/>'),
    'ListAllDetails': ('', '<ListOfXIDs><xId>%s</xId><xId>%s</xId></ListOfXIDs><ListOfDIDs><dId>%s</dId></ListOfDIDs><ListOfGenericObjectIDs><objectId>%s</objectId></ListOfGenericObjectIDs>' % (XID, XID2, DID, OBJECT)),
    'ReportTaskIssue': ('<xId>%s</xId><taskReportType>TerminatingFault</taskReportType><taskIssueErrorCode>2000</taskIssueErrorCode><taskIssueDetails>disc</taskIssueDetails>' % XID, OK),
    'ReportDestinationIssue': ('<dId>%s</dId><destinationReportType>Warning</destinationReportType><destinationIssueErrorCode>2001</destinationIssueErrorCode><destinationIssueDetails>slow</destinationIssueDetails>' % DID, OK),
    'ReportNEIssue': ('<typeOfNeIssueMessage>Alert</typeOfNeIssueMessage><description>door</description><issueCode>1</issueCode>', OK),
    'Ping': ('', OK), 'Keepalive': ('', OK),
    'GetObject': ('<objectId>%s</objectId>' % OBJECT, None), 'DeleteObject': ('<objectId>%s</objectId>' % OBJECT, OK),
    'ListObjectsOfType': ('<objectType>Q{urn:example}Set</objectType>', '<listOfObjects><objectId>%s</objectId></listOfObjects>' % OBJECT),
    'DeleteAllObjects': ('', OK), 'CreateObject': (None, OK), 'ModifyObject': (None, OK),
    'Error': (None, '<requestMessageType>ActivateTask</requestMessageType><errorInformation><errorCode>3000</errorCode><errorDescription>no</errorDescription></errorInformation>'),
}
HEAD = '<admfIdentifier>admf-1</admfIdentifier><neIdentifier>upf-1</neIdentifier><messageTimestamp>2026-11-21T12:00:00.000000Z</messageTimestamp><version>v1.22.1</version>'
SPACES = 'xmlns="%s" xmlns:c="%s" xmlns:xsi="%s"' % (X1, COMMON, XSI)


def message(kind, type_, inner):
    transaction = '<x1TransactionId>00000000-0000-4000-8000-%012d</x1TransactionId>' % (list(MESSAGES).index(type_) + 1)  # an answer has its request's
    return '<x1%sMessage xsi:type="%s%s">%s%s%s</x1%sMessage>' % (kind, type_, kind, HEAD, transaction, inner, kind)


def container(kind, *messages):
    return '<?xml version="1.0" encoding="UTF-8"?>\n<X1%s %s>%s</X1%s>\n' % (kind, SPACES, ''.join(messages), kind)


def write(name, text):
    with open(os.path.join(HERE, name + '.xml'), 'w') as out: out.write(text)


def main():
    for type_, (request, answer) in MESSAGES.items():
        if request is not None: write(type_ + 'Request', container('Request', message('Request', type_, request)))
        if answer is not None: write(type_ + 'Response', container('Response', message('Response', type_, answer)))
    for name, address in DESTINATION_BY.items():
        start, end = DESTINATION.index('<deliveryAddress>') + len('<deliveryAddress>'), DESTINATION.index('</deliveryAddress>')
        write('CreateDestinationRequest-' + name, container('Request', message('Request', 'CreateDestination', DESTINATION[:start] + address + DESTINATION[end:])))
    write('several-Request', container('Request', message('Request', 'Ping', ''), message('Request', 'DeactivateTask', '<xId>%s</xId>' % XID), message('Request', 'GetNEStatus', '')))
    write('X1TopLevelErrorResponse', '<?xml version="1.0" encoding="UTF-8"?>\n<X1TopLevelErrorResponse %s>%s</X1TopLevelErrorResponse>\n' % (SPACES, HEAD))
    prefixed = container('Request', message('Request', 'RemoveDestination', '<dId>%s</dId>' % DID2)).replace('</', '</x:').replace('xmlns=', 'xmlns:x=').replace('"RemoveD', '"x:RemoveD')
    for tag in ('X1R', 'x1R', 'adm', 'neI', 'mes', 'ver', 'x1T', 'dId'): prefixed = prefixed.replace('<' + tag, '<x:' + tag)
    write('prefixed-Request', prefixed)


sys.exit(main())
