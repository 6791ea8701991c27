"""custos people extract: inputs that break off, records that are too long, and more records than one batch holds."""
import gzip
import hashlib
import json
import os

from tool import check, registry, write

table, scenario = registry('people reading')
MANIFEST = 'origin: invented\nlawful_basis: none needed\nretention: one test\n'
ORGANISATIONS = 'id,country,kind,name,aliases\nxx-navy,XX,military,Quandrian Navy,\nv-alfa,XX,vendor,Alfa Networks,阿尔法网络公司\n'


def scenarios():
    return table


def cv(number, text=''):
    return json.dumps({'id': f'cv-{number}', 'work': [
        {'name': 'Quandrian Navy', 'position': 'Engineer', 'startDate': '1983-08', 'endDate': '1990-12', 'summary': f'no. {number} {text}'},
        {'name': '阿尔法网络公司', 'position': 'Engineer', 'startDate': '1991-01', 'endDate': '2001-05'}]}, ensure_ascii=number % 2 == 0)


def folder_of(tmp):
    os.makedirs(f'{tmp}/in')
    write(f'{tmp}/in/manifest.yaml', MANIFEST)
    write(f'{tmp}/list.csv', ORGANISATIONS)
    return f'{tmp}/in'


def extract(custos, tmp, *paths, expect=0, **kwargs):
    """(lines, what was said on standard error)"""
    done = custos('people', 'extract', '--key', f'{tmp}/key', '--organisations', f'{tmp}/list.csv', *paths, expect=expect, **kwargs)
    return [json.loads(line) for line in done.out.splitlines()], done.err


def inputs(lines):
    return [line for line in lines if line['type'] == 'input']


@scenario
def a_stream_that_breaks_off_is_read_up_to_the_break(custos, tmp):
    folder = folder_of(tmp)
    # random texts, so that what is cut off holds many records
    records = [cv(i, hashlib.sha512(str(i).encode()).hexdigest()) for i in range(3000)]
    packed = gzip.compress('\n'.join(records).encode(), mtime=0)
    path = f'{folder}/a.jsonl.gz'
    write(path, packed[:len(packed) // 2])
    lines, said = extract(custos, tmp, path)
    total = inputs(lines)[0]
    check('cut short' in said and path in said, f'the break is not told: {said}')
    check(500 < total['parsed'] < 2500, f'{total["parsed"]} records of half an input')
    check(total['excluded'] == {'malformed': 1}, f'the record that is cut: {total["excluded"]}')
    check(total['sha256'] == hashlib.sha256(packed[:len(packed) // 2]).hexdigest(), 'the hash is not of what is stored')
    write(path, packed[:5])
    lines, said = extract(custos, tmp, path, expect=2)
    check('nothing of the corpus could be read' in said, said)


@scenario
def records_that_are_too_long_are_counted_and_passed_over(custos, tmp):
    folder = folder_of(tmp)
    long = cv(2, 'x' * (5 << 20))
    write(f'{folder}/a.jsonl', '\n'.join((cv(1), long, cv(3))))
    write(f'{folder}/b.json', f'[{cv(1)},{long},\n{cv(3)}]')
    write(f'{folder}/c.csv', 'id,company,summary\n1,Alfa Networks,"a ""b""\nc"\n2,Alfa Networks,"never closed\n3,Alfa Networks,d\n')
    lines, said = extract(custos, tmp, folder)
    for total, wanted in zip(inputs(lines), ({'too long': 1}, {'too long': 1}, {'malformed': 1})):
        check(total['excluded'] == wanted, f'{total["file"]}: {total["excluded"]}')
        check(total['parsed'] == 2 and total['octets'] == os.path.getsize(total['file']), f'{total}')
        check(f'{total["file"]}:' in said, f'the place of the record in {total["file"]} is not told: {said}')
    places = [line['record'].rsplit('/', 1)[1] for line in lines if line['type'] == 'cv']
    check(places == ['a.jsonl:1', 'a.jsonl:3', 'b.json:1', 'b.json:2', 'c.csv:2', 'c.csv:5'], f'{places}')


@scenario
def more_than_one_batch_comes_in_order_whatever_the_threads(custos, tmp):
    folder = folder_of(tmp)
    text = '\n'.join(cv(i, 'x' * (i % 7 * 100)) for i in range(6000))
    write(f'{folder}/a.jsonl', text)
    first, _ = extract(custos, tmp, '--threads', 1, folder)
    second, _ = extract(custos, tmp, '--threads', 5, folder)
    check(first == second, 'five threads tell something else than one')
    places = [int(line['record'].rsplit(':', 1)[1]) for line in first if line['type'] == 'cv']
    check(places == list(range(1, 6001)), 'records are not in the order of the input')
    octets = text.encode()
    for line in first:
        if line['type'] == 'tie':
            found = octets[slice(*line['span'])]
            check(found == b'Quandrian Navy', f'{line["record"]}: {found} stands at {line["span"]}')
