"""custos people: the study of invented CVs, whole: from corpora in every form to what is printed, written and put on record."""
import csv
import gzip
import hashlib
import io
import json
import os
import random
import re
import shutil

import people_truth as pt
from tool import check, need, read, read_json, write, zstd

FIRST, OTHERS = 'Hualan Communications', 'Nordvik Networks,Carrowmore Systems,Ashdown Radio,Jiangtong Telecom,Telmar Mobile'
KINDS = {'prior', 'concurrent', 'posted', 'education', 'project'}
MANIFEST = 'origin: synthetic\nlawful_basis: none needed\nretention: one test\n'

table = []


def scenario(function):
    table.append((f'people: {function.__name__.replace("_", " ")}', function))
    return function


def make(custos, tmp, records=600, seed=1, name='people'):
    folder = f'{tmp}/{name}-{seed}'
    os.makedirs(tmp, exist_ok=True)
    custos('drill', 'make', name, '--seed', seed, '--records', records, '-o', folder, expect=0)
    return folder


def common(tmp, folder):
    """What every run needs: the key, so that pseudonyms are the same, and the list."""
    return ['--key', f'{tmp}/people.key', '--organisations', f'{folder}/organisations.csv']


def report(custos, tmp, folder, *more, corpus=None, **kwargs):
    said = custos('people', 'report', corpus or f'{folder}/corpus.jsonl', *common(tmp, folder), '--employer', FIRST, '--compare', OTHERS, '--json', *more,
                  expect=0, **kwargs)
    return read_json(said.out, 'people report --json')


def extract(custos, tmp, folder, *more, corpus=None, **kwargs):
    """The lines of an extraction, and what was said beside."""
    said = custos('people', 'extract', corpus or f'{folder}/corpus.jsonl', *common(tmp, folder), *more, expect=0, **kwargs)
    return [read_json(line, 'a line of people extract') for line in said.out.splitlines()], said.err


def of_type(lines, kind):
    return [line for line in lines if line['type'] == kind]


def bare(line):
    """A line without where it stood: file names and offsets depend on how a corpus was packed."""
    return json.dumps({k: v for k, v in line.items() if k not in ('record', 'span', 'quote_span', 'digest')}, sort_keys=True)


# --- what it takes -----------------------------------------------------------------------------------------------------------------


@scenario
def a_corpus_without_a_manifest_is_refused(custos, tmp):
    folder = make(custos, tmp, 50)
    os.remove(f'{folder}/manifest.yaml')
    for verb in ('extract', 'report'):
        said = custos('people', verb, f'{folder}/corpus.jsonl', *common(tmp, folder), expect=2)
        check('manifest' in said.err and 'corpus.jsonl' in said.err, f'{verb} does not say what is missing: {said.err}')
        check(not said.out, f'{verb} without a manifest printed {said.out[:100]}')
    write(f'{tmp}/elsewhere.yaml', MANIFEST)
    report(custos, tmp, folder, '--manifest', f'{tmp}/elsewhere.yaml')
    for missing in ('origin', 'lawful_basis', 'retention'):
        write(f'{folder}/manifest.yaml', ''.join(line + '\n' for line in MANIFEST.splitlines() if not line.startswith(missing)))
        said = custos('people', 'extract', f'{folder}/corpus.jsonl', *common(tmp, folder), expect=2)
        check(missing in said.err, f'a manifest without {missing}: {said.err}')


@scenario
def a_leaked_corpus_is_refused_and_an_override_is_told(custos, tmp):
    folder, reason = make(custos, tmp, 50), 'order 17 of the court of Example'
    write(f'{folder}/manifest.yaml', MANIFEST.replace('synthetic', 'leaked'))
    said = custos('people', 'report', f'{folder}/corpus.jsonl', *common(tmp, folder), '--employer', FIRST, expect=2)
    check('leaked' in said.err, said.err)
    lines, err = extract(custos, tmp, folder, '--override-origin', reason)
    check(reason in err, f'the reason is not on standard error: {err}')
    check(reason in json.dumps(of_type(lines, 'input')), 'the reason is not on the input line')
    custos('ledger', 'init', '--origin', 'custos.example/people', f'{tmp}/ledger', expect=0)
    report(custos, tmp, folder, '--override-origin', reason, '--ledger', f'{tmp}/ledger')
    check(any(reason in text for text in recorded(custos, tmp)), 'the reason is not on record')


