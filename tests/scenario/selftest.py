#!/usr/bin/env python3
"""The runner's own tests: right reports pass, and every way of being wrong is noticed."""
import copy
import sys
import unittest

import truth as t

TRUTH = {
    'captures': ['x.pcap'],
    'expect': [{'rule': 'intercept-without-warrant', 'liid': 'X9', 'max': 1},
               {'rule': ['covert-copy', 'mirror-session'], 'dst': '10.0.0.9', 'dport': 4789, 'subject': ['10.45.0.3'],
                'first': [1795303013, 1795303014], 'packets': [10, 20], 'min': 1, 'max': 2}],
    'allow': [{'rule': 'undeclared-conversation', 'src': '10.0.0.1'}],
    'intercepts': [{'liid': 'X9', 'iri': 2, 'cc': 20, 'warrant': None}],
    'accounts': {'copied_packets': [10, 20], 'unexplained_share': [0, 0.5]},
    'exit': 1,
}
REPORT = {
    'elements': [{'name': 'ggsn-1', 'out': {'packets': 40, 'bytes': 400},
                  'accounts': {'forwarded': {'packets': 10, 'bytes': 100}, 'declared': {'packets': 0, 'bytes': 0},
                               'warranted': {'packets': 0, 'bytes': 0}, 'copied': {'packets': 15, 'bytes': 150},
                               'unexplained': {'packets': 15, 'bytes': 150}}}],
    'intercepts': [{'liid': 'X9', 'xid': None, 'iri': 2, 'cc': 20, 'warrant': None}],
    'findings': [
        {'id': 'F-0001', 'rule': 'intercept-without-warrant', 'liid': 'X9', 'summary': ''},
        {'id': 'F-0002', 'rule': 'covert-copy', 'summary': '', 'first': '2026-11-21T23:16:53.250000000Z', 'packets': 15, 'bytes': 1000,
         'conversation': {'src': '10.0.0.1', 'dst': '10.0.0.9', 'dport': 4789, 'protocol': 'udp'},
         'copied_conversations': [{'src': '198.51.100.7', 'dst': '10.45.0.3'}]},
        {'id': 'F-0003', 'rule': 'undeclared-conversation', 'summary': '', 'conversation': {'src': '10.0.0.1', 'dst': '10.0.0.9'}},
    ],
}


def finding(report, number):
    return report['findings'][number - 1]


def more(rule, **also):
    return {'id': 'F-0009', 'rule': rule, 'summary': 'one more', **also}


# what is changed in a right report, and a word of the complaint that must follow
WRONG = [
    ('nothing found', lambda r: r.update(findings=[]), 'seen 0 times'),
    ('found twice', lambda r: r['findings'].append(more('intercept-without-warrant', liid='X9')), 'seen 2 times'),
    ('another interception', lambda r: finding(r, 1).update(liid='X8'), 'false alarm'),
    ('another rule', lambda r: finding(r, 2).update(rule='over-delivery'), 'false alarm'),
    ('another destination', lambda r: finding(r, 2)['conversation'].update(dst='10.0.0.8'), 'false alarm'),
    ('another port', lambda r: finding(r, 2)['conversation'].update(dport=4790), 'false alarm'),
    ('another subject', lambda r: finding(r, 2)['copied_conversations'][0].update(dst='10.45.0.4'), 'false alarm'),
    ('no subject', lambda r: finding(r, 2).pop('copied_conversations'), 'false alarm'),
    ('too early', lambda r: finding(r, 2).update(first='2026-11-21T23:16:52.900000000Z'), 'false alarm'),
    ('too late', lambda r: finding(r, 2).update(first='2026-11-21T23:16:54.100000000Z'), 'false alarm'),
    ('no time', lambda r: finding(r, 2).update(first=None), 'false alarm'),
    ('too few packets', lambda r: finding(r, 2).update(packets=9), 'false alarm'),
    ('too many packets', lambda r: finding(r, 2).update(packets=21), 'false alarm'),
    ('allowed rule elsewhere', lambda r: finding(r, 3)['conversation'].update(src='10.0.0.2'), 'false alarm'),
    ('no conversation', lambda r: finding(r, 3).update(conversation=None), 'false alarm'),
    ('interception lost', lambda r: r.update(intercepts=[]), 'is not in the report'),
    ('too few IRI', lambda r: r['intercepts'][0].update(iri=1), 'iri 1, in truth 2'),
    ('CC in two entries', lambda r: r['intercepts'].append({'liid': 'X9', 'iri': 0, 'cc': 1, 'warrant': None}), 'cc 21, in truth 20'),
    ('a warrant made up', lambda r: r['intercepts'][0].update(warrant='W-1'), "['W-1']"),
    ('books that do not balance', lambda r: r['elements'][0]['accounts']['copied'].update(packets=14), '39 are in its accounts'),
    ('bytes that do not balance', lambda r: r['elements'][0]['out'].update(bytes=401), '400 are in its accounts'),
    ('too little copied', lambda r: r['elements'][0]['accounts'].update(copied={'packets': 9, 'bytes': 150}), 'copied_packets: 9'),
    ('too much unexplained', lambda r: r['elements'][0]['accounts']['unexplained'].update(packets=30), 'unexplained_share: 0.75'),
    ('nothing left the element', lambda r: r['elements'].clear(), 'unexplained_share: None'),
]


