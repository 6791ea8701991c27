"""Exports of findings: valid by the schemas in tests/schemas, right where a schema cannot say it, and without what they must not hold."""
import base64
import copy
import functools
import json
import os
import re
import sys
import uuid

from tool import ROOT, Failure, check, clear_targets, example, read, registry, write

try:
    import jsonschema
except ImportError:  # another Python than Debian's: python3-jsonschema works with it as it is
    sys.path.append('/usr/lib/python3/dist-packages')
    try:
        import jsonschema
    except ImportError:
        jsonschema = None

FILES = {'eve': 'eve.json', 'ecs': 'ecs.ndjson', 'ocsf': 'ocsf.ndjson', 'misp': 'misp.json', 'stix': 'stix.json'}
MARKING = 'EXERCISE ONLY'
EXPORT = ['--export', 'all', '--tlp', 'amber+strict', '--classification', MARKING]
STIX_SPACE = uuid.UUID('00abedb4-aa42-466c-9c01-fed23315a9b7')
CUSTOS_SPACE = uuid.UUID('7d3b0e52-9c41-4f0a-8b66-51d2c81fa094')
CONTRIBUTING = {'ipv4-addr': ['value'], 'ipv6-addr': ['value'], 'file': ['hashes', 'name'],
                'network-traffic': ['start', 'end', 'src_ref', 'dst_ref', 'src_port', 'dst_port', 'protocols']}
TEMPLATE = os.path.join(ROOT, 'share', 'misp-objects', 'custos-li-finding', 'definition.json')

table, scenario = registry('exports')


def no_doubles(pairs):
    keys = [k for k, _ in pairs]
    check(len(keys) == len(set(keys)), f'a member stands twice: {keys}')
    return dict(pairs)


def parse(text, what):
    try:
        return json.loads(text, object_pairs_hook=no_doubles)
    except ValueError as e:
        raise Failure(f'{what} is not JSON: {e}') from None


def load(folder):
    """{format: documents}, of EVE without the line of statistics."""
    texts = {name: read(os.path.join(folder, file)) for name, file in FILES.items()}
    loaded = {name: [parse(line, FILES[name]) for line in texts[name].splitlines()] for name in ('eve', 'ecs', 'ocsf')}
    return dict(loaded, misp=[parse(texts['misp'], 'misp.json')], stix=[parse(texts['stix'], 'stix.json')])


# ---- what schemas say

@functools.lru_cache(maxsize=None)
def validator(name):
    check(jsonschema, 'jsonschema is not installed (tools/setup check)')
    schema = json.loads(read(os.path.join(ROOT, 'tests', 'schemas', name + '.json')))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def schema_complaints(name, document):
    for error in validator(name).iter_errors(document):
        best = jsonschema.exceptions.best_match([error])
        yield f'{FILES[name]}: {"/".join(map(str, best.absolute_path))}: {best.message[:300]}'


# ---- what they cannot

def eve_complaints(event):
    if event['event_type'] == 'alert' and 'start' in event.get('flow', {}) and 'end' in event['flow'] and event['flow']['start'] > event['flow']['end']:
        yield 'eve.json: the flow ends before it starts'


def ecs_complaints(event):
    start, end = event['event'].get('start'), event['event'].get('end')
    if start and end and start > end:
        yield 'ecs.ndjson: the event ends before it starts'


def ocsf_complaints(event):
    if event['type_uid'] != event['class_uid'] * 100 + event['activity_id']:
        yield 'ocsf.ndjson: type_uid is not class_uid * 100 + activity_id'
    if event.get('start_time', event.get('end_time', 0)) > event.get('end_time', event.get('start_time', 0)):
        yield 'ocsf.ndjson: the finding ends before it starts'
    if event['metadata']['uid'] != event['finding_info']['uid']:
        yield 'ocsf.ndjson: two names for one finding'


def misp_complaints(document):
    template = json.loads(read(TEMPLATE))
    objects = document['Event']['Object']
    known = {o['uuid'] for o in objects}
    names = [document['Event']['uuid']] + [x['uuid'] for o in objects for x in [o] + o['Attribute'] + o.get('ObjectReference', [])]
    if len(names) != len(set(names)):
        yield 'misp.json: a UUID stands twice'
    for o in objects:
        for r in o.get('ObjectReference', []):
            if r['object_uuid'] != o['uuid'] or r['referenced_uuid'] not in known:
                yield f'misp.json: a reference to {r["referenced_uuid"]}, which is not there'
        if o['name'] != template['name']:
            continue
        if (o['template_uuid'], o['template_version']) != (template['uuid'], str(template['version'])):
            yield 'misp.json: not the template that is shipped'
        if not {a['object_relation'] for a in o['Attribute']} & set(template['requiredOneOf']):
            yield 'misp.json: an object without title and rule'
        for a in o['Attribute']:
            said = template['attributes'].get(a['object_relation'])
            if not said or said['misp-attribute'] != a['type'] or said.get('disable_correlation', False) != a['disable_correlation']:
                yield f'misp.json: {a["object_relation"]} is not as in the template'
            elif a['value'] not in said.get('values_list', [a['value']]):
                yield f'misp.json: {a["value"]} is no value of {a["object_relation"]}'


