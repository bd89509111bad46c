"""One small data set with its report, made once for the tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.image.report.page import write_report

from .data_set import make_data_set

REFERENCE = {
    "dim": {
        "count": {"edges": [0, 3, 5, 7, 9, 12], "density": [0.0, 0.1, 0.2, 0.1, 0.0]},
        "area": {"edges": [20, 50, 100, 200, 300, 500], "density": [0.001, 0.004, 0.003, 0.002, 0.001]},
    }
}


@pytest.fixture(scope="session")
def dots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished data set of eight small pictures, with its report."""
    folder = make_data_set(tmp_path_factory.mktemp("dots") / "dots")
    write_report(folder, REFERENCE)
    return folder


@pytest.fixture(scope="session")
def page(dots: Path) -> str:
    """The report's text."""
    return (dots / "report.html").read_text(encoding="utf-8")
