"""README.md of a data set of documents: what it is, how it was made and how to read it."""

from __future__ import annotations

from synth.document.encode.coco import PAGES_PER_SAMPLE, REGION_CATEGORIES
from synth.document.encode.columns import DOCUMENT_COLUMNS
from synth.folder.card import (
    count_table,
    front_matter,
    joined,
    licence_section,
    quotas_section,
    rejections_section,
    table,
    yield_rows,
)
from synth.folder.coco import IDS_PER_SAMPLE
from synth.folder.columns import loading
from synth.folder.manifest import RunFacts
from synth.folder.totals import Totals

_TASKS = ("object-detection", "image-to-text", "token-classification")
_TAGS = ("synthetic", "documents", "ocr", "document-layout", "coco")

_HOW_TO_READ = f"""\
## Files

| file | what |
|---|---|
| `documents/000000-1.png` | the picture of a page, pages from 1; `.jpg` unless the profile is `clean`; RGB or grey |
| `documents/000000.pdf` | the document as it was printed, before degradation |
| `documents.jsonl` | a line per document: what it tells, and all labels of its pages |
| `annotations.json` | COCO: an image for each page, the regions of its layout |
| `rejected.jsonl` | a line per refused draft: the check, what was measured, the limit |
| `manifest.json` | spec, config, versions, counts, yield, hashes of the templates and fonts |
| `croissant.json` | Croissant metadata |
| `guidelines.md` | what the labels mean, for people and for `synth check` |

```python
import json

for line in open("documents.jsonl", encoding="utf-8"):
    document = json.loads(line)
    words = document["words"]
    for field in document["fields"]:
        printed = [words[number]["text"] for number in field["words"]]
        print(field["key"], field["value"], printed, field["quads"][0])
    print(document["pages"][0]["file"], [table["html"] for table in document["tables"]])
```

`datasets.load_dataset` of this folder gives the same keys as columns (release 4.7 or newer); pictures are named by
their paths in the folder.

## Labels

The origin is the top-left corner of a page's picture, x grows right, y grows down, in px with 2 decimals. `page` counts
from 0. `quad` is x, y of four corners, clockwise from the top left as the text is read, so that it turns with the text;
where the paper is bent, `polygon` has more points between them. Both may leave the picture.

| key | meaning |
|---|---|
| `id`, `seed`, `attempt` | which sample of the data set; how many drafts of it were refused before |
| `pages`, `pdf` | the files with their sha256, the pictures with width and height |
| `words` | in reading order; a word's `id` is its number, and other labels name words by it |
| `words[].hyphen` | the word is broken here: its last character is the break's hyphen, the next word goes on |
| `words[].glued` | no blank stands between this word and the one before it |
| `words[].handwritten`, `truncation` | written by hand; share of it outside of the picture |
| `words[].visibility` | share of it in the picture and not under fingers or things; left out where it is 1 |
| `words[].legibility` | how well it can be read there, 0 to 1: by its size, contrast, sharpness, visibility |
| `lines` | words side by side on one baseline |
| `fields` | `text` as printed, `value` normalised (ISO 8601 date, plain decimal ...), a quad for each line and page |
| `links` | a printed question or caption, and the number of the field that answers it |
| `tables` | all cells with row, column, spans, header flag, over page breaks; the same as `html` |
| `cells[].repeated` | words of a header where it stands again on a later page |
| `regions` | blocks of the layout; `bbox` is x, y, width, height of what is in the picture |
| `block` | the parts of one block on several pages share it |
| `checkboxes`, `graphics` | boxes and whether they are ticked; stamps, signatures, logos, figures, rules, panels |
| `record` | what the document was made from |
| `template`, `locale`, `variables`, `style`, `quotas` | what it was drawn with |
| `degradation` | how the printed page was degraded: profile, severity 0-1 of each effect, overall severity drawn |
| `checks` | what was measured before the document was written, and the limit |

Every label comes from the template that printed it, unless its `source` says otherwise. Keys of a word that would be
false or 0 are left out. In `annotations.json` an image's `id` is the document's id x
{PAGES_PER_SAMPLE} + the page from 1, an annotation's the document's id x {IDS_PER_SAMPLE} + the region's number from 1.
"""


def document_card_text(facts: RunFacts, totals: Totals, seed: int) -> str:
    """The card, in Markdown with the front matter that data-set hubs read. No clock: equal runs give equal cards."""
    languages = sorted({locale.split("_")[0] for locale in totals.group("locales")})
    loads = loading("documents.jsonl", DOCUMENT_COLUMNS)
    front = front_matter(facts, tasks=_TASKS, tags=_TAGS, languages=languages, loads=loads)
    sections = [front, f"# {facts.name}", facts.description, _numbers(totals, seed)]
    sections += [
        _regions(totals),
        _sources(totals),
        quotas_section(facts, totals),
        rejections_section(totals),
        _HOW_TO_READ,
        licence_section(facts),
    ]
    return joined(sections)


def _numbers(totals: Totals, seed: int) -> str:
    labels = totals.group("labels")
    rows: list[tuple[str, object]] = [
        ("documents", totals.written),
        ("pages", labels.get("pages", 0)),
        ("words", labels.get("words", 0)),
        ("fields", labels.get("fields", 0)),
        ("tables", labels.get("tables", 0)),
        ("regions", sum(totals.group("regions").values())),
    ]
    text = (
        "Every page was typeset together with its labels, which were checked against its ink before it was written;\n"
        "persons, companies and numbers in it are made up."
    )
    return f"{text}\n\n{table(('', ''), [*rows, *yield_rows(totals, seed)])}"


def _regions(totals: Totals) -> str:
    rows = [(c.id, c.name, totals.group("regions").get(c.name, 0)) for c in REGION_CATEGORIES]
    return f"## Regions\n\nThe classes of DocLayNet.\n\n{table(('id', 'class', 'regions'), rows)}"


def _sources(totals: Totals) -> str:
    groups = {"profile": "profiles", "template": "templates", "locale": "locales"}
    named = {name: totals.group(group) for name, group in groups.items()}
    tables = [count_table(name, "documents", counts) for name, counts in named.items() if counts]
    return "\n\n".join(["## Sources", *tables]) if tables else ""
