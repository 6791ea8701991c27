"""Holds a report (report.json) against the truth about its capture (truth.json, see README.md). Pure: no files, no processes."""
import datetime
import re

EQUAL_IN_FINDING = ('liid', 'xid', 'warrant', 'element')
EQUAL_IN_CONVERSATION = ('src', 'dst', 'dport', 'protocol')
RANGES = ('packets', 'bytes')
KNOWN = {'rule', 'subject', 'first', 'min', 'max', *EQUAL_IN_FINDING, *EQUAL_IN_CONVERSATION, *RANGES}
STAMP = re.compile(r'(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z')


def seconds(text):
    """An RFC 3339 UTC time as seconds since 1970, or None."""
    m = STAMP.fullmatch(text or '')
    if not m:
        return None
    whole = datetime.datetime.fromisoformat(m[1]).replace(tzinfo=datetime.timezone.utc).timestamp()
    return whole + float(m[2] or 0)


def as_list(value):
    return value if isinstance(value, list) else [value]


def copied_ends(finding):
    return {end for c in finding.get('copied_conversations') or [] for end in (c.get('src'), c.get('dst'))}


def within(value, limits):
    return value is not None and limits[0] <= value <= limits[1]


def matches(match, finding):
    """Is `finding` one that `match` describes?"""
    unknown = set(match) - KNOWN
    if unknown:
        raise ValueError(f'truth.json: unknown key in a match: {", ".join(sorted(unknown))}')
    conversation = finding.get('conversation') or {}
    return (finding['rule'] in as_list(match['rule'])
            and all(finding.get(k) == match[k] for k in EQUAL_IN_FINDING if k in match)
            and all(conversation.get(k) == match[k] for k in EQUAL_IN_CONVERSATION if match.get(k) is not None)
            and ('subject' not in match or bool(copied_ends(finding) & set(as_list(match['subject']))))
            and ('first' not in match or within(seconds(finding.get('first')), match['first']))
            and all(within(finding.get(k) or 0, match[k]) for k in RANGES if k in match))


def tell(finding):
    c = finding.get('conversation') or {}
    return f"{finding.get('rule')} ({finding.get('id')}): {finding.get('summary')} [{c.get('src')} -> {c.get('dst')}:{c.get('dport')}]"


def judge_findings(truth, findings):
    expected, allowed = truth.get('expect', []), truth.get('allow', [])
    for match in expected:
        seen = sum(matches(match, f) for f in findings)
        if not match.get('min', 1) <= seen <= match.get('max', seen):
            yield f'expected {match}: seen {seen} times'
    for f in findings:
        if not any(matches(m, f) for m in expected + allowed):
            yield f'false alarm: {tell(f)}'


def judge_intercepts(truth, intercepts):
    for want in truth.get('intercepts', []):
        name = {k: want[k] for k in ('liid', 'xid') if k in want}
        found = [i for i in intercepts if all(i.get(k) == v for k, v in name.items())]
        if not found:
            yield f'interception {name} is not in the report'
        for kind in ('iri', 'cc'):
            got = sum(i.get(kind) or 0 for i in found)
            if found and kind in want and got != want[kind]:
                yield f'interception {name}: {kind} {got}, in truth {want[kind]}'
        if 'warrant' in want and any(i.get('warrant') != want['warrant'] for i in found):
            yield f'interception {name}: warrant {[i.get("warrant") for i in found]}, in truth {want["warrant"]}'


def judge_accounts(truth, elements):
    def packets(account):
        return sum((e.get('accounts', {}).get(account) or {}).get('packets', 0) for e in elements)
    out = sum((e.get('out') or {}).get('packets', 0) for e in elements)
    got = {'copied_packets': packets('copied'), 'unexplained_share': packets('unexplained') / out if out else None}
    for name, limits in truth.get('accounts', {}).items():
        if not within(got[name], limits):
            yield f'account {name}: {got[name]}, in truth {limits[0]} to {limits[1]}'


def judge_coverage(truth, notes):
    wanted = truth.get('coverage', {})
    for text in wanted.get('says', []):
        if not any(text in n for n in notes):
            yield f'coverage does not say: {text}'
    for text in wanted.get('never', []):
        if any(text in n for n in notes):
            yield f'coverage says: {text}'


def judge_books(elements):
    """Whatever the capture: every packet that left stands in exactly one account."""
    for e in elements:
        for unit in ('packets', 'bytes'):
            out = (e.get('out') or {}).get(unit, 0)
            booked = sum((a or {}).get(unit, 0) for a in (e.get('accounts') or {}).values())
            if booked != out:
                yield f"{e.get('name')}: {out} {unit} left, {booked} are in its accounts"


def judge(truth, report, status):
    """All that is wrong with a report, as sentences; an empty list when it is right."""
    wrong = list(judge_findings(truth, report.get('findings', [])))
    wrong += judge_intercepts(truth, report.get('intercepts', []))
    wrong += judge_accounts(truth, report.get('elements', []))
    wrong += judge_coverage(truth, report.get('coverage', {}).get('notes', []))
    wrong += judge_books(report.get('elements', []))
    if 'exit' in truth and status != truth['exit']:
        wrong.append(f'exit status {status}, in truth {truth["exit"]}')
    return wrong
