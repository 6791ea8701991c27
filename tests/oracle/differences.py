"""Where the layer decoder and tshark may differ, and why. Each entry tells apart by what both saw, and holds all they agree on."""
import collections

# layers from the link on; {field: values, outermost first}; a note for people
Frame = collections.namedtuple('Frame', 'layers fields note')


def starts(short, long):
    """All that `short` has, `long` has first."""
    return long.layers[:len(short.layers)] == short.layers and fields_start(short, long)


def fields_start(short, long):
    return all(long.fields[n][:len(v)] == v for n, v in short.fields.items())


def same(ours, theirs):
    return ours.layers == theirs.layers and ours.fields == theirs.fields


def text(ours, theirs):
    unlike = {n: (v, theirs.fields[n]) for n, v in ours.fields.items() if v != theirs.fields[n]}
    return f'{":".join(ours.layers)} {":".join(theirs.layers)} {unlike}'


REASONS = []
WHY = {}


def allowed(name, why):
    def enter(f):
        REASONS.append((name, f))
        WHY[name] = why
        return f
    return enter


def reason(ours, theirs):
    return next((name for name, f in REASONS if f(ours, theirs)), None)


def unlike(ours, theirs):
    """Names of the fields in which they differ."""
    return {n for n, v in ours.fields.items() if v != theirs.fields[n]}


def further(ours, theirs):
    """The layers that custos has beyond all that both agree on; empty when they differ in another way."""
    return ours.layers[len(theirs.layers):] if starts(theirs, ours) else []


@allowed('quoted packet', 'an ICMP error quotes the packet it is about; to the decoder that is payload, tshark dissects it')
def _(ours, theirs):
    return ours.layers[-1:] in (['icmp'], ['icmpv6']) and len(theirs.layers) > len(ours.layers) and starts(ours, theirs)


@allowed('first fragment', 'the decoder stops at any fragment, track/reassembly goes on; tshark, told not to reassemble, dissects the first')
def _(ours, theirs):
    offsets = theirs.fields['ip.frag_offset'] + theirs.fields['ipv6.fraghdr.offset']
    return ours.note.startswith('fragment') and 0 in offsets and starts(ours, theirs)


@allowed('atomic fragment', 'a fragment header on a whole packet (RFC 6946) is only stepped over')
def _(ours, theirs):
    fields = unlike(ours, theirs)
    return (ours.layers == theirs.layers and fields == {'ipv6.fraghdr.offset', 'ipv6.fraghdr.more'} and
            not any(theirs.fields[n][0] for n in fields))


@allowed('packet in UDP', 'custos finds mirrored packets on any port by their content, behind a shim or none; tshark only goes by port')
def _(ours, theirs):
    more = further(ours, theirs)
    return theirs.layers[-1:] == ['udp'] and more[:1] in (['ipv4'], ['ipv6'], ['ethernet'], ['pcli'], ['nokia-shim'], ['rtbrick'], ['unknown-shim'], ['ulic'])


@allowed('cookie of L2TPv3', 'its length is agreed elsewhere; custos finds where the packet starts by content, tshark does not know')
def _(ours, theirs):
    more = further(ours, theirs)
    return theirs.layers[-1:] == ['l2tpv3'] and more[:1] in (['ethernet'], ['ipv4'], ['ipv6'])


@allowed('no Ethernet header', 'a mirrored tun device sends bare IP where the tunnel promises Ethernet; tshark reads the IP header as addresses')
def _(ours, theirs):
    before = Frame(theirs.layers[:-1], theirs.fields, theirs.note)
    return theirs.layers[-1:] == ['ethernet'] and further(ours, before)[:1] in (['ipv4'], ['ipv6'])


@allowed('control word', 'tshark takes the control word of a pseudowire for the start of the Ethernet header')
def _(ours, theirs):
    return theirs.layers[-2:] == ['mpls', 'ethernet'] and 'pwethnocw' in theirs.note and starts(theirs, ours)


@allowed('broken header', 'the decoder takes nothing from a header that contradicts itself or is cut; tshark shows what there is of it')
def broken_header(ours, theirs):
    return ours.note.startswith(('malformed', 'snapped')) and len(theirs.layers) == len(ours.layers) + 1 and starts(ours, theirs)


@allowed('name of VXLAN-GPE', 'tshark dissects it, but leaves it out of frame.protocols')
def _(ours, theirs):
    unnamed = Frame([l for l in ours.layers if l != 'vxlan'], ours.fields, ours.note)
    return (len(unnamed.layers) < len(ours.layers) and 4790 in ours.fields['udp.dstport'] and
            (same(unnamed, theirs) or broken_header(unnamed, theirs)))


@allowed('cut too early', 'what a tunnel carries is told by content, for which there must be some; of a cut tunnel header nothing is taken')
def _(ours, theirs):
    promised = theirs.layers[len(ours.layers):len(ours.layers) + 1] == ['ethernet']  # which may be a tun device's IP all the same
    return (starts(ours, theirs) and (ours.note == 'payload, cut' and ours.layers[-1:] in (['udp'], ['mpls'], ['gtpu']) or
                                      ours.note == 'snapped, cut' and promised))


@allowed('port spoke L2TP', 'after a message to port 1701 tshark takes all from its source port for L2TP; every frame stands alone for custos')
def _(ours, theirs):
    before = Frame(theirs.layers[:theirs.layers.index('l2tpv3')] if 'l2tpv3' in theirs.layers else [], theirs.fields, theirs.note)
    return (before.layers[-1:] == ['udp'] and 'l2tpv3' not in ours.layers and 1701 not in ours.fields['udp.dstport'] and
            all(ours.fields[n][:len(v)] == v for n, v in theirs.fields.items() if not n.startswith('l2tp.')) and
            ours.layers[:len(before.layers)] == before.layers)


@allowed('GTP version 2', 'on the port of GTP-U it is no tunnel; tshark calls it gtp, too')
def _(ours, theirs):
    return 'gtp:gtpv2' in theirs.note and [l for l in theirs.layers if l != 'gtpu'] == ours.layers and not unlike(ours, theirs)


@allowed('link type', 'custos knows the links of core networks; it says so of any other')
def _(ours, theirs):
    return ours.note.startswith('unknown-link') and not ours.layers


@allowed('longer than its carrier', 'a length that says more than the packet around it holds is cut to that; tshark shows it as sent')
def _(ours, theirs):
    fields = unlike(ours, theirs)
    return (ours.layers == theirs.layers and fields <= {'ip.len', 'ipv6.plen', 'udp.length'} and
            all(len(ours.fields[n]) == len(theirs.fields[n]) and all(o <= t for o, t in zip(ours.fields[n], theirs.fields[n]))
                for n in fields))
