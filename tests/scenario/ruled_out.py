"""What an innocent drill must show as ruled out: the reason that is its own, and at least how many packets of it."""

# Innocent drills in which nothing but ordinary traffic happens: whatever reasons they show are by the way.
PLAIN = {'clean-day', 'clean-ipv6', 'clean-clamped', 'clean-silence', 'clean-snapped', 'clean-forgetful', 'reach-quiet', 'reach-declared',
         'interface-tls'}

# drill: (reasons of which one must stand there, packets at least)
OWN = {
    'clean-nat': (['nat-address'], 1000),
    'clean-nat-ports': (['nat-port'], 1000),
    'clean-busy': (['shared-content'], 1000),
    'clean-popular': (['shared-content'], 1000),
    'clean-crowd': (['shared-content'], 1),  # 5 to 4,260 by the key of the run
    'clean-handover': (['handover'], 50),
    'clean-fragments': (['fragments'], 1000),
    'clean-inner-fragments': (['fragments'], 1000),
    'clean-retransmission': (['retransmission'], 50),
    'clean-duplicates': (['capture-duplicate'], 100),
    'clean-duplicates-aged': (['capture-duplicate'], 100),
    'clean-duplicates-hops': (['capture-duplicate'], 100),
    'clean-two-taps': (['two-taps'], 1000),
    'clean-keepalives': (['alike'], 1000),
    'clean-reordered': (['reordering'], 100),
    'clean-tap-loss': (['capture-loss'], 5),
    'clean-tap-loss-access': (['capture-loss'], 5),
    'clean-names': (['own-traffic', 'relayed'], 5),
    'clean-errors': (['icmp-quote'], 20),
    'clean-backup': (['declared-follows-nobody', 'declared-too-little'], 200),
    'clean-backup-steady': (['declared-follows-nobody'], 200),
    'clean-flow-export': (['declared-follows-load', 'declared-follows-nobody', 'declared-too-little'], 20),
    'clean-admin': (['declared-follows-nobody', 'declared-too-little'], 20),
    'clean-cover': (['declared-follows-nobody'], 200),
    'clean-clocks': (['late-entry'], 1000),
    'clean-clocks-nat': (['late-entry'], 1000),
    # an approved order is nobody's allegation; what it made the element deliver is warranted
    'order-pfcp-approved': (['warranted'], 100),
    'order-snmp-approved': (['warranted'], 100),
    'order-radius-approved': (['warranted'], 100),
    'order-dtcp-approved': (['warranted'], 100),
    'order-trace-approved': (['warranted'], 100),
    # what X1 shows is lawful is nobody's allegation either
    'x1-lawful': (['warranted'], 100),
    'x1-renewed': (['warranted'], 100),
    'x1-before': (['warranted'], 100),
    'x1-unasked': (['warranted'], 100),
    'x1-prefix': (['warranted'], 100),
    'x1-tls': (['warranted'], 100),
    'handover-lawful': (['warranted'], 100),
    'handover-lawful-direct': (['warranted'], 100),
    'handover-mediated': (['warranted'], 100),
    'warranted-imsi': (['warranted'], 100),
    'hi1-matching': (['warranted'], 100),
    'delivery-unseen': (['warranted'], 100),
    'warranted-iri': (['warranted'], 1),
    'handover-sound': (['warranted'], 100),
    'handover-placeholder': (['warranted'], 100),
    'warranted-duplicates': (['warranted'], 100),
    'warranted-nat': (['warranted'], 100),
    'warranted-retransmission': (['warranted'], 100),
    'warranted-clocks': (['warranted'], 100),
    'warranted-two': (['warranted'], 100),
}


def own_reason(name):
    return (['probe'], 100) if name.startswith('probe-') else OWN.get(name)


def judge(name, report):
    """All that is wrong with what the report of the innocent drill `name` rules out, as sentences."""
    for r in report['ruled_out']:
        if not (r['reason'] and r['why'] and r['packets'] > 0 and r['bytes'] > 0 and r['conversations'] > 0):
            yield f'ruled out without its figures: {r}'
    if name in PLAIN:
        return
    own = own_reason(name)
    if own is None:
        yield f'{name}: its reason does not stand in tests/scenario/ruled_out.py'
        return
    reasons, packets = own
    seen = {r['reason']: r['packets'] for r in report['ruled_out']}
    if max(seen.get(reason, 0) for reason in reasons) < packets:
        yield f'{name}: expected at least {packets} packets ruled out as {" or ".join(reasons)}, in the report: {seen}'
