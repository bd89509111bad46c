"""A packet of a note of one page and a mail, small enough to make in a tenth of a second."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from synth.kinds import Share
from synth.options import RunConfig
from synth.packet.scene.load import load_packet_scene
from synth.packet.studio import PacketStudio

SCENE = """\
kind: packet
locale: {choice: [en_GB, en_US]}
people: {customer: {age: [30, 60]}}
variables: {colour: {choice: [red, blue]}}
words: {colour: {red: [red, crimson], blue: [blue, azure]}}
members:
  note:
    scene: note.yaml
    people: {sender: customer}
    shows: {sender.name: customer.name, sender.address: customer.address, sender.birth_date: customer.birth_date,
            total: total, day: day}
  mail:
    scene: mail.yaml
    people: {writer: customer}
    facts: {sum: total, paid: day, paint: colour}
    shows: {sum: total, paid: day, paint: colour}
facts: {total: note.total, day: note.day}
contradictions:
  altered: {share: 0, member: mail, fact: total, factor: 0.5, truth: member}
  swapped: {share: 0, member: note, fact: customer.birth_date}
  stranger: {share: 0, member: note, person: customer}
"""
NOTE = """\
kind: document
dpi: 72
locale: {choice: [en_GB, en_US, de_DE]}
people: [sender]
fields:
  day: {date: [2025-01-01, 2025-12-31]}
  items: {rows: 2, of: {price: {money: {uniform: [1, 900]}}}}
  total: {sum: items.price}
templates: {note: {file: note.typ}}
degrade: {profile: clean}
"""
TYPST = """\
#import "/synth.typ": *
#set page(width: 90mm, height: 90mm, margin: 8mm)
#title[Note] #field("day", r.day)

#field("sender.name", r.sender.name), born #field("sender.birth_date", r.sender.birth_date)

#field("sender.address", r.sender.address)

Total #field("total", r.total)
"""
MAIL = """\
kind: text
locale: {choice: [en_GB, en_US]}
people: [writer]
labels: [PERSON, DATE, DATE_OF_BIRTH, AMOUNT, COLOUR, IBAN, EMAIL, PHONE, ORGANIZATION, ADDRESS, STREET, ZIP, CITY]
variables: {sum: {integer: [1, 9]}, paid: "2025-01-01", paint: {choice: [red, blue]}}
templates: {mail: {file: mail.j2}}
"""
J2 = """\
{{ writer.name }}, {{ writer.birth_date }}, {{ writer.address }}, {{ writer.iban }}, {{ writer.email }},
{{ writer.phone }}, {{ writer.employer }}; {{ sum|money|label("AMOUNT")|attr(fact="sum") }} on
{{ paid|date("long")|label("DATE")|attr(fact="paid") }}, {{ paint|label("COLOUR")|attr(fact="paint") }}
"""
FILES = {"packet.yaml": SCENE, "note.yaml": NOTE, "note.typ": TYPST, "mail.yaml": MAIL, "mail.j2": J2}


def write_small_packet(folder: Path, shares: Mapping[str, float] | None = None) -> Path:
    """The files in `folder`; returns that of the packet's scene. `shares`: of contradictions."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    scene = yaml.safe_load(SCENE)
    for name, share in (shares or {}).items():
        scene["contradictions"][name]["share"] = share
    (folder / "packet.yaml").write_text(yaml.safe_dump(scene, sort_keys=False), encoding="utf-8")
    return folder / "packet.yaml"


def small_studio(
    folder: Path, count: int = 4, shares: Mapping[str, float] | None = None, **config: Any
) -> PacketStudio:
    """The studio of the small packet."""
    path = write_small_packet(folder, shares)
    own = RunConfig(scene="packet", scene_folder=folder, count=count, out=folder / "out", **config)
    return PacketStudio(own, load_packet_scene(path), Share())