def recorded(custos, tmp):
    size = int(re.match(r'verified (\d+)', custos('ledger', 'verify', f'{tmp}/ledger', expect=0).out)[1])
    return [custos('ledger', 'show', f'{tmp}/ledger', str(i), expect=0).out for i in range(size)]


@scenario
def malformed_records_are_counted_and_quoted_by_position(custos, tmp):
    folder = make(custos, tmp, 200)
    lines = read(f'{folder}/corpus.jsonl', 'rb').splitlines(keepends=True)
    lines[10:10] = [b'{"id": "x", "text": "no end\n']
    lines[100:100] = [b'\xff\xfe not JSON at all\n']
    lines.append(b'{"id": "cut off", "te')
    write(f'{folder}/corpus.jsonl', b''.join(lines))
    got, err = extract(custos, tmp, folder)
    (counts,) = of_type(got, 'input')
    check(counts['records'] == 203 and counts['parsed'] == 200, f'{counts}')
    check(counts['excluded'].get('malformed') == 3, f'{counts}')
    for line in (11, 101, 203):
        check(f'corpus.jsonl:{line}' in err, f'line {line} is not named: {err}')
    funnel = report(custos, tmp, folder)['funnel']
    check((funnel['records'], funnel['parsed']) == (203, 200), f'{funnel}')


@scenario
def packed_corpora_yield_the_same(custos, tmp):
    folder = make(custos, tmp)
    plain, _ = extract(custos, tmp, folder)
    wanted = sorted(map(bare, of_type(plain, 'cv') + of_type(plain, 'tie')))
    check(len(of_type(plain, 'tie')) > 20, 'hardly a tie to compare')
    data = read(f'{folder}/corpus.jsonl', 'rb')
    with gzip.open(f'{folder}/a.jsonl.gz', 'wb') as f:
        f.write(data)
    zstd(f'{folder}/corpus.jsonl', '-o', f'{folder}/b.jsonl.zst')
    for name in ('a.jsonl.gz', 'b.jsonl.zst'):
        got, _ = extract(custos, tmp, folder, corpus=f'{folder}/{name}')
        check(sorted(map(bare, of_type(got, 'cv') + of_type(got, 'tie'))) == wanted, f'{name} yields something else')
    got, _ = extract(custos, tmp, folder, '--manifest', f'{folder}/manifest.yaml', corpus='-', stdin=data)
    check(sorted(map(bare, of_type(got, 'cv') + of_type(got, 'tie'))) == wanted, 'standard input yields something else')


def ties_of(lines):
    return sorted((t['employer'], t['organisation'], t['kind'], t['from'], t['until']) for t in of_type(lines, 'tie'))


