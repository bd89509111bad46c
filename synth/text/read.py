"""Reads a finished data set of texts: text.jsonl is read here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from synth.core.errors import DataError, suggest
from synth.core.labels import NO_ATTRIBUTES, Span, Token
from synth.folder.finished import FinishedFolder, FolderKind, iter_records, open_finished
from synth.folder.stated import checked
from synth.text.grammar.filters import UNIVERSAL_POS
from synth.text.grammar.tokens import tokens_of
from synth.text.skeleton import phrases, skeleton
from synth.text.stated import TextStated

TEXTS = FolderKind("texts", "text.jsonl")

_BIO = re.compile(r"O|[BI]-\S+")


@dataclass(frozen=True)
class TextSample:
    """One text with its labels. `record` is its line of text.jsonl, `where` the path and the number of the line.

    Spans and tokens are built when they are asked for; what counts all texts does without.
    """

    record: Mapping[str, Any]
    where: str

    @property
    def id(self) -> int:
        return self.record["id"]

    @property
    def text(self) -> str:
        return self.record["text"]

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The spans, sorted by start, outer first, as the line states them."""
        spans = [
            Span(
                one["start"],
                one["end"],
                one["label"],
                one["value"],
                one["entity_id"],
                one.get("attributes", NO_ATTRIBUTES),
            )
            for one in self.record["spans"]
        ]
        spans.sort(key=_outer_first)
        return tuple(spans)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The line's own tokens or, where it has none, words and marks that are cut at the borders of spans."""
        record = self.record
        if "tokens" not in record:
            return tokens_of(self.text, self.spans)
        pos = record.get("pos") or [""] * len(record["tokens"])
        return tuple(
            Token(start, end, tag, part)
            for (start, end), tag, part in zip(record["tokens"], record["tags"], pos, strict=True)
        )

    @property
    def locale(self) -> str:
        """Such as `en_US`; empty where the line has none."""
        return self.record.get("locale", "")

    @property
    def template(self) -> str:
        """The name of its template; empty where the line has none."""
        return self.record.get("template", "")

    @cached_property
    def skeleton(self) -> str:
        """The text with the label in place of each labelled value: equal ones differ in their values alone."""
        return skeleton(self.text, self.spans)

    @property
    def phrases(self) -> list[str]:
        """The sentences and lines of its skeleton that are long enough to tell where they come from."""
        return phrases(self.skeleton)

    @property
    def quotas(self) -> tuple[str, ...]:
        """The rare cases that it was made for."""
        return tuple(self.record.get("quotas", ()))

    @property
    def attributes(self) -> Mapping[str, Any]:
        """Labels and variables of the text as a whole, name -> value."""
        return self.record.get("attributes", NO_ATTRIBUTES)

    @property
    def mislabelled(self) -> bool:
        """Whether label noise made the spans differ from the true ones."""
        spans = self.record["spans"]
        return self.record.get("true_spans", spans) != spans

    @property
    def span_labels(self) -> list[str]:
        """The labels of the spans, in the order of the line."""
        return [one["label"] for one in self.record["spans"]]

    @property
    def displaced(self) -> int:
        """How many spans are not the characters at their place."""
        text = self.text
        return len([one for one in self.record["spans"] if text[one["start"] : one["end"]] != one["value"]])

    def check_spans(self) -> None:
        """DataError where a span is not the characters at its place, or lies outside of the text."""
        text, size = self.text, len(self.text)
        for start, end, label, value, *_ in self.spans:
            if not 0 <= start < end <= size or text[start:end] != value:
                raise DataError(self.where, (start, end, value), f"text[start:end] to be the value of {label}")

    def check_tokens(self) -> None:
        """DataError where the line's own tokens overlap or leave the text, or where one has no tag or a foreign one."""
        record, at = self.record, 0
        tokens, tags = record.get("tokens", []), record.get("tags", [])
        for name in ("tags", "pos"):
            if len(record.get(name) or tokens) != len(tokens) or (tokens and not tags):
                raise DataError(f"{self.where}: {name}", len(record.get(name, ())), f"as many as tokens: {len(tokens)}")
        for start, end in tokens:
            if not at <= start < end <= len(self.text):
                raise DataError(f"{self.where}: tokens", [start, end], f"tokens in order, within 0 to {len(self.text)}")
            if len(self.text[start:end].split()) != 1 or self.text[start].isspace() or self.text[end - 1].isspace():
                raise DataError(f"{self.where}: tokens", self.text[start:end], "tokens without white space")
            at = end
        for tag in tags:
            if not _BIO.fullmatch(tag):
                raise DataError(f"{self.where}: tags", tag, "O, B-LABEL or I-LABEL")
        for part in record.get("pos", ()):
            if part and part not in UNIVERSAL_POS:
                raise DataError(f"{self.where}: pos", part, suggest(part, UNIVERSAL_POS))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDataSet:
    """A finished data set of texts; of a part of one, `kept` says by its id whether a sample belongs to it."""

    finished: FinishedFolder
    kept: Callable[[int], bool] | None = None

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.finished.manifest

    @property
    def whole(self) -> TextDataSet:
        """The data set that this is a part of, for what all parts have in common."""
        return TextDataSet(finished=self.finished)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that a span may have, in the order of the scene. DataError where they are no names."""
        spec = self.manifest["spec"]
        members = spec.get("members")  # of a packet, whose texts are of several scenes
        members = members if isinstance(members, Mapping) else {}
        labels = spec.get("labels") or list(dict.fromkeys(name for one in members.values() for name in _labels_of(one)))
        if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
            raise DataError(f"{self.finished.folder}: spec.labels", labels, "a list of names")
        return tuple(labels)

    def __iter__(self) -> Iterator[TextSample]:
        """The texts in file order, one in memory at a time. DataError at a line that is no text."""
        return self.chosen(None)

    def chosen(self, places: Collection[int] | None) -> Iterator[TextSample]:
        """As above, the texts of some of the lines, which are counted from 0 (None: of all)."""
        for where, record in iter_records(self.finished.path, TextStated, "a text record", places):
            if self.kept is None or self.kept(record["id"]):
                yield TextSample(record, where)

    def checked(self) -> Iterator[TextSample]:
        """The texts as above, every key checked: the data set may be of unknown origin.

        DataError where a key has another type, spans or tokens do not fit their text, or two texts have one id.
        """
        seen: set[int] = set()
        for sample in self:
            checked(TextStated, sample.record, sample.where)
            if sample.id in seen:
                raise DataError(f"{sample.where}: id", sample.id, "ids that differ")
            seen.add(sample.id)
            sample.check_spans()
            sample.check_tokens()
            yield sample


def _labels_of(member: Any) -> Sequence[Any]:
    """The labels of the scene of a packet's member; none where it is no scene of texts."""
    spec = member.get("spec") if isinstance(member, Mapping) else None
    labels = spec.get("labels") if isinstance(spec, Mapping) else None
    return labels if isinstance(labels, list) else ()


def open_texts(folder: Path) -> TextDataSet:
    """The data set in `folder`; DataError where there is no finished data set of texts."""
    return TextDataSet(finished=open_finished(folder, TEXTS))


def _outer_first(span: Span) -> tuple[int, int]:
    return span.start, -span.end
