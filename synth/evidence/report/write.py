"""What `synth compare` and `synth benchmark` leave: a page for people, JSON for machines, a scene that closes gaps."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from synth.core.errors import OutputError
from synth.core.progress import duration_text
from synth.evidence.fair.scene import SCENE_FILE
from synth.evidence.figures import Compared, Distribution, Dots, Figure, Matrix, Pair, Pairs, Plot, Section, State
from synth.evidence.options import TRAININGS
from synth.evidence.report.dots import dots_svg, groups_of
from synth.evidence.report.matrix import matrix_svg
from synth.evidence.table import BENCHMARK, CHECKS, Question
from synth.folder.disk import one_line_errors, write_atomic
from synth.report.embed import data_uri
from synth.report.facts import Tile
from synth.report.page import write_page
from synth.report.svg import histogram_svg, number_text
from synth.report.tally import Histogram

TEMPLATE = Path(__file__).parent / "templates" / "evidence.html"


class Paper(NamedTuple):
    """A sort of report: the command that it is of, its heading, what it puts beside what, the questions it answers."""

    command: str
    heading: str
    beside: tuple[str, str]
    checks: Mapping[str, Question]

    @property
    def page(self) -> str:
        """The file for people."""
        return f"{self.command}.html"

    @property
    def numbers(self) -> str:
        """The file for machines."""
        return f"{self.command}.json"


COMPARE = Paper("compare", "Real beside synthetic", ("synthetic", "real"), CHECKS)
BENCHMARK_PAPER = Paper("benchmark", "A new set beside old ones", ("new", "old"), BENCHMARK)

_ORDER: Sequence[State] = ("bad", "open", "good")
"""Of the answers on the page: what needs a reader comes first."""

_MOST_ROWS = 25
"""Of a table that is open on the page; longer ones are folded."""

_MOST_CHARACTERS = 600
"""Of a text on the page."""


def check_out(out: Path, paper: Paper) -> None:
    """OutputError where something else than an earlier report, finished or not, stands at `out`."""
    ours = out.is_dir() and ((out / paper.numbers).is_file() or all(entry.name == TRAININGS for entry in out.iterdir()))
    if out.exists() and not ours:
        raise OutputError(str(out), "another file or folder", "a name that is free: out=FOLDER")


def write_compared(compared: Compared, out: Path, paper: Paper) -> Path:
    """Write the folder `out`, in the place of an earlier report; returns it. OutputError as `check_out`."""
    check_out(out, paper)
    with one_line_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        shutil.rmtree((out / SCENE_FILE).parent, ignore_errors=True)
        for name, data in compared.files.items():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            write_atomic(out / name, data)
        write_page(out / paper.page, TEMPLATE, _view(compared, paper))
        write_atomic(out / paper.numbers, _json(compared).encode())
        shutil.rmtree(out / TRAININGS, ignore_errors=True)
    return out


def _json(compared: Compared) -> str:
    record = {
        "command": compared.command,
        "sets": [
            {"role": one.role, "name": one.name, one.kind: one.records, "labels": one.labels, "notes": list(one.notes)}
            for one in compared.sets
        ],
        "verdicts": [{"check": one.check, "state": one.state, "words": one.words} for one in compared.verdicts],
        "sections": {
            section.key: {
                "tables": {table.key: table.records() for table in section.tables},
                "left_out": list(section.left_out),
            }
            for section in compared.sections
        },
        **compared.more,
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _view(compared: Compared, paper: Paper) -> dict[str, Any]:
    states = Counter(one.state for one in compared.verdicts)
    return {
        "title": _title(states),
        "beside": [
            ", ".join(Path(one.name).name for one in compared.sets if one.role == role) for role in paper.beside
        ],
        "compared": compared,
        "answers": sorted(
            ((one, section.title) for section in compared.sections for one in section.verdicts),
            key=lambda answer: _ORDER.index(answer[0].state),
        ),
        "paper": paper,
        "tiles": [
            Tile(
                label=one.role.capitalize(),
                value=number_text(one.records),
                note=f"{one.kind}, {number_text(one.labels)} labels",
            )
            for one in compared.sets
        ],
        "time": duration_text(compared.seconds),
        "sections": [_section(one) for one in compared.sections],
        "scene_file": SCENE_FILE,
        "most_rows": _MOST_ROWS,
    }


def _title(states: Mapping[str, int]) -> str:
    parts = [
        f"{states[state]} {words}"
        for state, words in (("good", "good"), ("bad", "bad"), ("open", "open"))
        if states[state]
    ]
    return f"{', '.join(parts)} answer{'s' * (sum(states.values()) != 1)}"


def _section(section: Section) -> dict[str, Any]:
    return {
        "section": section,
        "plots": [_plot(one) for one in section.plots],
        "tables": [
            {
                "table": table,
                "rows": [[_cell(row.get(key)) for key in table.columns] for row in table.rows],
            }
            for table in section.tables
        ],
        "pairs": section.pairs and _pairs(section.pairs),
    }


def _cell(cell: object) -> dict[str, str]:
    if isinstance(cell, Figure):
        value, _, interval = cell.text.partition(" (")
        return {"text": value, "small": f"{interval.removesuffix(')')} · n {number_text(cell.n)}", "of": "n"}
    if isinstance(cell, int):
        return {"text": number_text(cell), "small": "", "of": "n"}
    return {"text": "–" if cell is None else str(cell), "small": "", "of": ""}


def _pairs(pairs: Pairs) -> dict[str, Any]:
    """Texts and pictures by themselves, as they take more and less room."""
    shown = groupby((_pair(one, pairs.names) for one in pairs.pairs), key=lambda one: one["of"])
    return {"title": pairs.title, "groups": [(of, list(members)) for of, members in shown]}


def _pair(pair: Pair, names: tuple[str, str]) -> dict[str, Any]:
    shown = [
        data_uri(one, "image/jpeg") if isinstance(one, bytes) else one[:_MOST_CHARACTERS]
        for one in (pair.ours, pair.theirs)
    ]
    of = "pictures" if isinstance(pair.ours, bytes) else "texts"
    return {"said": pair.said, "of": of, "members": list(zip(names, shown, strict=True))}


def _plot(plot: Plot) -> dict[str, Any]:
    if isinstance(plot, Matrix):
        return {"kind": "matrix", "size": "large", "plot": plot, "svg": matrix_svg(plot)}
    if isinstance(plot, Dots):
        return {"kind": "dots", "size": "large", "plot": plot, "svg": dots_svg(plot), "groups": groups_of(plot)}
    return {"kind": "distribution", "size": "small", "plot": plot, "svg": _histogram(plot)}


def _histogram(plot: Distribution) -> Any:
    """Both distributions in the same bins, without the outermost 0.5 % at either end."""
    ours, real = np.asarray(plot.ours, np.float64), np.asarray(plot.theirs, np.float64)
    both = np.concatenate([ours, real])
    low, high = np.quantile(both, (0.005, 0.995))
    if np.equal(both, both.round()).all():
        step = max(1, int(np.ceil((high - low + 1) / 28)))
        edges = np.arange(low, high + step + 1, step) - 0.5
    else:
        edges = np.linspace(low, high if high > low else low + 1, 29)
    shares = [
        np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0] / max(len(values), 1) for values in (ours, real)
    ]
    return histogram_svg(
        ours=Histogram(edges=edges, shares=shares[0]),
        reference=Histogram(edges=edges, shares=shares[1]),
        log=False,
        label=(
            f"{plot.title}: {plot.ours_name} mean {number_text(float(ours.mean()))}, {plot.theirs_name} mean "
            f"{number_text(float(real.mean()))}"
        ),
    )