class Matcher(unittest.TestCase):
    def test_a_right_report_passes(self):
        self.assertEqual(t.judge(TRUTH, REPORT, 1), [])

    def test_the_exit_status_counts(self):
        self.assertEqual(t.judge(TRUTH, REPORT, 0), ['exit status 0, in truth 1'])

    def test_an_unknown_key_is_no_silent_pass(self):
        with self.assertRaises(ValueError):
            t.matches({'rule': 'covert-copy', 'dest': '10.0.0.9'}, finding(REPORT, 2))

    def test_null_in_a_match_is_any(self):
        self.assertTrue(t.matches({'rule': 'covert-copy', 'dport': None}, finding(REPORT, 2)))

    def test_times(self):
        self.assertEqual(t.seconds('1970-01-01T00:00:01.500000000Z'), 1.5)
        self.assertIsNone(t.seconds(None))
        self.assertIsNone(t.seconds('yesterday'))

    def test_what_coverage_must_and_must_not_say(self):
        report = {**copy.deepcopy(REPORT), 'coverage': {'notes': ['1 order with other targets: X9']}}
        for wanted, sentences in (({'says': ['other targets'], 'never': ['another time']}, []),
                                  ({'says': ['another time']}, ['coverage does not say: another time']),
                                  ({'never': ['other targets']}, ['coverage says: other targets'])):
            self.assertEqual(t.judge({**TRUTH, 'coverage': wanted}, report, 1), sentences)

    def test_more_keys_of_one_interception(self):
        report = copy.deepcopy(REPORT)
        report['intercepts'][0]['xid'] = 'abc'
        self.assertEqual(t.judge({**TRUTH, 'intercepts': [{'liid': 'X9', 'xid': 'abc'}]}, report, 1), [])
        self.assertNotEqual(t.judge({**TRUTH, 'intercepts': [{'liid': 'X9', 'xid': 'abd'}]}, report, 1), [])


def add_wrong(name, change, word):
    def test(self):
        report = copy.deepcopy(REPORT)
        change(report)
        wrong = t.judge(TRUTH, report, 1)
        self.assertTrue(any(word in w for w in wrong), wrong)
    setattr(Matcher, 'test_notices_' + name.replace(' ', '_'), test)


for case in WRONG:
    add_wrong(*case)

if __name__ == '__main__':
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(unittest.defaultTestLoader.loadTestsFromTestCase(Matcher))
    bad = len(result.failures) + len(result.errors)
    print(f'{result.testsRun - bad} passed, {bad} failed')
    sys.exit(1 if bad else 0)
