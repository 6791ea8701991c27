"""What `custos people` reports of a drill's corpus, held against its truth.json. Pure: reads the two files and nothing else."""
import collections
import json

COUNTED = ('prior', 'concurrent', 'posted', 'education', 'project')
SHOWN = COUNTED + ('possibly-concurrent', 'later', 'conscription', 'reserve', 'undated')


class Truth:
    """truth.json of `custos drill make people`, line by line: that of a million CVs is a hundred megabytes."""

    def __init__(self, path):
        self.person_of, self.ties, self.names, self.false_friends = {}, {}, {}, {}
        tail = []
        with open(path, encoding='utf-8') as f:
            for line in f:
                if line.startswith('{"person": '):
                    self.take(json.loads(line.rstrip(',\n')))
                else:
                    tail.append(line)
        rest = json.loads(''.join(tail))
        self.funnel, self.odds_ratios, self.employers = rest['funnel'], rest['odds_ratios'], rest['employers']
        self.id_of = {e['name']: e['id'] for e in self.employers}

    def take(self, person):
        number = person['person']
        for line in person['records']:
            self.person_of[line] = number
        for tie in person['ties']:
            self.ties[number, tie['employer'], tie['organisation'], tie['kind']] = tie['records']
        if person.get('false_friends'):
            self.false_friends[number] = [(f['class'], f.get('organisation')) for f in person['false_friends']]


def organisation_ids(path):
    """Name and id -> id, of organisations.csv."""
    ids = {}
    with open(path, encoding='utf-8') as f:
        next(f)
        for line in f:
            fields = line.rstrip('\n').split(',')
            ids[fields[0]] = ids[fields[3]] = fields[0]
    return ids


def reported(report, truth, ids, kinds=SHOWN):
    """(person of the truth, employer, organisation, kind) -> a tie of the report, for every tie of these kinds."""
    found = {}
    for tie in report['ties']:
        if tie['kind'] in kinds and tie['employer']:
            line = int(tie['record'].rsplit(':', 1)[1])
            key = truth.person_of[line], ids.get(tie['employer'], tie['employer']), ids.get(tie['organisation'], tie['organisation']), tie['kind']
            found.setdefault(key, tie)
    return found


Score = collections.namedtuple('Score', 'planted found right')


def precision(s):
    return s.right / s.found if s.found else 1.0


def recall(s):
    return s.right / s.planted if s.planted else 1.0


def score(found, truth, kinds=COUNTED):
    """Kind -> Score, and 'all'; and what was missed and what was false, as keys of `found`. That somebody worked somewhere "early on", without a
    date, may be called prior as well."""
    planted = {k for k in truth.ties if k[3] in kinds}
    seen = {k for k in found if k[3] in kinds and not (k[3] == 'prior' and (*k[:3], 'undated') in truth.ties)}
    by_kind = {kind: Score(sum(k[3] == kind for k in planted), sum(k[3] == kind for k in seen), sum(k[3] == kind for k in planted & seen))
               for kind in kinds}
    by_kind['all'] = Score(len(planted), len(seen), len(planted & seen))
    return by_kind, planted - seen, seen - planted


def fooled(false, truth):
    """(key, class) of each false tie to a body that is there as a false friend of that person only."""
    for key in false:
        real = {k[2] for k in truth.ties if k[0] == key[0]}
        for name, organisation in truth.false_friends.get(key[0], []):
            if organisation == key[2] and organisation not in real:
                yield key, name
