"""Texts with spans in JSON Lines, for a reviewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from synth.quality.finding import Edit, Place
from synth.quality.texts.answers import further_span
from synth.quality.texts.raw import Line, RawTexts
from synth.review.decision import Net, at_path
from synth.review.desk import ChangeStated, Labelled, RefusedError, Signed, differing
from synth.review.texts import whole

SPANS = "spans"


class TextDesk:
    """See `desk.Desk`. Places of characters are counted in code points, as Python counts them."""

    kind = "texts"

    def __init__(self, data: Path) -> None:
        self._texts = RawTexts(data)
        self.name, self.folder = str(data), self._texts.file.parent
        self.files: Sequence[Path] = [self._texts.file]
        self._file = self._texts.file.name
        names, self._count = Counter[str](), 0
        self._values = whole.values_in(self._counted(names))
        self.classes: Sequence[str] = [name for name, _ in names.most_common()]
        self.values: Mapping[str, Sequence[str]] = whole.shown_values(self._values)

    def _counted(self, names: Counter[str]) -> Iterator[Mapping[str, Any]]:
        """The lines, while their number and the labels of their spans are noted."""
        for line in self._texts.lines():
            names.update(span.label for span in line.spans)
            self._count += 1
            yield line.record

    def close(self) -> None:
        """Nothing is held open."""

    def labels(self) -> Iterator[Labelled]:
        for line in self._texts.lines():
            for span in line.spans:
                score = line.record[SPANS][span.number].get("score")
                yield Labelled(
                    Place(self._file, "", line.place, span.number), line.place, span.label,
                    float(score) if type(score) in (int, float) else None,
                    f"{line.text[span.start : span.end]}", self._texts.where(line, span),
                )  # fmt: skip
            for key, value in self._whole(line.record).items():
                sure: Any = (whole.stated_by_model(key, line.record) or {}).get("score")
                yield Labelled(
                    Place(self._file, "", line.place), line.place, f"{whole.name_of(key)}={value}",
                    float(sure) if type(sure) in (int, float) else None, line.subject, self._texts.where(line), key,
                )  # fmt: skip

    def sample_of(self, place: Place) -> int | None:
        return place.place if place.file == self._file and place.place < self._count else None

    def category_of(self, place: Place) -> str:
        if place.span is None or self.sample_of(place) is None:
            return ""
        return next((span.label for span in self._line(place.place).spans if span.number == place.span), "")

    def show(self, sample: int, net: Net) -> dict[str, Any]:
        line = self._line(sample)
        labels = list(self._labels(line, net).values())
        about = {key: value for key, value in line.record.items() if isinstance(value, str) and key != "text"}
        return {"sample": sample, "name": str(line.record.get("id", sample)), "text": line.text, "labels": labels,
                "about": about}  # fmt: skip

    def differing(self, sample: int, before: Net, after: Net) -> dict[str, Any]:
        line = self._line(sample)
        return differing(self._labels(line, before), self._labels(line, after), lambda _, label: label)

    def focus(self, place: Place, key: str) -> str:
        return whole.id_of(key) if key else "" if place.span is None else f"b{place.span}"

    def signed(self, edit: Edit) -> Signed | None:
        record, key = self._line(edit.place).record, edit.key
        if key in self._values:
            stated = whole.stated_by_model(key, record)
            return Signed(whole.signature_key(key), stated) if stated else None
        steps = key.split(".")
        if steps[0] != SPANS or len(steps) < 2:
            return None
        return Signed(f"{SPANS}.{steps[1]}.attributes", at_path(record, f"{SPANS}.{steps[1]}.attributes"))

    def edits(
        self, sample: int, net: Net, changes: Sequence[ChangeStated], new_id: int
    ) -> tuple[list[Edit], list[Edit]]:
        line = self._line(sample)
        before = self._spans(line, net)
        after = dict(before)
        keys = {whole.id_of(key): key for key in self._values}
        edits = [
            edit
            for change in changes
            if change.label in keys
            for edit in self._whole_edits(line, net, keys[change.label], change)
        ]
        for change in changes:
            if change.label in keys:
                continue
            known = after.get(change.label)
            if known is None and (change.gone or not change.label.startswith("new")):
                raise RefusedError(422, f"no span {change.label!r} in this text")
            if change.gone:
                del after[change.label]
            else:
                further = sum(not key.startswith("b") for key in after)
                after[change.label] = self._changed(line, known or {}, change, further)
        drops = list[Edit]()
        for key in {**before, **after}:
            old, new = before.get(key), after.get(key)
            if old == new:
                continue
            if not key.startswith("b"):
                drops += [Edit("add", self._file, "", sample, SPANS, None, old)] if old else []
                edits += [Edit("add", self._file, "", sample, SPANS, None, new)] if new else []
            elif new is None:
                edits.append(Edit("remove", self._file, "", sample, f"{SPANS}.{key[1:]}", old))
            else:
                edits += [
                    Edit("set", self._file, "", sample, f"{SPANS}.{key[1:]}.{name}", (old or {}).get(name), new[name])
                    for name in sorted(new)
                    if (old or {}).get(name) != new[name]
                ]
        return edits, drops

    def largest_id(self) -> int:
        return 0

    def base(self, edit: Edit) -> Any:
        return at_path(self._line(edit.place).record, edit.key)

    def spoiled(self, place: Place, draw: int) -> tuple[tuple[Edit, ...], str] | None:
        line = self._line(place.place)
        span = next((one for one in line.sound if one.number == place.span), None)
        if span is None:
            return None
        others = [name for name in self.classes if name != span.label]
        key = f"{SPANS}.{span.number}"
        if others and draw % 2:
            wrong = others[draw // 2 % len(others)]
            return (Edit("set", self._file, "", line.place, f"{key}.label", span.label, wrong),), wrong
        end = span.start + max(1, (span.end - span.start) // 2)
        if end == span.end or line.text[end - 1].isspace():
            return None
        edits = [Edit("set", self._file, "", line.place, f"{key}.end", span.end, end)]
        if span.value is not None:
            edits.append(
                Edit("set", self._file, "", line.place, f"{key}.value", span.value, line.text[span.start : end])
            )
        return tuple(edits), line.text[span.start : end]

    def picture(self, sample: int) -> tuple[bytes, str]:
        raise RefusedError(404, f"text {sample} has no picture")

    def thumbnail(self, sample: int, place: Place | None) -> bytes:
        raise RefusedError(404, f"text {sample} has no picture")

    def _spans(self, line: Line, net: Net) -> dict[str, dict[str, Any]]:
        """Id in the page -> span, as the net of decisions leaves them."""
        record = net.value(self._file, "", line.place, line.record)
        whole = record[SPANS] if isinstance(record.get(SPANS), list) else []
        found = {
            f"b{number}": span
            for number, span in enumerate(whole)
            if isinstance(span, dict) and not net.is_removed(self._file, "", line.place, f"{SPANS}.{number}")
        }
        added = [edit.after for _, edit in net.added if (edit.place, edit.key) == (line.place, SPANS)]
        return found | {f"n{number}": span for number, span in enumerate(added)}

    def _whole(self, record: Mapping[str, Any]) -> dict[str, whole.Scalar]:
        """Key -> value of those labels of a line as a whole that are classes."""
        return {key: value for key, value in whole.whole_labels(record).items() if key in self._values}

    def _labels(self, line: Line, net: Net) -> dict[str, dict[str, Any]]:
        """Id in the page -> label as the page gets it: those of the text as a whole, and its spans."""
        record = net.value(self._file, "", line.place, line.record)
        of_whole = [
            whole.shown(key, value, record)
            for key, value in self._whole(record).items()
            if not net.is_removed(self._file, "", line.place, key)
        ]
        spans = [_label(key, span) for key, span in self._spans(line, net).items()]
        return {one["id"]: one for one in (*of_whole, *spans)}

    def _whole_edits(self, line: Line, net: Net, key: str, change: ChangeStated) -> Iterator[Edit]:
        """A label of the text as a whole gets another value, or goes, and what is said of its model with it."""
        record = net.value(self._file, "", line.place, line.record)
        before = self._whole(record).get(key)
        if before is None or net.is_removed(self._file, "", line.place, key):
            raise RefusedError(422, f"no label {whole.name_of(key)!r} on this text")
        if change.gone:
            yield Edit("remove", self._file, "", line.place, key, before)
            if stated := whole.stated_by_model(key, record):
                yield Edit("remove", self._file, "", line.place, whole.signature_key(key), stated)
            return
        values = self._values[key]
        if change.category is None or change.category >= len(values):
            raise RefusedError(422, f"value {change.category} of {whole.name_of(key)}: there are {len(values)}")
        if values[change.category] != before:
            yield Edit("set", self._file, "", line.place, key, before, values[change.category])

    def _changed(self, line: Line, span: dict[str, Any], change: ChangeStated, further: int) -> dict[str, Any]:
        """A span with a change; a new one, where `further` others are new too."""
        start = span.get("start") if change.start is None else change.start
        end = span.get("end") if change.end is None else change.end
        if start is None or end is None or not 0 <= start < end <= len(line.text):
            raise RefusedError(422, f"a span from {start} to {end}: the text has {len(line.text)} characters")
        value = line.text[start:end]
        if value != value.strip():
            raise RefusedError(422, f"a span that begins or ends with white space: {value!r}")
        if change.category is not None and change.category >= len(self.classes):
            raise RefusedError(422, f"class {change.category}: there are {len(self.classes)}")
        label = span.get("label") if change.category is None else self.classes[change.category]
        if label is None:
            raise RefusedError(422, f"label {change.label!r} needs a class")
        changed = {**span, "start": start, "end": end, "label": label}
        if not span or "value" in span:
            changed["value"] = value
        return changed if span else further_span(line, changed, further)

    def _line(self, place: int) -> Line:
        if not 0 <= place < self._count:
            raise RefusedError(404, f"no text {place}")
        return self._texts.at(place)


def _label(key: str, span: dict[str, Any]) -> dict[str, Any]:
    """A span as the page gets it."""
    return {
        "id": key, "category": span["label"], "start": span["start"], "end": span["end"], "score": span.get("score"),
        "attributes": span.get("attributes") or {},
    }  # fmt: skip
