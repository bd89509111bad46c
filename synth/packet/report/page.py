"""report.html of a data set of packets: members side by side, their facts in one table, what does not agree marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from synth.folder.finished import REJECTED, spread_choice
from synth.packet.read import PacketDataSet, open_packets
from synth.packet.report.members import ShownMember, SoundBudget, shown_members
from synth.packet.sample import LabelledPacket
from synth.packet.stated import FactStated
from synth.report.colours import hue_deg
from synth.report.facts import Tile, manifest_facts, yield_tile
from synth.report.page import write_page
from synth.report.sections import bars_of, check_rows, quota_rows
from synth.report.svg import number_text
from synth.report.verdicts import Verdicts

TEMPLATES = Path(__file__).parent / "templates"
MOST_SHOWN = 6
"""Packets whose pages are embedded."""


class ShownPlace(NamedTuple):
    """A place in the table of facts: where its mark is on the page, which contradiction it is."""

    anchor: str
    contradicts: str


class FactRow(NamedTuple):
    """A fact in the table: its colour, and for each member the texts that show it with their places."""

    name: str
    value: str
    key: int
    shared: bool
    cells: tuple[tuple[tuple[str, list[ShownPlace]], ...], ...]


class ShownPacket(NamedTuple):
    """A packet as the page shows it."""

    packet: LabelledPacket
    rows: tuple[FactRow, ...]
    members: tuple[ShownMember, ...]


def write_packet_report(folder: Path) -> Path:
    """Write `report.html` into a finished data set folder of packets; returns its path.

    At most 6 packets, evenly spread over the data set, are shown with their pages; all numbers are of the whole data
    set. DataError where the folder is not a finished data set of packets.
    """
    packets = open_packets(folder)
    number = packets.finished.count()
    chosen = dict.fromkeys(spread_choice(number, MOST_SHOWN))
    verdicts, facts, places, kept = Verdicts(), Counter[str](), 0, list[tuple[int, LabelledPacket]]()
    for at, record in enumerate(packets.checked()):
        packet = LabelledPacket(line=record)
        verdicts.count_passed(record.get("checks", ()))
        facts.update(fact.fact for fact in packet.shared)
        places += sum(len(fact.places) for fact in packet.facts.values())
        if at in chosen:
            kept.append((at, packet))
    verdicts.count_refused(packets.finished.rejections())
    keys = {fact: key for key, fact in enumerate(sorted(facts), 1)}
    budget = SoundBudget()
    view = {
        "facts": manifest_facts(packets.manifest, tuple(_tiles(number, facts, places, packets, verdicts))),
        "number": number,
        "shown": [_shown(folder, at, packet, keys, budget) for at, packet in kept],
        "hues": {key: hue_deg(key) for key in keys.values()},
        "fact_bars": bars_of([(fact, count, keys[fact]) for fact, count in sorted(facts.items())], {}),
        "check_rows": check_rows(verdicts),
        "quota_rows": quota_rows(packets.manifest.get("quotas", {}), packets.manifest),
        "rejected": REJECTED,
    }
    return write_page(folder / "report.html", TEMPLATES / "packets.html", view)


def _tiles(
    number: int, facts: Mapping[str, int], places: int, packets: PacketDataSet, verdicts: Verdicts
) -> Iterator[Tile]:
    kinds = packets.manifest.get("members", {})
    yield Tile(label="Packets", value=number_text(number), note=f"seed {packets.manifest['seed']}")
    yield Tile(label="Members", value=number_text(sum(kinds.values())), note=", ".join(sorted(kinds)))
    shared = number_text(sum(facts.values()) / max(number, 1))
    yield Tile(label="Shared facts", value=shared, note="a packet, each read in two members or more")
    yield Tile(label="Places", value=number_text(places), note="labelled values that show a fact")
    yield yield_tile(verdicts)


def _shown(folder: Path, at: int, packet: LabelledPacket, keys: Mapping[str, int], budget: SoundBudget) -> ShownPacket:
    anchors = {
        (fact.fact, number): f"p{packet.id}-{row}-{number}"
        for row, fact in enumerate(packet.facts.values())
        for number in range(len(fact.places))
    }
    rows = [_row(packet, fact, keys, anchors) for fact in packet.facts.values()]
    rows.sort(key=lambda row: (not _is_odd(row), not row.shared))
    return ShownPacket(packet, tuple(rows), tuple(shown_members(folder, at, packet, keys, anchors, budget)))


def _row(
    packet: LabelledPacket, fact: FactStated, keys: Mapping[str, int], anchors: Mapping[tuple[str, int], str]
) -> FactRow:
    cells = tuple(tuple(_cell(fact, member, anchors).items()) for member in packet.members)
    return FactRow(fact.fact, fact.text or fact.value, keys.get(fact.fact, 0), len(fact.members) > 1, cells)


def _cell(fact: FactStated, member: str, anchors: Mapping[tuple[str, int], str]) -> dict[str, list[ShownPlace]]:
    """What a member says of a fact, as it is written -> all places where it does."""
    found: dict[str, list[ShownPlace]] = {}
    for number, place in enumerate(fact.places):
        if place.member == member:
            shown = ShownPlace(anchors[fact.fact, number], place.contradiction)
            found.setdefault(" ".join(place.text.split()), []).append(shown)
    return found


def _is_odd(row: FactRow) -> bool:
    return any(place.contradicts for cell in row.cells for _, places in cell for place in places)
