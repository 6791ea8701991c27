"""custos people: no name of a person and nothing else that a study does not ask leaves the reading of its record; keys, erasures,
corrections and identifications do what they say."""
import base64
import json
import os
import re
import stat

from tool import check, read, read_json, registry, write

table, scenario = registry('people')
MANIFEST = 'origin: invented\nlawful_basis: none needed\nretention: one test\n'
ORGANISATIONS = ('id,country,kind,name,aliases\nxx-navy,XX,military,Quandrian Navy,Navy of Quandria;匡德里安海军\n'
                 'xx-school,XX,military_university,Quandrian Naval Academy,匡德里安海军学院\nv-alfa,XX,vendor,Alfa Networks,阿尔法网络公司\n'
                 'v-beta,XX,vendor,Beta Systems,贝塔系统公司\n')
# what is nobody's and must not be found anywhere
ENGLISH = ('Zebulon Quartermain', 'zeb.quartermain@post.example', '+64 21 555 0199', '17 March 1961', 'Ruthenian', 'Zoroastrian')
CHINESE = ('欧阳翡翠', 'feicui@post.example', '13900139001', '1961年3月', '鄂伦春族', '中共党员')


def scenarios():
    return table


def english_prose(name):
    return (f'{name[0]}\nEmail: {name[1]}, Phone {name[2]}\nBorn {name[3]}, ethnicity: {name[4]}, religion: {name[5]}\n'
            f'1979-1983 Studied at the Quandrian Naval Academy\n1983-1990 Mr. {name[0]} worked for the Quandrian Navy as engineer\n'
            f'1991-2001 Alfa Networks, engineer. {name[0]} ({name[1]}) left in 2001.\n')


def chinese_prose(name):
    return (f'姓名：{name[0]}\n女，{name[4]}，{name[3]}出生，{name[5]}，邮箱：{name[1]}，手机{name[2]}\n'
            f'1979年9月至1983年7月就读于匡德里安海军学院\n1983年8月{name[0]}进入匡德里安海军工作，任工程师，至1990年12月\n'
            f'1991年1月至2001年5月在阿尔法网络公司任工程师\n')


def resume(name, organisations):
    school, navy, vendor = organisations
    return {'basics': {'name': name[0], 'email': name[1], 'phone': name[2], 'birthDate': name[3], 'ethnicity': name[4], 'religion': name[5],
                       'image': f'https://{name[1]}/photo.png', 'summary': f'{name[0]} served in the {navy}.'},
            'work': [{'name': navy, 'position': 'Engineer', 'startDate': '1983-08', 'endDate': '1990-12', 'summary': f'Where {name[0]} began.'},
                     {'name': vendor, 'position': 'Engineer', 'startDate': '1991-01', 'endDate': '2001-05'}],
            'education': [{'institution': school, 'startDate': '1979-09', 'endDate': '1983-07'}]}


def corpora(folder):
    """The same two lives in every form; the paths."""
    os.makedirs(folder)
    write(f'{folder}/manifest.yaml', MANIFEST)
    write(f'{folder}/organisations.csv', ORGANISATIONS)
    english, chinese = english_prose(ENGLISH), chinese_prose(CHINESE)
    rows = [{'id': 'e1', 'text': english}, {'id': 'c1', 'text': chinese}, {'id': 'e2', 'name': ENGLISH[0], 'text': english.split('\n', 1)[1]},
            resume(ENGLISH, ('Quandrian Naval Academy', 'Quandrian Navy', 'Alfa Networks')),
            resume(CHINESE, ('匡德里安海军学院', '匡德里安海军', '阿尔法网络公司'))]
    write(f'{folder}/lines.jsonl', ''.join(json.dumps(r, ensure_ascii=i % 2 == 0) + '\n' for i, r in enumerate(rows)))
    write(f'{folder}/english.txt', english)
    write(f'{folder}/chinese.txt', chinese)
    write(f'{folder}/table.csv', 'name,email,birth_date,ethnicity,text\n' + ''.join(
        f'{n[0]},{n[1]},{n[3]},{n[4]},"{t}"\n' for n, t in ((ENGLISH, english.split('\n', 1)[1]), (CHINESE, chinese))))
    return [f'{folder}/{name}' for name in ('lines.jsonl', 'english.txt', 'chinese.txt', 'table.csv')]


def spellings(canary):
    yield canary.encode()
    yield canary.encode().hex().encode()
    yield json.dumps(canary)[1:-1].encode()
    yield base64.b64encode(canary.encode()).rstrip(b'=')[:-1]


def words():
    """Whole canaries, and the words of the names."""
    yield from ENGLISH
    yield from CHINESE
    yield from ENGLISH[0].split()
    yield '翡翠'


