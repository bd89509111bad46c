"""The tools by name, and the way of a set to one and back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synth.annotate.exchange import pictures, text_tools
from synth.annotate.exchange.came_back import CameBack, Sent
from synth.annotate.exchange.pictures import PictureTool, pictures_back, send_pictures
from synth.annotate.exchange.texts import TextTool, send_texts, texts_back
from synth.core.errors import SynthError, suggest
from synth.core.plain_file import plain_text
from synth.folder.guidelines import FILE
from synth.quality.tell import is_texts

PICTURES: Mapping[str, PictureTool] = {"label-studio": pictures.LABEL_STUDIO, "cvat": pictures.CVAT}
TEXTS: Mapping[str, TextTool] = {"label-studio": text_tools.LABEL_STUDIO, "doccano": text_tools.DOCCANO}
TOOLS = tuple(dict.fromkeys((*PICTURES, *TEXTS)))

INSTRUCTED = ("label-studio", "cvat")
"""Tools that take instructions by file."""

LARGEST_GUIDELINES = 1 << 24
"""Bytes."""


def send(data: Path, name: str, out: Path | None = None, guidelines: Path | None = None) -> Sent:
    """Write a set for a tool, by default beside it; guidelines that lie beside the set go with it where the tool takes
    some. SynthError for a tool that does not take the kind.
    """
    of_texts = _is_of(data, "--to", name)
    words = ""
    if guidelines is None and name in INSTRUCTED:
        own = (data if data.is_dir() else data.parent) / FILE
        guidelines = own if own.is_file() else None
    if guidelines is not None:
        words = plain_text(guidelines, SynthError, "a text file of guidelines is needed", most=LARGEST_GUIDELINES)
    whole = data.resolve()
    path = out or whole.with_name(f"{whole.stem if whole.is_file() else whole.name}-{name}")
    if of_texts:
        return send_texts(data, TEXTS[name], path, words)
    return send_pictures(data, PICTURES[name], path, words)


def bring_back(data: Path, name: str, file: Path) -> CameBack:
    """What people changed in a file that a tool gave back. SynthError as `send`."""
    if _is_of(data, "--from", name):
        return texts_back(data, TEXTS[name], name, file)
    return pictures_back(data, PICTURES[name], name, file)


def _is_of(data: Path, flag: str, name: str) -> bool:
    """Whether the set is of texts."""
    if name not in TOOLS:
        raise SynthError(flag, name, suggest(name, TOOLS))
    of_texts = is_texts(data)
    if name not in (fitting := TEXTS if of_texts else PICTURES):
        raise SynthError(flag, name, f"a tool for {'texts' if of_texts else 'pictures'}: {', '.join(fitting)}")
    return of_texts
