"""The page of many findings: a fold for each check, pictures as files that load when they come into view."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from synth.quality.check import check_data_sets
from synth.quality.report.write import MOST_CROPS, PAGE, write_checked
from tests.quality.sets import changed, clean_pictures


def test_a_page_of_many_findings_folds_and_its_pictures_are_beside_it(tmp_path: Path) -> None:
    def spoil(record: dict[str, Any]) -> None:
        for one in record["annotations"]:
            one["bbox"] = [3, 3, 0, 5]
            one["segmentation"] = []
        record["annotations"][0]["image_id"] = 99

    data = changed(clean_pictures(tmp_path / "set", pictures=30), spoil)
    out = write_checked(check_data_sets([data]), tmp_path / "out")
    page = (out / PAGE).read_text(encoding="utf-8")
    assert page.count("<details") == 2, "one for each check with findings"
    assert page.count("<details open") == 1
    assert "degenerate_box: 89 findings; 89 can be applied" in page
    shown = re.findall(r'<img src="(crops/\d{6}\.jpg)" alt="" loading="lazy"', page)
    assert len(shown) == MOST_CROPS
    assert {f"crops/{one.name}" for one in (out / "crops").iterdir()} == set(shown)