@scenario
def other_formats_are_read(custos, tmp):
    """The same CV as text, CSV and JSON Resume: one prior tie each."""
    folder = make(custos, tmp, 50)
    body, employer = 'Kestrel Signals Directorate', FIRST
    text = f'Vera Vogel\n2001-2005 Signals Analyst, {body}\n2007-2015 Product Manager, {employer}\n'
    rows = io.StringIO()
    out = csv.writer(rows)
    out.writerow(['id', 'name', 'text'])
    out.writerow(['1', 'Vera Vogel', text.replace('Analyst', '"senior" Analyst')])
    resume = {'basics': {'name': 'Vera Vogel'}, 'work': [{'name': body, 'position': 'Signals Analyst', 'startDate': '2001-02', 'endDate': '2005-03'},
                                                        {'name': employer, 'position': 'Product Manager', 'startDate': '2007', 'endDate': '2015'}]}
    os.makedirs(f'{tmp}/in')
    write(f'{tmp}/in/manifest.yaml', MANIFEST)
    for name, data in (('cv.txt', text), ('cv.csv', rows.getvalue()), ('cv.json', json.dumps(resume, indent=2))):
        write(f'{tmp}/in/{name}', data)
        found = report(custos, tmp, folder, corpus=f'{tmp}/in/{name}')
        ties = [(t['employer'], t['organisation'], t['kind']) for t in found['ties']]
        check(ties == [(employer, body, 'prior')], f'{name}: {ties}')
        check(body in found['ties'][0]['quote'], f'{name}: {found["ties"][0]["quote"]}')


# --- the same result whatever the way ------------------------------------------------------------------------------------------------


def anonymous(study):
    """A report without what tells of files."""
    kept = {k: v for k, v in study.items() if k not in ('inputs', 'design', 'custos')}
    kept['ties'] = sorted((json.dumps({k: v for k, v in t.items() if k not in ('record', 'span', 'quote_span', 'name_span')}, sort_keys=True)
                           for t in study['ties']))
    return kept


def split(folder, tmp, parts):
    """The corpus in so many files, each record in any of them."""
    into = f'{tmp}/split-{parts}'
    os.makedirs(into)
    shutil.copy(f'{folder}/manifest.yaml', into)
    chance, files = random.Random(parts), [[] for _ in range(parts)]
    for line in read(f'{folder}/corpus.jsonl', 'rb').splitlines(keepends=True):
        chance.choice(files).append(line)
    return [write(f'{into}/{i}.jsonl', b''.join(lines)) for i, lines in enumerate(files)]


@scenario
def however_a_corpus_is_split_the_study_is_the_same(custos, tmp):
    folder = make(custos, tmp, 3000)
    whole = report(custos, tmp, folder)
    check(len(whole['ties']) > 50, 'hardly a tie to compare')
    for parts in (1, 2, 7):
        outputs = []
        for i, path in enumerate(split(folder, tmp, parts)):
            said = custos('people', 'extract', path, *common(tmp, folder), expect=0)
            outputs.append(write(f'{tmp}/{parts}-{i}.jsonl', said.out))
        random.Random(1).shuffle(outputs)
        said = custos('people', 'test', *outputs, '--organisations', f'{folder}/organisations.csv', '--employer', FIRST, '--compare', OTHERS, '--json', expect=0)
        got = read_json(said.out, 'people test --json')
        for key, value in anonymous(whole).items():
            check(anonymous(got)[key] == value, f'{parts} parts: {key} differs: {str(value)[:300]} - {str(anonymous(got)[key])[:300]}')


@scenario
def threads_change_nothing(custos, tmp):
    folder = make(custos, tmp, 1500)
    first = custos('people', 'extract', f'{folder}/corpus.jsonl', *common(tmp, folder), '--threads', 1, expect=0).out
    for threads in (2, 5):
        check(custos('people', 'extract', f'{folder}/corpus.jsonl', *common(tmp, folder), '--threads', threads, expect=0).out == first,
              f'{threads} threads print something else')


# --- what it finds -------------------------------------------------------------------------------------------------------------------


@scenario
def what_is_planted_is_found_and_no_false_friend(custos, tmp):
    folder = make(custos, tmp, 6000, seed=4)
    truth = pt.Truth(f'{folder}/truth.json')
    study = report(custos, tmp, folder)
    found = pt.reported(study, truth, pt.organisation_ids(f'{folder}/organisations.csv'))
    scores, missed, false = pt.score(found, truth)
    check(pt.precision(scores['all']) >= 0.99, f'{scores["all"]}; false: {sorted(false)[:5]}')
    check(pt.recall(scores['all']) >= 0.97, f'{scores["all"]}; missed: {sorted(missed)[:5]}')
    check(not list(pt.fooled(false, truth)), f'false friends: {list(pt.fooled(false, truth))}')
    there = {e['name']: e['people'] for e in truth.employers}
    for e in study['employers']:
        check(abs(e['people'] - there[e['name']]) <= 0.02 * there[e['name']], f'{e["name"]}: {e["people"]} persons, {there[e["name"]]} in truth')


