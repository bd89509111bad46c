"""Whole runs of texts beside peers, in CPU seconds: `python benchmarks/text_peers.py --peers PYTHON [--counts N ...]`.

PYTHON is the interpreter of an environment of the peers' own: `python -m venv DIR`, then `DIR/bin/pip install
presidio-evaluator==0.3.2 mimesis==22.2.0`; a peer that it lacks is left out aloud. Each run is a process of its own
over the ten templates of `text.py`, from its start to its last file, user and system time with those of child
processes; the programs take turns, `--rounds` times, and each round gives a ratio.

Ours is `synth generate`: coherent people, every span checked, equal texts refused, JSON lines, card, hashes and report.
presidio-evaluator's span generator and mimesis, for which a loop of our own keeps the offsets by hand, write JSON lines
with text and spans and nothing else. Of a peer the time until its libraries are loaded is also given (`start`), since
presidio-evaluator loads spaCy and pandas, which writing texts does not need; `running` ratios leave out the peer's
start, but none of ours.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from text import PRESIDIO_NAMES, SENTENCES, sentence_scene

PROLOGUE = """
import json, resource, sys
def cpu_s():
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
count, sentences = int(sys.argv[1]), json.loads(sys.argv[2])
"""

PRESIDIO = (
    PROLOGUE
    + """
from faker import Faker
from presidio_evaluator.data_generator.faker_extensions import SpanGenerator
faker = Faker("en_US", generator=SpanGenerator())
start = cpu_s()
with open(sys.argv[3], "w", encoding="utf-8") as file:
    for number in range(count):
        sample = faker.parse(sentences[number % len(sentences)], add_spans=True)
        file.write(json.dumps(sample.to_dict(), default=str) + "\\n")
print(start)
"""
)

MIMESIS = (
    PROLOGUE
    + """
import random, re
from mimesis import Generic
from mimesis.locales import Locale
it = Generic(Locale.EN, seed=0)
draw = {
    "name": it.person.full_name, "first_name": it.person.first_name, "last_name": it.person.last_name,
    "email": it.person.email, "phone": it.person.phone_number, "username": it.person.username,
    "street": it.address.address, "city": it.address.city, "country": it.address.country,
    "birth_date": lambda: it.datetime.formatted_date(), "employer": it.finance.company, "ip": it.internet.ip_v4,
    "card": it.payment.credit_card_number,
    "iban": lambda: it.code.locale_code() + str(random.randrange(10**20)).zfill(20),
}
templates = []
for sentence in sentences:
    pieces = re.split(r"\\{(\\w+)\\}", sentence)
    templates.append([(plain, field, draw.get(field)) for plain, field in zip(pieces[::2], [*pieces[1::2], ""])])
start = cpu_s()
with open(sys.argv[3], "w", encoding="utf-8") as file:
    for number in range(count):
        parts, spans, at = [], [], 0
        for plain, field, make in templates[number % len(templates)]:
            parts.append(plain)
            at += len(plain)
            if make:
                value = make()
                spans.append({"start": at, "end": at + len(value), "label": field.upper(), "value": value})
                parts.append(value)
                at += len(value)
        file.write(json.dumps({"id": number, "text": "".join(parts), "spans": spans}) + "\\n")
print(start)
"""
)


class Run(NamedTuple):
    """CPU seconds of a whole process, and of what it took until its libraries were loaded (ours: not told)."""

    cpu_s: float
    start_s: float = 0.0

    @property
    def running_s(self) -> float:
        return self.cpu_s - self.start_s


def timed(words: Sequence[str]) -> Run:
    """Run a program to its end; SystemExit with its last line where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{' '.join(words[:2])}: {(done.stderr or done.stdout).strip().splitlines()[-1]}")
    said = done.stdout.strip().splitlines()
    is_peer = words[1] == "-c"
    return Run(after[0] + after[1] - before[0] - before[1], float(said[-1]) if is_peer else 0.0)


def found_peers(python: Path | None) -> Mapping[str, tuple[str, list[str]]]:
    """Name -> (program, sentences) of the peers that the environment holds; the others are named."""
    theirs = list(SENTENCES)
    for ours, name in PRESIDIO_NAMES.items():
        theirs = [sentence.replace(f"{{{ours}}}", f"{{{name}}}") for sentence in theirs]
    doubled = [sentence.replace("{", "{{").replace("}", "}}") for sentence in theirs]
    peers = {"presidio_evaluator": (PRESIDIO, doubled), "mimesis": (MIMESIS, list(SENTENCES))}
    for name in list(peers):
        if python is None or subprocess.run([str(python), "-c", f"import {name}"], check=False).returncode:
            print(f"{name}: not in the environment of --peers, left out")
            del peers[name]
    return peers


def compare(count: int, rounds: int, peers: Mapping[str, tuple[str, list[str]]], python: Path | None) -> None:
    """Print what `count` texts take each program, and our ratios to each."""
    runs: dict[str, list[Run]] = {name: [] for name in ("synth", *peers)}
    with tempfile.TemporaryDirectory() as scratch:
        scene = sentence_scene(Path(scratch))
        for number in range(rounds):
            out = f"{scratch}/out{number}"
            ours = [sys.executable, "-m", "synth", "generate", f"scene={scene}", f"count={count}", f"out={out}"]
            runs["synth"].append(timed(ours))
            for name, (program, sentences) in peers.items():
                words = [str(python), "-c", program, str(count), json.dumps(sentences), f"{scratch}/{name}.jsonl"]
                runs[name].append(timed(words))
    print(f"\n{count} texts, {rounds} rounds; median CPU seconds, texts per CPU second, our ratio (least to most)")
    for name, done in runs.items():
        whole = statistics.median(run.cpu_s for run in done)
        line = f"{name:20}{whole:8.2f} s {count / whole:9.0f}/s"
        if name != "synth":
            pairs = list(zip(done, runs["synth"], strict=True))
            for what, ratios in (
                ("whole", [theirs.cpu_s / ours.cpu_s for theirs, ours in pairs]),
                ("running", [theirs.running_s / ours.cpu_s for theirs, ours in pairs]),
            ):
                line += f"  {what} {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        print(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, metavar="PYTHON", help="interpreter of the peers' own environment")
    parser.add_argument("--counts", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    peers = found_peers(options.peers)
    for count in options.counts:
        compare(count, options.rounds, peers, options.peers)


if __name__ == "__main__":
    main()
