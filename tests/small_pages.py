"""A document scene of a page or two, small enough to print in a few milliseconds."""

from __future__ import annotations

from pathlib import Path

SCENE = """\
kind: document
dpi: 72
locale: {choice: {en_GB: 0.5, de_DE: 0.5}}
balance: [locale]
variables:
  long: {choice: {true: 0.3, false: 0.7}}
people: [sender]
fields:
  number: {code: "N-####"}
  day: {date: [2025-01-01, 2025-12-31]}
  items: {rows: {uniform: [2, 4]}, of: {what: {choice: [tea, bread, soap]}, price: {money: {uniform: [1, 90]}}}}
  total: {sum: items.price}
templates:
  note: {file: note/note.typ}
degrade: {profile: {choice: {clean: 0.4, scan: 0.3, photo: 0.3}}, severity: {uniform: [0.1, 0.6]}}
quotas:
  long_ones: {share: 0.25, when: {long: true}}
"""

NOTE = """\
#import "/synth.typ": *
#set page(width: 90mm, height: 95mm, margin: 8mm)
#title[Note] #question("number")[No.] #field("number", r.number), #field("day", r.day)

#field("sender.name", r.sender.name)
#table(columns: 2, table.header([What], [Price]), ..r.items.enumerate().map(((i, row)) => (
  field("items." + str(i) + ".what", row.what), field("items." + str(i) + ".price", row.price))).flatten(),
  [Total], field("total", r.total))
#hand[Thanks] #checkbox("paid", chance("paid", 0.5)) paid
#if vars.long [#pagebreak() Second page.]
"""


def write_small_pages(folder: Path, scene: str = SCENE, template: str = NOTE) -> Path:
    """The scene's file in `folder`, its template beside it."""
    (folder / "note").mkdir(parents=True, exist_ok=True)
    (folder / "note" / "note.typ").write_text(template, encoding="utf-8")
    path = folder / "note.yaml"
    path.write_text(scene, encoding="utf-8")
    return path