@scenario
def where_nothing_is_planted_nobody_is_tied(custos, tmp):
    folder = make(custos, tmp, 4000, seed=5, name='people-innocent')
    study = report(custos, tmp, folder)
    check(study['funnel']['employer'] > 1500, f'{study["funnel"]}')
    check(study['funnel']['tied'] == 0 and not study['ties'], f'{study["funnel"]} {study["ties"][:3]}')


@scenario
def quotes_stand_in_the_original(custos, tmp):
    folder = make(custos, tmp, 800, seed=6)
    data = read(f'{folder}/corpus.jsonl', 'rb')
    lines, _ = extract(custos, tmp, folder)
    ties = of_type(lines, 'tie')
    check(len(ties) > 20, 'hardly a tie to compare')
    for tie in ties:
        (name_from, name_until), (start, end) = tie['span'], tie['quote_span']
        check(start <= name_from < name_until <= end, f'{tie}')
        line = int(tie['record'].rsplit(':', 1)[1])
        check(data[:name_from].count(b'\n') == line - 1, f'octet {name_from} is not in {tie["record"]}')
        original = data[start:end].decode()
        check(json.loads(f'"{original}"') == tie['quote'], f'{tie["record"]}: {original!r} is not {tie["quote"]!r}')


# --- what it prints ------------------------------------------------------------------------------------------------------------------


@scenario
def the_report_has_what_the_contract_says(custos, tmp):
    folder = make(custos, tmp, 2000)
    study = report(custos, tmp, folder)
    check({'records', 'parsed', 'people', 'employer', 'tied'} <= set(study['funnel']), f'{study["funnel"]}')
    check(study['funnel']['records'] == 2000, f'{study["funnel"]}')
    check([e['name'] for e in study['employers']] == [FIRST, *OTHERS.split(',')], str([e['name'] for e in study['employers']]))
    for e in study['employers']:
        check(set(e['kinds']) >= KINDS and e['people'] >= e['tied'] >= max(e['kinds'][k] for k in KINDS), f'{e}')
    for t in study['tests']:
        check({'kind', 'employer', 'comparator', 'a', 'b', 'c', 'd', 'odds_ratio', 'ci95', 'p', 'q'} <= set(t), f'{t}')
        low, high = t['ci95']
        check(t['odds_ratio'] is None or ((low is None or low <= t['odds_ratio']) and (high is None or t['odds_ratio'] <= high)), f'{t}')
    people = {e['name']: e['people'] for e in study['employers']}
    plain = [t for t in study['tests'] if not t['strata'] and t['comparator'] in people]
    check(plain and all(t['a'] + t['b'] == people[t['employer']] for t in plain), 'the cells of a test are not the people of its employer')
    for t in study['ties']:
        check({'person', 'employer', 'organisation', 'kind', 'from', 'until', 'overlap_months', 'quote', 'record', 'confidence'} <= set(t), f'{t}')
        check(t['person'].startswith('p-') and re.search(r'corpus\.jsonl:\d+$', t['record']) and 0 < t['confidence'] <= 1, f'{t}')
        check(t['kind'] != 'concurrent' or t['overlap_months'] > 0 or not t['until'], f'{t}')