def references(value):
    for key, inner in value.items():
        for one in inner if isinstance(inner, list) else [inner]:
            if key.endswith(('_ref', '_refs')):
                yield one
            elif isinstance(one, dict):
                yield from references(one)


def stix_complaints(bundle):
    objects = {o['id']: o for o in bundle['objects']}
    if len(objects) != len(bundle['objects']):
        yield 'stix.json: an id stands twice'
    markings = {i for i, o in objects.items() if o['type'] == 'marking-definition'}
    for i, o in objects.items():
        if not i.startswith(o['type'] + '--'):
            yield f'stix.json: {i} is a {o["type"]}'
        yield from (f'stix.json: {i} refers to {r}, which is not in the bundle' for r in references(o) if r not in objects)
        if i not in markings and set(o.get('object_marking_refs', [])) != markings:
            yield f'stix.json: {i} is not marked'
        for first, last in (('created', 'modified'), ('first_observed', 'last_observed'), ('start', 'end')):
            if first in o and last in o and stamp(o[first]) > stamp(o[last]):
                yield f'stix.json: {i}: {last} is before {first}'
        if o['type'] in CONTRIBUTING:
            told = {k: o[k] for k in CONTRIBUTING[o['type']] if k in o}
            text = json.dumps(told, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
            if i != f'{o["type"]}--{uuid.uuid5(STIX_SPACE, text)}':
                yield f'stix.json: {i} is not named by clause 2.9'


def stamp(text):
    whole, _, part = text.rstrip('Z').partition('.')
    return whole, part.ljust(9, '0')


BEYOND = {'eve': eve_complaints, 'ecs': ecs_complaints, 'ocsf': ocsf_complaints, 'misp': misp_complaints, 'stix': stix_complaints}


def complaints(loaded):
    for name, documents in loaded.items():
        for document in documents:
            found = list(schema_complaints(name, document))
            yield from found or BEYOND[name](document)


def uids(loaded):
    """{format: the findings' names, in order}; MISP has none, but one object each."""
    return {'eve': [e['alert']['metadata']['custos_id'][0] for e in loaded['eve'] if e['event_type'] == 'alert'],
            'ecs': [e['event']['id'] for e in loaded['ecs']], 'ocsf': [e['finding_info']['uid'] for e in loaded['ocsf']],
            'stix': [o['external_references'][0]['external_id'] for o in loaded['stix'][0]['objects'] if o['type'] == 'note']}


def check_valid(folder):
    """The exports in a folder are right, and tell of the same findings."""
    loaded = load(folder)
    wrong = list(complaints(loaded))
    check(not wrong, '\n'.join(wrong[:20]))
    names = uids(loaded)
    check(all(n == names['eve'] for n in names.values()), f'the formats tell of different findings: {names}')
    check(len(set(names['eve'])) == len(names['eve']), f'two findings have one name: {names["eve"]}')
    objects = [o for o in loaded['misp'][0]['Event']['Object'] if o['name'] == 'custos-li-finding']
    check(len(objects) == len(names['eve']), f'{len(objects)} objects in misp.json for {len(names["eve"])} findings')
    return loaded


# ---- what must not stand in them

def secrets(report, warrants_text):
    """Targets, LIIDs, XIDs and warrant references of a run, and its subscribers."""
    listed = clear_targets(warrants_text) + re.findall(r'\b(?:id|liid):\s*"?([^",}\s]+)', warrants_text) + re.findall(
        r'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', warrants_text)
    for entry in report['intercepts'] + report['findings']:
        listed += [entry[k] for k in ('liid', 'xid', 'warrant') if entry[k]]
    for f in report['findings']:
        listed += f['subscribers']
    return sorted(set(listed))


def check_secrets(folder, report, warrants_text):
    listed = secrets(report, warrants_text)
    for file in FILES.values():
        text = read(os.path.join(folder, file))
        for secret in listed:
            hit = re.search(r'(?<![\w.:@-])' + re.escape(secret) + r'(?![\w.:@-])', text)
            check(not hit, f'{file} holds {secret}: ...{text[max(0, hit.start() - 120):hit.end() + 20] if hit else ""}...')
    return listed


def check_run(folder, warrants_text):
    """All that is said above, of the exports and the report.json of one run."""
    report = json.loads(read(os.path.join(folder, 'report.json')))
    loaded = check_valid(folder)
    check(len(uids(loaded)['eve']) == len(report['findings']), 'the exports and report.json have different findings')
    return check_secrets(folder, report, warrants_text)


# ---- scenarios

SHADOW = ['-n', example('shadow-interception', 'network.yaml'), '-w', example('shadow-interception', 'warrants.yaml')]
HANDOVER = example('shadow-interception', 'handover.pcap')


@scenario
def golden_files_are_valid(_custos, _scratch):
    top = os.path.join(ROOT, 'tests', 'golden', 'report', 'export')
    folders = sorted(os.listdir(top))
    check({'kinds', 'hostile', 'withheld'} <= set(folders), f'only {", ".join(folders)}')
    for folder in folders:
        check_valid(os.path.join(top, folder))


@scenario
def marked_and_without_identifiers(custos, scratch):
    custos('audit', *SHADOW, '-o', scratch, *EXPORT, HANDOVER, expect=1)
    listed = check_run(scratch, read(SHADOW[-1]))
    told = read(os.path.join(scratch, 'report.json'))
    check(sum(secret in told for secret in listed) > 15, f'of {len(listed)} identifiers hardly one is in report.json: this would find none')
    check('hmac-sha256' not in ''.join(read(os.path.join(scratch, file)) for file in FILES.values()), 'seals were not asked for')
    loaded = load(scratch)
    check(loaded['stix'][0]['objects'][0]['name'] == 'TLP:AMBER+STRICT', 'no TLP marking')
    for name, documents in loaded.items():
        text = json.dumps(documents)
        check(MARKING in text and re.search(r'(?i)amber\+strict', text), f'{FILES[name]} is not marked')


@scenario
def seals_when_asked_for(custos, scratch):
    key = write(os.path.join(scratch, 'seal.key'), '00112233445566778899aabbccddeeff' * 2 + '\n')
    out = os.path.join(scratch, 'out')
    custos('audit', *SHADOW, '--seal-key', key, '-o', out, '--export', 'all', '--export-sealed', HANDOVER, expect=1)
    check_run(out, read(SHADOW[-1]))
    for file in FILES.values():
        check('hmac-sha256:' in read(os.path.join(out, file)), f'{file} holds no seal')
    check('TLP:' not in read(os.path.join(out, 'stix.json')), 'a marking that nobody asked for')


@scenario
def recorded_findings_name_their_records(custos, scratch):
    ledger, out = os.path.join(scratch, 'ledger'), os.path.join(scratch, 'out')
    custos('ledger', 'init', '--origin', 'ledger.example/exports', ledger, expect=0)
    custos('audit', *SHADOW, '--ledger', ledger, '-o', out, *EXPORT, HANDOVER, expect=1)
    check_run(out, read(SHADOW[-1]))
    records = {r['index']: r for r in map(json.loads, custos('ledger', 'show', ledger, expect=0).out.splitlines())}
    loaded = load(out)
    with open(os.path.join(ledger, 'checkpoint'), encoding='utf-8') as f:
        origin, size, root = f.read().split('\n')[:3]
    checkpoint = f'{size} {base64.b64decode(root).hex()}'
    for event, document, finding in zip(loaded['eve'], loaded['ecs'], loaded['ocsf']):
        told = {k: v[0] for k, v in event['alert']['metadata'].items()}
        record = records[int(told['ledger_index'])]
        check(record['type'] == 'finding' and record['slots']['id'] == told['custos_finding'], f'{told} is not about {record}')
        check(told['ledger_leaf_hash'] == record['leaf'], f'{told["ledger_leaf_hash"]} is not the leaf of {record}')
        check(told['ledger_origin'] == origin == 'ledger.example/exports' and told['ledger_checkpoint'] == checkpoint, f'{told}')
        check(document['event']['sequence'] == record['index'] and document['event']['hash'] == record['leaf'], f'{document["event"]}')
        check(finding['enrichments'][0]['data'] == {'index': record['index'], 'leaf_hash': record['leaf'], 'checkpoint': checkpoint}, f'{finding}')
        check(told['custos_id'] == str(uuid.uuid5(CUSTOS_SPACE, f'custos/finding/v1\n{origin}\n{record["index"]}')), 'not the name of the record')


@scenario
def only_what_was_asked_for(custos, scratch):
    for formats, files in ((None, {'eve.json'}), ('stix', {'eve.json', 'stix.json'}), ('ecs,misp', {'eve.json', 'ecs.ndjson', 'misp.json'})):
        out = os.path.join(scratch, str(formats))
        custos('audit', *SHADOW, '-o', out, *(['--export', formats] if formats else []), HANDOVER, expect=1)
        check(set(os.listdir(out)) & set(FILES.values()) == files, f'--export {formats} wrote {os.listdir(out)}')


@scenario
def the_same_run_gives_the_same_bytes(custos, scratch):
    for name in ('once', 'again'):
        custos('audit', *SHADOW, '-o', os.path.join(scratch, name), *EXPORT, HANDOVER, expect=1)
    for file in FILES.values():
        check(read(os.path.join(scratch, 'once', file)) == read(os.path.join(scratch, 'again', file)), f'{file} differs from run to run')


def first_of(loaded, kind):
    return next(o for o in loaded['stix'][0]['objects'] if o['type'] == kind)


# what is changed in right exports; each must be noticed
WRONG = [
    ('a severity of 0', lambda l: l['eve'][0]['alert'].update(severity=0)),
    ('a metadata value that is no list', lambda l: l['eve'][0]['alert']['metadata'].update(tlp='red')),
    ('an unknown EVE member', lambda l: l['eve'][0].update(source='x')),
    ('an ECS kind', lambda l: l['ecs'][0]['event'].update(kind='finding')),
    ('an ECS name', lambda l: l['ecs'][0].update(src={'ip': '10.0.0.1'})),
    ('an ECS port', lambda l: l['ecs'][0]['destination'].update(port=65536)),
    ('an ECS order of times', lambda l: l['ecs'][0]['event'].update(start='2099-01-01T00:00:00.000000000Z')),
    ('an OCSF class', lambda l: l['ocsf'][0].update(class_uid=2001)),
    ('an OCSF activity', lambda l: l['ocsf'][0].update(activity_id=2)),
    ('an OCSF finding without name', lambda l: l['ocsf'][0]['finding_info'].pop('uid')),
    ('an OCSF file without type', lambda l: l['ocsf'][0]['evidences'][0]['file'].pop('type_id')),
    ('a MISP level', lambda l: l['misp'][0]['Event'].update(threat_level_id=1)),
    ('a MISP relation', lambda l: l['misp'][0]['Event']['Object'][0]['Attribute'][0].update(object_relation='name')),
    ('a MISP reference', lambda l: l['misp'][0]['Event']['Object'][0]['ObjectReference'][0].update(
        referenced_uuid='00000000-0000-5000-8000-000000000000')),
    ('a MISP UUID twice', lambda l: l['misp'][0]['Event']['Object'][1].update(uuid=l['misp'][0]['Event']['Object'][0]['uuid'])),
    ('a STIX id twice', lambda l: l['stix'][0]['objects'].append(copy.deepcopy(l['stix'][0]['objects'][-1]))),
    ('a STIX object gone', lambda l: l['stix'][0]['objects'].remove(first_of(l, 'network-traffic'))),
    ('a STIX object unmarked', lambda l: first_of(l, 'note').pop('object_marking_refs')),
    ('a STIX marking of another level', lambda l: first_of(l, 'marking-definition').update(name='TLP:RED')),
    ('a STIX note about nothing', lambda l: first_of(l, 'note').update(object_refs=[])),
    ('a STIX traffic with another port', lambda l: first_of(l, 'network-traffic').update(dst_port=1)),
    ('a STIX observation that ends before it starts', lambda l: first_of(l, 'observed-data').update(last_observed='1999-01-01T00:00:00Z')),
    ('a STIX confidence', lambda l: first_of(l, 'note').update(confidence=101)),
]


@scenario
def whatever_is_wrong_is_noticed(_custos, _scratch):
    right = load(os.path.join(ROOT, 'tests', 'golden', 'report', 'export', 'kinds'))
    check(not list(complaints(right)), 'the right ones are not right')
    for what, change in WRONG:
        wrong = copy.deepcopy(right)
        change(wrong)
        changed = {name: documents for name, documents in wrong.items() if documents != right[name]}
        check(len(changed) == 1, f'{what}: {len(changed)} formats are changed')
        check(list(complaints(changed)), f'{what}: nobody complains')
