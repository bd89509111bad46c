"""`synth list`: what there is to choose from: scenes, packs, generators, locales and export formats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from textwrap import shorten

from synth.cli.parse import Parser
from synth.cli.terminal import say
from synth.core.paths import CONF, own_scenes, shipped_scenes

WIDTH = 110
LONGEST_HEAD = 4096
"""Bytes of a file in which its first line and its kind are looked for."""

_KIND = re.compile(r"^kind:[ \t]*['\"]?(\w+)", re.MULTILINE)
_SENTENCE = re.compile(r"(.*?[^.])(?:\.(?=\s|$)|: |$)", re.DOTALL)


def list(words: Sequence[str]) -> int:  # noqa: A001 - the command is called so
    """Print what there is to choose from; the exit code."""
    Parser(prog="synth list", description="Scenes, packs, generators, locales and export formats.").parse_args(words)
    for title, rows in sections():
        say(f"{title}\n{_table(rows)}\n")
    say("A scene of your own: scene=./mine.yaml (docs/scenes.md). Options of a run: synth generate --help")
    return 0


def sections() -> Iterator[tuple[str, Sequence[tuple[str, ...]]]]:
    """A heading that says how one of them is chosen, and the rows below it: name first, what it is last."""
    yield "scenes: scene=NAME", sorted(_scenes(), key=lambda row: (row[1], row[0]))
    yield "packs: pack=NAME", [(path.parent.name, _described(path)) for path in _pack_cards()]
    yield "generators of pictures: generator=NAME", [*_presets("generator")]
    yield "how pictures are verified: verify=NAME", [*_presets("verify")]
    yield "locales: scene.locale=NAME, where the scene speaks it", _locales()
    yield "formats of data sets of: synth export FOLDER --to NAME", [*_formats()]
    yield "formats of pictures: synth export FOLDER --to NAME, synth convert DATA --to NAME", [*_picture_formats()]


def _scenes() -> Iterator[tuple[str, str, str]]:
    """Name, kind and first sentence of the shipped scenes, and of those in scenes/ of the working folder."""
    for name, path in {**shipped_scenes(), **own_scenes()}.items():
        head = _head(path)
        kind = _KIND.search(head)
        yield name, kind[1] if kind else "?", _first_sentence(head)


def _pack_cards() -> Iterable[Path]:
    from synth.image.packs.pack import CARD, PACKS_FOLDER

    return sorted(PACKS_FOLDER.glob(f"*/{CARD}"))


def _described(card: Path) -> str:
    found = re.search(r"^description: (.*)$", _head(card), re.MULTILINE)
    return found[1] if found else ""


def _presets(group: str) -> Iterator[tuple[str, str]]:
    for path in sorted((CONF / group).glob("*.yaml")):
        if path.stem != "default":
            yield path.stem, _first_sentence(_head(path))


def _locales() -> Sequence[tuple[str, str]]:
    from synth.people.locale import LOCALES

    return [(name, _language(name)) for name in sorted(LOCALES)]


def _language(locale: str) -> str:
    from babel import Locale

    return Locale.parse(locale).get_display_name("en") or ""


def _formats() -> Iterator[tuple[str, str]]:
    from synth.data.export import EXPORTS

    for exports in EXPORTS:
        yield exports.kind.plural, ", ".join(exports.formats)


def _picture_formats() -> Iterator[tuple[str, str]]:
    from synth.image.formats.table import MODULES, picture_format

    for name in MODULES:
        yield name, picture_format(name).title


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(LONGEST_HEAD).decode("utf-8", errors="replace")


def _first_sentence(head: str) -> str:
    """The first sentence of the comment that a file begins with, without what a terminal would obey."""
    comment = re.match(r"(?:[ \t]*#[^\n]*(?:\n|$))*", head)
    text = " ".join(re.sub(r"^[ \t]*#+", "", line).strip() for line in (comment[0] if comment else "").splitlines())
    found = _SENTENCE.match(text)
    return "".join(character for character in (found[1] if found else "") if character.isprintable())


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        first = "  ".join(cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False))
        lines.append(f"  {first}  {shorten(row[-1], max(20, WIDTH - len(first) - 4), placeholder=' ...')}".rstrip())
    return "\n".join(lines)