@scenario
def exit_statuses(custos, tmp):
    folder = make(custos, tmp, 50)
    for args, status in ((['people', '--help'], 0), (['people', 'report', '--help'], 0), (['people', 'extract', '--help'], 0), (['people', 'test', '--help'], 0),
                         (['people'], 2), (['people', 'no-such-verb'], 2), (['people', 'report'], 2), (['people', 'report', f'{tmp}/nothing.jsonl'], 2),
                         (['people', 'report', f'{folder}/corpus.jsonl', '--no-such-option'], 2), (['people', 'test', f'{folder}/corpus.jsonl'], 2),
                         (['people', 'report', f'{folder}/corpus.jsonl', '--organisations', f'{folder}/truth.json', '--key', f'{tmp}/k'], 2)):
        said = custos(*args, expect=status)
        check(status == 0 or said.err.strip(), f'{args} says nothing')


@scenario
def a_drill_that_is_a_corpus_is_made_and_not_run(custos, tmp):
    first, again, other = make(custos, f'{tmp}/a', 300), make(custos, f'{tmp}/b', 300), make(custos, tmp, 300, seed=2)
    names = sorted(os.listdir(first))
    check(names == ['corpus.jsonl', 'manifest.yaml', 'organisations.csv', 'truth.json'], str(names))
    check(all(read(f'{first}/{n}') == read(f'{again}/{n}') for n in names), 'the same seed made different files')
    check(read(f'{first}/corpus.jsonl') != read(f'{other}/corpus.jsonl'), 'another seed made the same corpus')
    said = custos('drill', 'run', 'people', expect=2)
    check('corpus' in said.err, said.err)
    said = custos('drill', 'make', 'people', '--bytes', '1M', '-o', f'{tmp}/c', expect=2)
    check('--records' in said.err and not os.path.exists(f'{tmp}/c'), said.err)


@scenario
def files_of_a_study_are_sound(custos, tmp):
    folder = make(custos, tmp, 2000)
    out = f'{tmp}/out'
    study = report(custos, tmp, folder, '-o', out)
    rows = list(csv.DictReader(io.StringIO(read(f'{out}/ties.csv'))))
    check(len(rows) == len(study['ties']), f'{len(rows)} rows of {len(study["ties"])} ties')
    for row, tie in zip(rows, study['ties']):
        check((row['person'], row['kind'], row['quote']) == (tie['person'], tie['kind'], tie['quote']), f'{row} {tie}')
    check(read_json(read(f'{out}/report.json'), 'report.json')['funnel'] == study['funnel'], 'report.json is another')
    entities = [read_json(line, 'an entity') for line in read(f'{out}/entities.ftm.json').splitlines()]
    ids = {e['id'] for e in entities}
    check(len(ids) == len(entities) and {'Person', 'Organization'} & {e['schema'] for e in entities}, 'FollowTheMoney without persons')
    for e in entities:
        check(set(e) >= {'id', 'schema', 'properties'} and all(isinstance(v, list) for v in e['properties'].values()), f'{e}')
        for end in ('employer', 'employee', 'member', 'organization', 'holder', 'post', 'agent', 'client'):
            check(all(v in ids for v in e['properties'].get(end, [])), f'{end} of {e["id"]} leads nowhere')
    page = read(f'{out}/report.html')
    check('<svg' in page and not re.search(r'(src|href)="?https?:', page), 'report.html draws nothing or loads something')


# --- what it keeps to itself ---------------------------------------------------------------------------------------------------------


def outputs(custos, tmp, folder, *more):
    """Everything that a study prints, writes and says: name -> text."""
    run = [f'{folder}/corpus.jsonl', *common(tmp, folder)]
    out = f'{tmp}/all'
    if not os.path.exists(f'{tmp}/ledger'):
        custos('ledger', 'init', '--origin', 'custos.example/people', f'{tmp}/ledger', expect=0)
    said = custos('people', 'report', *run, '--employer', FIRST, '--compare', OTHERS, '-o', out, '--ledger', f'{tmp}/ledger', *more, expect=0)
    got = {'terminal': said.out, 'standard error': said.err}
    for name in sorted(os.listdir(out)):
        got[name] = read(f'{out}/{name}')
    got['ledger'] = '\n'.join(recorded(custos, tmp))
    return got


