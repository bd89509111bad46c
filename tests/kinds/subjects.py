"""For every kind a small scene, cheap to make and hard to please: it has shares, refused drafts, given-up samples.

A kind in `KINDS` without a subject here fails the suite.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from synth.core.progress import Counter
from synth.core.summary import RunSummary
from synth.kinds import Kind, kind_of, load_any_scene
from synth.options import RunConfig, options_from
from synth.run import run
from synth.scene.load import apply_overrides
from synth.scene.model import SceneModel
from tests.small_pages import NOTE

NAME = "subject"
"""Of the scene of every subject: a scene file is `subject.yaml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the laws are tried on.

    `files` stand beside the scene file. `count` samples are made, which takes less than half a second; `options` are
    those of the run that are not the usual ones. `loose` frees the scene of what is met over the whole data set, so
    that it can grow: leaf -> value; None where it can grow as it is. `typo` is a leaf that no scene of the kind has.
    """

    scene: Mapping[str, Any]
    count: int
    files: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    loose: Mapping[str, Any] | None = None
    other: Mapping[str, Any]
    """A leaf of the scene with another value, which makes it another data set."""


IMAGE = Subject(
    count=10,
    scene={
        "kind": "image",
        "canvas": {"width": 64, "height": 48},
        "background": {"fill": "#9db4c0"},
        "variables": {
            "time": {"choice": {"day": 0.5, "night": 0.5}},
            "weather": {"choice": ["clear", "fog"]},
            "paint": {"choice": {"#aa3333": 0.6, "#9db4c0": 0.4}},
        },
        "prompt": "balls by {time}",
        "constraints": {"count": {"max": 4}},
        "max_redraws": 1,
        "objects": {
            "ball": {"count": {"integer": [2, 4]}, "size": {"uniform": [5, 12]}, "color": "{paint}"},
            "plate": {"count": 1, "size": 16, "color": "{paint}"},
        },
        "quotas": {"dark": {"share": 0.25, "when": {"time": "night"}, "exclusive": False}},
    },
    options={"verify": {"max_tries": 2}},
    loose={"quotas": {}},
    other={"canvas.width": 72},
)

DOCUMENT = Subject(
    count=4,
    scene=yaml.safe_load("""\
kind: document
dpi: 72
max_tries: 2
locale: {choice: {en_GB: 0.5, de_DE: 0.5}}
balance: [locale]
variables: {long: {choice: {true: 0.3, false: 0.7}}}
people: [sender]
fields:
  number: {code: "N-####"}
  day: {date: [2025-01-01, 2025-12-31]}
  items: {rows: 2, of: {what: {choice: [tea, bread, soap]}, price: {money: {uniform: [1, 90]}}}}
  total: {sum: items.price}
templates: {note: {file: note/note.typ}}
degrade: {profile: {choice: {clean: 0.4, scan: 0.3, photo: 0.3}}, severity: {uniform: [0.1, 0.6]}}
quotas: {long_ones: {share: 0.25, when: {long: true}}}
"""),
    files={"note/note.typ": NOTE + '\n#if chance("white words", 0.5) [#text(fill: style.paper)[hidden words]]\n'},
    loose={"balance": [], "quotas": {}},
    other={"dpi": 73},
)

TEXT = Subject(
    count=60,
    scene=yaml.safe_load("""\
kind: text
max_tries: 5
locale: {choice: {en_US: 0.5, de_DE: 0.5}}
variables: {tone: {choice: [calm, angry]}}
people: [customer]
labels: [PERSON, IBAN]
templates: {mail: {file: mail.j2}}
attributes: {tone: tone}
tokens: words
balance: [[tone, locale]]
quotas: {with_iban: {share: 0.1, require: {IBAN: {min: 1}}}}
noise: {typo: 0.01}
"""),
    files={
        "mail.j2": """\
{% if chance(0.3) %}{{ customer.name }} has {{ customer.iban }}{% else %}\
{{ one_of("yes", "no", "maybe") }} {{ one_of("now", "then", "never", "soon", "later", "today", "ever") }}{% endif %}
"""
    },
    loose={"balance": [], "quotas": {}},
    other={"max_tries": 4},
)

VIDEO = Subject(
    count=4,
    scene={
        "kind": "video",
        "canvas": {"width": 64, "height": 48},
        "camera": {"window": {"width": 48, "height": 32}, "start": [0, 0], "end": [1, {"uniform": [0, 1]}]},
        "background": {"fill": "{wall}"},
        "variables": {
            "wall": {"choice": {"#9db4c0": 0.6, "#505a70": 0.4}},
            "weather": {"choice": ["clear", "rain"]},
            "paint": {"choice": {"#aa3333": 0.6, "#9db4c0": 0.4}},
        },
        "fps": 4,
        "shots": {"count": 2, "frames": {"integer": [5, 6]}, "redraw": ["wall"]},
        "max_tries": 2,
        "objects": {"ball": {"count": 2, "shape": "ellipse", "size": {"uniform": [8, 14]}, "color": "{paint}"}},
        "motion": {"ball": {"path": "curved", "speed": {"uniform": [0, 0.2]}, "turn_deg_s": 40}},
        "quotas": {"wet": {"share": 0.5, "when": {"weather": "rain"}}},
    },
    loose={"quotas": {}},
    other={"fps": 5},
)

PACKET = Subject(
    count=12,
    scene=yaml.safe_load("""\
kind: packet
max_tries: 2
people: {customer: {age: [30, 60]}}
variables: {city: {choice: [Rome, Oslo]}}
members:
  letter: {scene: letter.yaml, people: {writer: customer}, facts: {town: city}, shows: {town: city}}
  reply: {scene: reply.yaml, people: {reader: customer}, facts: {town: city}, shows: {town: city}}
contradictions:
  born_twice: {share: 0.25, member: reply, fact: customer.birth_date}
"""),
    files={
        "letter.yaml": """\
{kind: text, people: [writer], labels: [PERSON, CITY, DATE_OF_BIRTH], templates: {letter: {file: letter.j2}},
 variables: {town: {choice: [Rome, Oslo]}}}
""",
        "letter.j2": """\
{{ writer.name }}, born {{ writer.birth_date }}, of {{ town|label("CITY")|attr(fact="town") }}.\
{% if chance(0.4) %} Call me {{ "Nobody"|label("PERSON", of=writer) }}.{% endif %}
""",
        "reply.yaml": """\
{kind: text, people: [reader, clerk], labels: [PERSON, CITY, DATE_OF_BIRTH], templates: {reply: {file: reply.j2}},
 variables: {town: {choice: [Rome, Oslo]}}}
""",
        "reply.j2": """\
Dear {{ reader.title_name }}, so you were born on {{ reader.birth_date }}?
{{ town|label("CITY")|attr(fact="town") }} is far. {{ clerk.name }}
""",
    },
    loose={"contradictions": {}},
    other={"max_tries": 3},
)

AUDIO = Subject(
    count=8,
    scene={
        "kind": "audio",
        "script": {"scene": "said/text.yaml"},
        "voice": {"variant": {"choice": ["m3", "f2"]}, "rate_wpm": 400},
        "pauses": {"edge_s": 0.06},
        "acoustics": {"snr_db": {"uniform": [10, 30]}},
        "max_tries": 2,
    },
    files={
        "said/text.yaml": """\
kind: text
locale: de_DE
templates: {said: {file: said.j2}}
""",
        "said/said.j2": '{% if chance(0.5) %}?!{% else %}{{ one_of("ja", "nein") }}{% endif %}\n',
    },
    other={"pauses.edge_s": 0.07},
)

TONE = Subject(count=24, scene={"kind": "tone", "detuned_share": 0.4}, other={"seconds": 0.2})

SUBJECTS: Mapping[str, Subject] = {
    "image": IMAGE,
    "document": DOCUMENT,
    "text": TEXT,
    "audio": AUDIO,
    "packet": PACKET,
    "video": VIDEO,
    "tone": TONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A subject whose files stand in `folder`."""

    name: str
    subject: Subject
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / f"{NAME}.yaml"

    @property
    def kind(self) -> Kind:
        return kind_of(self.name)

    def scene(self, changes: Mapping[str, Any] | None = None) -> SceneModel:
        """The scene, with some leaves changed."""
        return load_any_scene(apply_overrides(self.subject.scene, changes or {}), str(self.file))

    def config(self, out: Path, **options: Any) -> RunConfig:
        usual = {"scene": NAME, "scene_folder": self.folder, "out": out, "count": self.subject.count}
        return options_from(self.kind.config(), {**usual, **self.subject.options, **options})

    def make(self, out: Path, changes: Mapping[str, Any] | None = None, **options: Any) -> RunSummary:
        """Run it in this process."""
        return run(self.config(out, **options), self.scene(changes), Counter())

    def words(self, out: Path) -> list[str]:
        """What the same run is on the command line."""
        told = [f"{key}={value}" for key, value in _leaves(self.subject.options)]
        return ["generate", f"scene={self.file}", f"count={self.subject.count}", f"out={out}", *told]


def place(name: str, folder: Path) -> Placed:
    """Write the files of a subject into `folder`; KeyError for a kind that has none."""
    subject = SUBJECTS[name]
    files = {**subject.files, f"{NAME}.yaml": yaml.safe_dump(dict(subject.scene), sort_keys=False)}
    for file, text in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Placed(name=name, subject=subject, folder=folder)


def _leaves(options: Mapping[str, Any], key: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in options.items():
        found += _leaves(value, f"{key}{name}.") if isinstance(value, Mapping) else [(key + name, value)]
    return found
