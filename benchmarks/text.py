"""Speed, truth and memory of texts: `python benchmarks/text.py [--count N] [--audit N] [--scenes NAME ...]`.

Speed: ten templates with four entities each, one process, spans verified and JSONL on disk; `text_peers.py` has peers
take turns with it. Audit: N texts of each shipped scene of kind text, read
back from disk, every span compared with the characters that it names. From the equal texts among n, the number of
different ones that the scene can make is estimated as n^2 / (2 x equal), as of evenly drawn birthdays; where some texts
are likelier than others this is too low. Memory: resident growth after the first tenth.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from synth.core.paths import shipped_scenes
from synth.core.progress import Counter
from synth.core.summary import RunSummary
from synth.options import RunConfig
from synth.run import run
from synth.scene.read import read_yaml
from synth.text.scene.load import load_text_scene
from synth.text.scene.schema import TextScene

SENTENCES = (
    "Please send the invoice for {name} to {email}, {street}, {city}.",
    "{name} lives at {street} in {city} and can be reached at {phone}.",
    "My name is {name}, I was born on {birth_date}; write to {email} or call {phone}.",
    "Transfer the amount to {iban}, account holder {name}, {city}, and confirm to {email}.",
    "Hi {first_name}, your new colleague {name} from {employer} will call you at {phone}.",
    "The card {card} of {name} expires soon; we wrote to {email} and to {street}.",
    "{name} works for {employer} in {city}; the office number is {phone}.",
    "From: {email}. Dear {last_name}, the parcel for {street}, {city} is on its way.",
    "{name} ({birth_date}) moved from {city} to {country}; contact: {email}.",
    "Login for {name}: {username}, last seen from {ip} near {city}.",
)
"""Templates of the speed test; a slot is a field of one persona."""

LABELS = (
    "PERSON", "EMAIL", "STREET", "CITY", "PHONE", "DATE_OF_BIRTH", "IBAN", "ORGANIZATION", "CREDIT_CARD", "COUNTRY",
    "USERNAME", "IP_ADDRESS",
)  # fmt: skip

FIRST_TEXT = """
import sys, time
from pathlib import Path
start = time.perf_counter()
import synth
from synth.options import RunConfig
from synth.samples import make_sample
from synth.text.scene.load import load_text_scene
from synth.text.studio import TextStudio
path = Path(sys.argv[1])
config = RunConfig(scene="sentences", scene_folder=path.parent, count=1, out=Path("unused"))
assert make_sample(TextStudio(config, load_text_scene(path)), 0).verified is not None
assert "torch" not in sys.modules
print(time.perf_counter() - start)
"""


class Rss(Counter):
    """A progress that notes the time and the resident memory, in MiB, at every step."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[int, float]] = []
        self.last_line = 0.0

    def advance(self, count: int = 1, *, refused: int = 0, given_up: int = 0, note: str = "") -> None:
        super().advance(count, refused=refused, given_up=given_up, note=note)
        self.last_line = time.perf_counter()
        self.seen.append((self.done, psutil.Process(os.getpid()).memory_info().rss / 2**20))

    def growth(self) -> float:
        """MiB between the first tenth and the end."""
        early = [rss for done, rss in self.seen if done <= max(self.total // 10, self.seen[0][0])]
        return self.seen[-1][1] - early[-1]


def sentence_scene(folder: Path) -> Path:
    """Write the speed test's scene into `folder` and return its file."""
    templates = []
    for number, sentence in enumerate(SENTENCES):
        slots = sentence.replace("{", "{{ person.").replace("}", " }}")
        (folder / f"t{number}.j2").write_text(slots, encoding="utf-8")
        templates.append(f"  t{number}: {{file: t{number}.j2}}")
    head = f"kind: text\nlocale: en_US\npeople: [person]\nlabels: [{', '.join(LABELS)}]\ntemplates:\n"
    (folder / "sentences.yaml").write_text(head + "\n".join(templates) + "\n", encoding="utf-8")
    return folder / "sentences.yaml"


def make(scene: TextScene, path: Path, out: Path, count: int) -> tuple[RunSummary, float, Rss]:
    """What came of the run, the seconds until its last line was on disk, and what its memory did."""
    config = RunConfig(scene=path.stem, scene_folder=path.parent, count=count, out=out)
    rss, start = Rss(), time.perf_counter()
    summary = run(config, scene, rss)
    return summary, rss.last_line - start, rss


def speed(count: int) -> None:
    """Print texts a second of the ten templates, memory, and the time to a first text."""
    with tempfile.TemporaryDirectory() as scratch:
        path = sentence_scene(Path(scratch))
        scene = load_text_scene(path)
        summary, seconds, rss = make(scene, path, Path(scratch) / "out", count)
        with (Path(scratch) / "out" / "text.jsonl").open(encoding="utf-8") as lines:
            spans = sum(len(json.loads(line)["spans"]) for line in lines)
        first = subprocess.run(
            [sys.executable, "-c", FIRST_TEXT, str(path)], capture_output=True, text=True, check=True
        ).stdout
    print(f"ours      {count / seconds:8.0f} texts/s until the last line is on disk ({spans / count:.1f} spans each)")
    print(f"whole     {count / summary.seconds:8.0f} texts/s with card, hashes and report ({count} texts)")
    print(f"memory    {rss.growth():8.1f} MiB growth after the first tenth")
    print(f"first     {float(first):8.2f} s for import synth and the first text, torch not imported")


def audit(names: list[str], count: int) -> int:
    """Spans of the shipped scenes that do not name their characters; printed scene by scene."""
    wrong = 0
    for name in names:
        path = shipped_scenes()[name]
        with tempfile.TemporaryDirectory() as scratch:
            summary, seconds, rss = make(load_text_scene(path), path, Path(scratch) / "out", count)
            mismatches = spans = written = 0
            with (Path(scratch) / "out" / "text.jsonl").open(encoding="utf-8") as lines:
                for line in lines:
                    record = json.loads(line)
                    written += 1
                    spans += len(record["spans"])
                    mismatches += sum(record["text"][s["start"] : s["end"]] != s["value"] for s in record["spans"])
        alike = summary.refused.get("duplicate", 0)
        different = f"about {count**2 / 2 / alike:.1e}" if alike else f"more than {count**2 / 2:.0e}"
        print(
            f"{name:18} {written} of {count} texts, {spans} spans, {mismatches} mismatches, {alike} equal refused "
            f"({different} different texts), {count / seconds:.0f} texts/s, {rss.growth():.1f} MiB growth"
        )
        wrong += mismatches
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = [name for name, path in shipped_scenes().items() if read_yaml(path)["kind"] == "text"]
    parser.add_argument("--count", type=int, default=50_000, help="texts of the speed test (0: none)")
    parser.add_argument("--audit", type=int, default=0, help="texts of each scene to read back (0: none)")
    parser.add_argument("--scenes", nargs="*", default=known, choices=known)
    options = parser.parse_args()
    if options.count:
        speed(options.count)
    return 1 if options.audit and audit(options.scenes, options.audit) else 0


if __name__ == "__main__":
    sys.exit(main())