@scenario
def no_name_and_no_personal_attribute_leaves_the_corpus(custos, tmp):
    folder = make(custos, tmp, 200)
    english = 'Xanthippe Quarrelwood\nBorn 3 March 1977 in Canarytown, single, Catholic, quarrel@canary.example, +44 7700 900123\n' \
              f'2001-2005 Signals Analyst, Kestrel Signals Directorate\n2007-2015 Product Manager, {FIRST}\n'
    chinese = '姓名：欧阳鸾，男，苗族，1977年3月出生于金丝雀县，中共党员，电话13900009999\n1999年3月至2003年5月任总参谋部工程师\n2006年至2014年任华岚通信技术有限公司产品经理\n'
    resume = {'basics': {'name': 'Xanthippe Quarrelwood', 'email': 'quarrel@canary.example', 'phone': '+44 7700 900123', 'image': 'https://canary.example/x.jpg'},
              'work': [{'name': 'Kestrel Signals Directorate', 'position': 'Analyst', 'startDate': '2001', 'endDate': '2004'},
                       {'name': FIRST, 'position': 'Engineer', 'startDate': '2006', 'endDate': '2011'}]}
    with open(f'{folder}/corpus.jsonl', 'a', encoding='utf-8') as f:
        for record in ({'id': 'canary-1', 'name': 'Xanthippe Quarrelwood', 'text': english}, {'id': 'canary-2', 'text': chinese}, resume):
            f.write(json.dumps(record, ensure_ascii=False) + '\n')
    lines, err = extract(custos, tmp, folder)
    got = {'extract': '\n'.join(json.dumps(line, ensure_ascii=False) for line in lines), 'extract, standard error': err, **outputs(custos, tmp, folder)}
    check('Signals Analyst' in got['extract'] and '总参谋部' in got['extract'], 'the canaries were not found at all')
    for where, text in got.items():
        for canary in ('Xanthippe', 'Quarrelwood', 'quarrel@', 'canary.example', '900123', 'Canarytown', 'Catholic', '3 March 1977',
                       '欧阳', '苗族', '金丝雀', '党员', '13900009999', '1977年'):
            check(canary not in text, f'{where} has {canary}: ...{text[max(0, text.find(canary) - 80):text.find(canary) + 40]}...')


@scenario
def the_public_form_shows_no_single_person(custos, tmp):
    folder = make(custos, tmp, 4000)
    study = report(custos, tmp, folder, '--public')
    check(not study['ties'], 'ties of single persons')
    for e in study['employers']:
        for count in (e['people'], e['tied'], *e['kinds'].values()):
            check(count is None or count >= 10, f'a small cell: {e}')
    for t in study['tests']:
        check(all(t[cell] is None or t[cell] >= 10 for cell in 'abcd'), f'a small cell: {t}')
    for where, text in outputs(custos, tmp, folder, '--public').items():
        check(not re.search(r'\bp-[a-z0-9]{8}', text), f'{where} has a pseudonym')
        check(not re.search(r'corpus\.jsonl:\d', text), f'{where} has a record')
    check(not {'ties.csv', 'entities.ftm.json'} & set(os.listdir(f'{tmp}/all')), 'the public folder has ties')


@scenario
def a_study_is_on_record(custos, tmp):
    folder = make(custos, tmp, 300)
    digest = hashlib.sha256(read(f'{folder}/corpus.jsonl', 'rb')).hexdigest()
    custos('ledger', 'init', '--origin', 'custos.example/people', f'{tmp}/ledger', expect=0)
    study = report(custos, tmp, folder, '--ledger', f'{tmp}/ledger')
    records = recorded(custos, tmp)
    check(any(digest in text for text in records), 'the hash of the input is not on record')
    check(any('synthetic' in text for text in records), 'its origin is not on record')
    check(not any(t['person'] in text for t in study['ties'] for text in records), 'a person is on record')
