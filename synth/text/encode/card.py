"""README.md of a data set of texts: what it is, how it was made and how to read it."""

from __future__ import annotations

from collections.abc import Sequence

from synth.folder.card import (
    count_table,
    front_matter,
    hash_rows,
    joined,
    licence_section,
    most_first,
    quotas_section,
    rejections_section,
    table,
    yield_rows,
)
from synth.folder.columns import loading
from synth.folder.manifest import RunFacts
from synth.folder.totals import Totals
from synth.people.glance import GLANCES
from synth.text.encode.columns import text_columns
from synth.text.encode.totals import RECOGNISABLE, attributes_in

_HOW_TO_READ = """\
## Files

| file | what |
|---|---|
| `text.jsonl` | a line per text: the text, its labels, what it came from |
| `rejected.jsonl` | a line per refused draft: the check, what was measured, the limit |
| `manifest.json` | spec, config, versions, hashes, counts, yield |
| `croissant.json` | Croissant metadata |
| `guidelines.md` | what the labels mean, for people and for `synth check` |

```python
import json

for line in open("text.jsonl", encoding="utf-8"):
    record = json.loads(line)
    for span in record["spans"]:
        assert record["text"][span["start"] : span["end"]] == span["value"]
```

`datasets.load_dataset` of this folder gives the same keys as columns (release 4.7 or newer).

## Labels

`start` and `end` count Unicode code points from 0, `end` is not included. In languages whose strings count UTF-16 units
(JavaScript, Java) a character beyond U+FFFF, such as an emoji, is one here and two there.

| key | meaning |
|---|---|
| `id`, `seed`, `template`, `locale` | which sample of the data set, and what it was drawn from |
| `spans` | labelled stretches, sorted by start, the outer one first where they are nested |
| `entity_id` | spans of one text that mean the same thing in the world share it |
| `attributes` | the factors that the text was drawn with, and the labels of the text as a whole |
| `label` or `labels` | the label of the text as a whole, or its labels by name |
| `tokens`, `tags`, `pos` | tokens as [start, end], their BIO tags, their Universal POS |
| `quotas` | the rare cases that the text was made for |
| `true_spans` | the right labels, in data sets whose `spans` are wrong on purpose, at the stated rate |
| `provenance` | where something else than the templates had a part in the text |

A span comes from the template that wrote it, unless its `attributes` name another `source`: `annotator`, with model,
version and score, or `person`. Keys that have nothing to say are left out. Floats are rounded to 6 decimals.
"""


_RECOGNISABLE = """\
Recognisable: the share of values that are seen at a glance to be none of real life: hosts in `example` or with `--` in
the third place, telephones of ranges kept for fiction, addresses for documentation, cards for tests or of no network.
That all others are nobody's shows to who knows the rule: a top-level domain that is not given out, a check digit."""


def text_card_text(facts: RunFacts, labels: Sequence[str], totals: Totals, seed: int) -> str:
    """The card, in Markdown with the front matter that data-set hubs read. No clock: equal runs give equal cards."""
    tasks = [*(["token-classification"] if labels else []), *(["text-classification"] if attributes_in(totals) else [])]
    languages = sorted({locale.split("_")[0] for locale in totals.group("locales")})
    loads = loading("text.jsonl", text_columns(totals))
    front = front_matter(facts, tasks=tasks, tags=("synthetic", "text"), languages=languages, loads=loads)
    sections = [front, f"# {facts.name}", facts.description, _numbers(facts, totals, seed)]
    sections += [
        _spans(labels, totals),
        _attributes(totals),
        _sources(totals),
        quotas_section(facts, totals),
        rejections_section(totals),
    ]
    return joined([*sections, _HOW_TO_READ, licence_section(facts)])


def _numbers(facts: RunFacts, totals: Totals, seed: int) -> str:
    sums, spans = totals.group("sums"), totals.group("spans")
    rows: list[tuple[str, object]] = [
        ("texts", totals.written),
        ("characters per text", f"{sums.get('characters', 0) / totals.written:.1f}" if totals.written else 0),
        ("spans", sum(spans.values())),
    ]
    if sums.get("tokens", 0):
        rows.append(("tokens", sums.get("tokens", 0)))
    text = (
        "Every text was generated together with its labels and then checked against them, character by character;\n"
        "persons and numbers in it are made up."
    )
    return f"{text}\n\n{table(('', ''), [*rows, *yield_rows(totals, seed), *hash_rows(facts)])}"


def _spans(labels: Sequence[str], totals: Totals) -> str:
    if not labels:
        return ""
    spans, seen = totals.group("spans"), totals.group(RECOGNISABLE)
    shares = {name: f"{seen.get(name, 0) / count:.1%}" for name, count in spans.items() if name in GLANCES}
    rows = [(name, spans.get(name, 0), shares.get(name, "")) for name in labels]
    return f"## Span labels\n\n{table(('label', 'spans', 'recognisable'), rows)}\n\n{_RECOGNISABLE}"


def _attributes(totals: Totals) -> str:
    """One table of the attributes whose values can be counted."""
    rows = [
        (name, value, number)
        for name, counts in sorted(attributes_in(totals).items())
        for value, number in most_first(counts)
    ]
    return f"## Attributes\n\n{table(('attribute', 'value', 'texts'), rows)}" if rows else ""


def _sources(totals: Totals) -> str:
    named = {
        "locale": totals.group("locales"),
        "template": totals.group("templates"),
    }
    tables = [count_table(name, "texts", counts) for name, counts in named.items() if counts]
    return "\n\n".join(["## Sources", *tables]) if tables else ""
