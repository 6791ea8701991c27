/* Target identities in one canonical text each, so that the same identity always compares, and seals, the same.
 *
 *   imsi    6 to 15 digits (TS 23.003 cl. 2.2)
 *   imei    14 digits: TAC and serial number; a check digit or software version after them is dropped (TS 23.003 cl. 6.2)
 *   msisdn  3 to 15 digits, without the + or 00 before them (E.164)
 *   supi    imsi-DIGITS (also when only digits are written), nai-NAI, gci-..., gli-... (TS 23.003 cl. 2.2A, TS 29.571)
 *   sip     USER@HOST[:PORT], host in lower case, no needless escapes, no parameters (RFC 3261 cl. 19.1)
 *   tel     [+]DIGITS (RFC 3966)
 *   ip      an address, or a prefix shorter than an address; IPv6 by RFC 5952, IPv4 in IPv6 (::ffff:0:0/96) as IPv4
 *   mail    LOCAL@DOMAIN, domain in lower case (RFC 5321 cl. 2.4: the local part keeps its case)
 *   nai     USER[@REALM], realm in lower case (RFC 7542)
 *   gpsi    extid-USER@DOMAIN, domain in lower case; msisdn-DIGITS becomes an msisdn (TS 29.571 cl. 5.3.2)
 *
 * In numbers the visual separators of RFC 3966 (- . ( ) and blanks) are dropped. */
#ifndef CUSTOS_REGISTER_TARGET_H
#define CUSTOS_REGISTER_TARGET_H

#include "register/warrant.h"

enum { TARGET_TEXT = 320 };

/* Read "kind:value", or a seal. On success NULL, *ret is filled and its text is `text`. Otherwise the cause, as the rest of a
 * sentence, which never holds the value (a target is secret even in an error), and the outputs hold nothing of use. */
const char *target_canonical(const char *written, char text[static TARGET_TEXT], struct target *ret) MUST_USE;

#endif
