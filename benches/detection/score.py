#!/usr/bin/env python3
"""Runs `kiemtra detect` and its peers over corpora and counts what each finds.

    score.py KIEMTRA CORPUS... [--peers] [--detail]

Values are masked in what kiemtra prints, so what is compared is the number of different values of a class in a file:
what is missing counts as missed, what is too many as false. In a file where a value is missed while a look-alike is
taken for one, both would go unseen; corpora written with --single, with one person a file or none, show those.
Values marked optional in the truth count neither way. Keys and passwords are one class here.
"""

import base64
import collections
import json
import subprocess
import sys
import time
import unicodedata
import urllib.parse
from pathlib import Path

MERGED = {"access-key": "credential", "password": "credential"}
#: From how many characters on a value must not be seen in an output; shorter ones may stand there by chance.
LONG = 6


class Score:
    """Found, missed and false, by class and by form."""

    def __init__(self):
        self.by_class = collections.defaultdict(lambda: [0, 0, 0])
        self.by_form = collections.defaultdict(lambda: [0, 0, 0])
        self.wrong = []

    def add(self, name, form, kind, needed, allowed, found):
        """A file: `needed` values must be found, `allowed` may be."""
        hit, missed, false = min(needed, found), max(0, needed - found), max(0, found - allowed)
        for place in (self.by_class[kind], self.by_form[form]):
            place[0] += hit
            place[1] += missed
            place[2] += false
        if missed or false:
            self.wrong.append((name, kind, needed, found, missed, false))

    @staticmethod
    def rates(counts):
        hit, missed, false = counts
        return (hit / (hit + missed) if hit + missed else 1.0, hit / (hit + false) if hit + false else 1.0)


def truth_of(place):
    return json.loads((Path(place) / "truth.json").read_text())["files"]


def expected(told):
    """Class -> (needed, allowed) of a file."""
    needed, allowed = collections.defaultdict(set), collections.defaultdict(set)
    for value in told["values"]:
        kind = MERGED.get(value["class"], value["class"])
        allowed[kind].add(value["value"])
        if not value["optional"]:
            needed[kind].add(value["value"])
    return {kind: (len(needed[kind]), len(own)) for kind, own in allowed.items()}


def kiemtra(program, place):
    """What kiemtra says of a corpus: the document, its text, and the seconds of the processor."""
    started = time.perf_counter()
    done = subprocess.run([program, "detect", str(Path(place) / "files"), "--format", "json"], capture_output=True)
    took = time.perf_counter() - started
    if done.returncode not in (0, 2, 3):
        sys.exit(f"kiemtra detect ended with {done.returncode}: {done.stderr.decode()}")
    return json.loads(done.stdout), (done.stdout + done.stderr).decode(), took


def judge(place, document, score):
    """Adds a corpus to the score; gives what is wrong of the coverage."""
    truth = truth_of(place)
    seen = {Path(entry["path"]).name: entry for entry in document["files"]}
    uncovered = []
    for name, told in truth.items():
        entry = seen.get(name)
        if entry is None:
            uncovered.append(f"{name}: not looked at")
            continue
        found = collections.Counter()
        for own in entry["classes"]:
            found[MERGED.get(own["class"], own["class"])] += own["distinct"]
        wanted = expected(told)
        for kind in set(found) | set(wanted):
            needed, allowed = wanted.get(kind, (0, 0))
            score.add(name, told["form"], kind, needed, allowed, found[kind])
        obstacles = sorted({left["obstacle"] for left in entry["coverage"]["omissions"]})
        whole, meant = entry["coverage"]["extent"] == "whole", told["coverage"]
        if whole != (meant["extent"] == "whole") or obstacles != meant["obstacles"]:
            uncovered.append(f"{name}: {entry['coverage']['extent']} {obstacles}, in truth {meant['extent']} {meant['obstacles']}")
    return uncovered


def clear_values(place, text):
    """Values of the truth that an output holds in clear: as they are, (de)composed, percent- or base64-coded."""
    found = set()
    for name, told in truth_of(place).items():
        for value in told["values"]:
            own = value["value"]
            if len(own) < LONG or value["class"] in ("birth", "card-image", "ethnic-group", "religion", "health"):
                continue
            shapes = {own, unicodedata.normalize("NFC", own), unicodedata.normalize("NFD", own), urllib.parse.quote(own), urllib.parse.quote_plus(own)}
            shapes |= {base64.b64encode(own.encode()[n:]).decode().rstrip("=")[2:-2] for n in range(3) if len(own) > 11}
            if any(shape in text for shape in shapes if len(shape) >= LONG):
                found.add((name, value["class"]))
    return sorted(found)


def table(head, rows):
    out = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(out + ["| " + " | ".join(row) + " |" for row in rows])


def shown(score, counts_of):
    for key, counts in sorted(counts_of.items()):
        recall, precision = score.rates(counts)
        yield [key, str(counts[0] + counts[1]), f"{recall:.4f}", f"{precision:.4f}", str(counts[1]), str(counts[2])]


def main():
    program, places = sys.argv[1], [a for a in sys.argv[2:] if not a.startswith("--")]
    score, uncovered, clear, took, size = Score(), [], [], 0.0, 0
    for place in places:
        document, text, seconds = kiemtra(program, place)
        took += seconds
        size += sum(f.stat().st_size for f in (Path(place) / "files").iterdir())
        uncovered += [f"{place}: {line}" for line in judge(place, document, score)]
        clear += clear_values(place, text)
    head = ["what", "values", "recall", "precision", "missed", "false"]
    print(table(head, shown(score, score.by_class)), "\n")
    print(table(head, shown(score, score.by_form)), "\n")
    print(f"{size / 1e6:.2f} MB in {took:.2f} s; coverage wrong: {len(uncovered)}; values in clear: {len(clear)}")
    for line in uncovered + [f"in clear: {line}" for line in clear]:
        print("-", line)
    if "--detail" in sys.argv:
        for line in sorted(score.wrong):
            print("%s: %s: needed %d, found %d (missed %d, false %d)" % line)
    if "--peers" in sys.argv:
        import peers
        peers.compare(places, took)


if __name__ == "__main__":
    main()
