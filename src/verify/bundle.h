/* Checks a bundle: what a carrier hands out of its ledger, for somebody who has nothing but this.
 *
 * MANIFEST is a signed note whose text is, a line each: "custos/manifest/v1"; "bundle ID"; "receiver", "tlp", "classification",
 * "case", "purpose" with what is said there ("-": nothing); "record N" for every record that is shown; "file SHA256 SIZE PATH"
 * for every file but those of the release and the proofs; "release N"; "file" lines of the rest. Nothing else may lie in the
 * bundle. N.record, N.disclosed (leaf.h) and N.tlog-proof (proof.h) tell of a record. Record N of the release, made before
 * anything was handed out, shows in its slot manifest.sha256 the hash of MANIFEST up to its line "release", and in manifest.key
 * the key that signed MANIFEST. A file below blob/ is named by its SHA-256 and stands in a slot evidence.blob that is shown. */
#ifndef CUSTOS_VERIFY_BUNDLE_H
#define CUSTOS_VERIFY_BUNDLE_H

#include <stdio.h>

#include "verify/parcel.h"

/* In the order of custos-verify's exit statuses. */
enum bundle_result { BUNDLE_VALID, BUNDLE_INVALID, BUNDLE_MALFORMED, BUNDLE_UNMET };

/* `policy`: what the reader trusts; at NULL: the policy that lies in the bundle. What is shown and withheld goes to `out`: it
 * holds only when the result is BUNDLE_VALID, or but for the witnesses BUNDLE_UNMET. Otherwise `why` is one sentence. */
enum bundle_result bundle_check(const struct parcel *f, struct span policy, FILE *out, char *why, size_t room);

#endif