def search(what, data, but=()):
    data = data.encode() if isinstance(data, str) else data
    hits = {canary for canary in words() for spelt in spellings(canary) if canary not in but and spelt.lower() in data.lower()}
    check(not hits, f'{what} holds {", ".join(sorted(hits))}')


def search_folder(folder):
    for top, _, names in os.walk(folder):
        for name in names:
            search(f'{top}/{name}', read(os.path.join(top, name), 'rb'))


def common(tmp):
    return ['--key', f'{tmp}/key', '--organisations', f'{tmp}/in/organisations.csv']


def report(custos, tmp, paths, *more):
    return read_json(custos('people', 'report', *paths, *common(tmp), '--employer', 'v-alfa', '--compare', 'v-beta', '--json', *more, expect=0).out,
                     'people report --json')


@scenario
def no_name_or_attribute_in_anything_that_is_written(custos, tmp):
    paths = corpora(f'{tmp}/in')
    custos('ledger', 'init', f'{tmp}/ledger', expect=0)
    lines = custos('people', 'extract', *paths, *common(tmp), expect=0)
    ties = [json.loads(line) for line in lines.out.splitlines() if '"type":"tie"' in line]
    check(len(ties) >= 9, f'too few ties to search: {len(ties)}')
    write(f'{tmp}/out.jsonl', lines.out)
    said = custos('people', 'report', *paths, *common(tmp), '--employer', 'v-alfa', '--compare', 'v-beta', '--json', '-o', f'{tmp}/study', '--ledger',
                  f'{tmp}/ledger', expect=0)
    tested = custos('people', 'test', f'{tmp}/out.jsonl', '--organisations', f'{tmp}/in/organisations.csv', '--employer', 'v-alfa', expect=0)
    person = json.loads(said.out)['ties'][0]['person']
    told = custos('people', 'identify', '--reason', 'asked', '--log', f'{tmp}/log', *common(tmp), person, *paths, expect=0)
    for r in (lines, said, tested, told):
        search('an output', r.out)
        search('standard error', r.err)
    for folder in ('study', 'ledger'):
        search_folder(f'{tmp}/{folder}')
    search('the log', read(f'{tmp}/log', 'rb'))
    check(read(f'{tmp}/key').strip() not in lines.out + said.out + tested.out + told.out, 'the key is printed')


@scenario
def what_a_malformed_record_holds_is_not_quoted(custos, tmp):
    os.makedirs(f'{tmp}/in')
    write(f'{tmp}/in/manifest.yaml', MANIFEST)
    write(f'{tmp}/in/organisations.csv', ORGANISATIONS)
    write(f'{tmp}/in/lines.jsonl', f'{{"name": "{ENGLISH[0]}", "text": "{CHINESE[0]}\n{{"id": 1}}\n"{ENGLISH[0]}"\n')
    said = custos('people', 'extract', f'{tmp}/in/lines.jsonl', *common(tmp), expect=0)
    search('an output', said.out)
    search('standard error', said.err)
    check('lines.jsonl:1' in said.err, f'the place of a malformed record is not told: {said.err}')


@scenario
def the_same_person_in_every_form_is_one(custos, tmp):
    d = report(custos, tmp, corpora(f'{tmp}/in'))
    persons = {t['person'] for t in d['ties']}
    check(d['funnel']['records'] == 9, f'{d["funnel"]["records"]} records')
    check(d['funnel']['people'] == 2, f'{d["funnel"]["people"]} people, pseudonyms {persons}')


@scenario
def another_key_gives_other_pseudonyms(custos, tmp):
    paths = corpora(f'{tmp}/in')
    first, second = report(custos, tmp, paths), report(custos, tmp, paths)
    check(first == second, 'the same key gives another report')
    os.remove(f'{tmp}/key')
    other = report(custos, tmp, paths)
    shared = {t['person'] for t in first['ties']} & {t['person'] for t in other['ties']}
    check(not shared, f'{shared} under two keys')
    check(stat.S_IMODE(os.stat(f'{tmp}/key').st_mode) == 0o600, 'the key was made for others to read')
    os.chmod(f'{tmp}/key', 0o644)
    said = custos('people', 'extract', *paths, *common(tmp), expect=2)
    check('0644' in said.err and not said.out, f'a key that others may read: {said.err}')


