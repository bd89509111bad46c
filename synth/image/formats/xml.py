"""XML of unknown origin: the only reader, one element at a time. A DOCTYPE, and with it every entity, is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from synth.core.errors import DataError, Unquoted
from synth.core.plain_file import check_plain

DEEPEST = 16
"""Elements within one another."""

LARGEST_ELEMENT = 1 << 26
"""Characters of names, attributes and texts in one element below the root."""

_CHUNK = 1 << 18
_NEEDED = "plain XML is needed"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no way to write."""


@dataclass(slots=True, kw_only=True)
class Element:
    """An element: its tag, attributes, text without the white space around it, and children."""

    tag: str
    attributes: Mapping[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> list[Element]:
        """The children of a tag."""
        return [child for child in self.children if child.tag == tag]

    def child(self, tag: str) -> Element | None:
        """The first child of a tag."""
        return next(iter(self.all(tag)), None)

    def stated(self, tag: str) -> str:
        """The text of the first child of a tag; empty where there is none."""
        found = self.child(tag)
        return found.text if found else ""

    def below(self, tag: str) -> Iterator[Element]:
        """The elements of a tag at any depth."""
        for child in self.children:
            if child.tag == tag:
                yield child
            yield from child.below(tag)


def iter_elements(path: Path, root: str) -> Iterator[Element]:
    """The elements right below the root, whose tag is `root`, in file order; one is in memory at a time.

    DataError, one line, for whatever is no plain XML.
    """
    check_plain(path, DataError, "an XML file is needed")
    builder = _Builder(path, root)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield from builder.feed(chunk, is_last=False)
        yield from builder.feed(b"", is_last=True)


def root_tag(path: Path) -> str:
    """The tag of the root of an XML file; empty where it is none."""
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, _: found.append(tag)
    try:
        with path.open("rb") as file:
            parser.Parse(file.read(4096), False)
    except (OSError, ValueError, LookupError, expat.ExpatError):
        return ""
    return found[0] if found else ""


def tag_text(tag: str, attributes: Mapping[str, object], inner: str = "") -> str:
    """An element as text; `inner` is XML already."""
    stated = "".join(f" {name}={quoteattr(legal(str(value)))}" for name, value in attributes.items())
    return f"<{tag}{stated}>{inner}</{tag}>" if inner else f"<{tag}{stated}/>"


def leaf_text(tag: str, text: object) -> str:
    """An element that holds a text."""
    return f"<{tag}>{escape(legal(str(text)))}</{tag}>"


def legal(text: str) -> str:
    """The text; DataError where XML has no way to write it."""
    if _FORBIDDEN.search(text):
        raise DataError("XML", text, "a text without control characters")
    return text


class _Builder:
    """Builds the elements below the root while they are parsed."""

    def __init__(self, path: Path, root: str) -> None:
        self._path, self._root = path, root
        self._open: list[Element] = []
        self._done: list[Element] = []
        self._size = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def feed(self, chunk: bytes, *, is_last: bool) -> Iterator[Element]:
        try:
            self._parser.Parse(chunk, is_last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise self._error(f"broken XML ({error})", _NEEDED) from None
        done, self._done = self._done, []
        yield from done

    def _refuse_doctype(self, *_: object) -> None:
        raise self._error("a DOCTYPE", f"{_NEEDED}, without entities")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._open and tag != self._root:
            raise self._error(f"<{tag}>", f"<{self._root}> is needed")
        if len(self._open) >= DEEPEST:
            raise self._error(f"nesting deeper than {DEEPEST}", _NEEDED)
        self._grow(len(tag) + sum(map(len, attributes)) + sum(map(len, attributes.values())))
        element = Element(tag=tag, attributes=attributes)
        if len(self._open) > 1:
            self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        element.text = element.text.strip()
        if len(self._open) == 1:
            self._done.append(element)
            self._size = 0

    def _text(self, text: str) -> None:
        self._grow(len(text))
        if len(self._open) > 1:
            self._open[-1].text += text

    def _grow(self, size: int) -> None:
        self._size += size + 64
        if self._size > LARGEST_ELEMENT:
            raise self._error("too large an element", f"at most {LARGEST_ELEMENT} characters are allowed")

    def _error(self, got: str, allowed: str) -> DataError:
        return DataError(f"{self._path}:{self._parser.CurrentLineNumber}", Unquoted(got), allowed)