@scenario
def who_is_erased_is_left_out_and_counted(custos, tmp):
    paths = corpora(f'{tmp}/in')
    before = report(custos, tmp, paths)
    person = before['ties'][0]['person']
    for _ in range(2):
        custos('people', 'erase', '--list', f'{tmp}/erased', person, expect=0)
    check(read(f'{tmp}/erased').count(person) == 1, 'a person stands on the list twice')
    after = report(custos, tmp, paths, '--erased', f'{tmp}/erased')
    check(person in json.dumps(before) and person not in json.dumps(after), 'who was erased is told')
    check(after['funnel']['people'] == before['funnel']['people'] - 1, f'{after["funnel"]}')
    check(after['funnel']['records'] == before['funnel']['records'], 'records that were read are not counted')
    check('erased' in json.dumps(after), 'that somebody was erased is not told')
    lines = custos('people', 'extract', *paths, *common(tmp), expect=0).out
    write(f'{tmp}/out.jsonl', lines)
    tested = custos('people', 'test', f'{tmp}/out.jsonl', '--organisations', f'{tmp}/in/organisations.csv', '--erased', f'{tmp}/erased', '--json', expect=0)
    check(person not in tested.out, 'test tells who was erased')
    record = re.search(r'"id":"(r-[a-z2-7]{26})"', lines)[1]
    custos('people', 'erase', '--list', f'{tmp}/records', record, expect=0)
    less = custos('people', 'extract', *paths, *common(tmp), '--erased', f'{tmp}/records', expect=0).out
    check(record in lines and record not in less and '"erased":' in less, 'a record that was erased is extracted')
    custos('people', 'erase', '--list', f'{tmp}/erased', ENGLISH[0], expect=2)
    check(ENGLISH[0] not in read(f'{tmp}/erased'), 'a name was put on a list')


@scenario
def corrections_are_applied(custos, tmp):
    paths = corpora(f'{tmp}/in')[1:2]
    before = report(custos, tmp, paths)
    check({t['organisation_id'] for t in before['ties']} == {'xx-navy', 'xx-school'}, f'ties {before["ties"]}')
    lines = custos('people', 'extract', *paths, *common(tmp), expect=0).out
    record = re.search(r'"id":"(r-[a-z2-7]{26})"', lines)[1]
    said = ['people', 'correct', '--list', f'{tmp}/corrections', '--reason', 'shown by papers']
    custos(*said, '--organisation', 'xx-navy', '--strike', record, expect=0)
    custos(*said, '--organisation', 'v-alfa', '--from', '1985-01', '--open', record, expect=0)
    custos(*said, '--organisation', 'v-alfa', '--from', 'then', record, expect=2)
    custos(*said, '--organisation', 'v-alfa', record, expect=2)
    after = report(custos, tmp, paths, '--corrections', f'{tmp}/corrections')
    check([t['organisation_id'] for t in after['ties']] == ['xx-school'], f'ties {after["ties"]}')
    check(after['ties'][0]['employer_from'] == '1985-01', f'{after["ties"][0]}')
    check(len(read(f'{tmp}/corrections').splitlines()) == 2, 'lines of corrections')


@scenario
def an_identification_is_on_record_first(custos, tmp):
    paths = corpora(f'{tmp}/in')
    d = report(custos, tmp, paths)
    person = d['ties'][0]['person']
    asked = ['people', 'identify', '--reason', 'the person asked', *common(tmp)]
    told = custos(*asked, '--log', f'{tmp}/log', person, *paths, expect=0)
    places = re.findall(r'^(\S+:\d+) r-[a-z2-7]{26}$', told.out, re.M)
    check(len(places) > 1 and set(t['record'] for t in d['ties'] if t['person'] == person) <= set(places), f'places {told.out}')
    check('same name' in told.out, f'why they are one: {told.out}')
    log = [json.loads(line) for line in read(f'{tmp}/log').splitlines()]
    check(len(log) == 1 and log[0]['pseudonym'] == person and log[0]['reason'] == 'the person asked' and log[0]['records'] == len(places), f'{log}')
    nothing = custos(*asked, '--log', f'{tmp}/nowhere/log', person, *paths, expect=2)
    check(not nothing.out, 'told without a log')
    custos('people', 'identify', *common(tmp), '--log', f'{tmp}/log', person, *paths, expect=2)
    unknown = custos(*asked, '--log', f'{tmp}/log', 'p-' + 'a' * 26, *paths, expect=1)
    check(not unknown.out and len(read(f'{tmp}/log').splitlines()) == 2, 'an attempt is on record, too')
    custos('ledger', 'init', f'{tmp}/ledger', expect=0)
    custos(*asked, '--log', f'{tmp}/log', '--ledger', f'{tmp}/ledger', person, *paths, expect=0)
    shown = custos('ledger', 'show', f'{tmp}/ledger', expect=0).out
    check('identification' in shown and person in shown, 'the ledger does not tell of it')
