"""How long the review server takes from a decision to the next item, in sets of 100 and of 10,000 pictures.

    python benchmarks/review_speed.py

Each picture has 10 polygons. Wall time has the disk's fsync and whatever else the machine does in it (its load is
printed); CPU time is what the server computes. What a reviewer waits for is less: the page shows the next item before
the answer comes, which `tests/review/test_browser.py` measures (`-m slow -k hundred -s`).
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path

import numpy as np

from synth.review.opening import Asked, open_review
from synth.review.queue import Filter

DECISIONS, OBJECTS, SIDE_PX, CORNERS = 100, 10, 512, 24


def main() -> None:
    """Print a line for each size of set."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; milliseconds, median and 95th percentile")
    with tempfile.TemporaryDirectory() as folder:
        for pictures in (100, 10_000):
            data = _set(Path(folder) / str(pictures), pictures)
            opened = time.perf_counter()
            session = open_review(Asked(data, None, Path(folder) / f"{pictures}-review", "ann"))
            ready = time.perf_counter() - opened
            wall, cpu = list[float](), list[float]()
            item = session.next(Filter())["item"]
            for _ in range(DECISIONS):
                start, used = time.perf_counter(), time.process_time()
                session.decide(item["number"], "accept", item["version"])
                told = session.next(Filter(), item["number"])
                json.dumps(told)
                wall.append(1000 * (time.perf_counter() - start))
                cpu.append(1000 * (time.process_time() - used))
                item = told["item"]
            session.close()
            print(f"{pictures:>6} pictures: opened in {ready:.1f} s; wall {_shown(wall)}; CPU {_shown(cpu)}")


def _set(folder: Path, pictures: int) -> Path:
    """COCO labels without the pictures' files: the server sends those apart, and reads only the one that is shown."""
    rng = np.random.default_rng(0)
    angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    images = [{"id": at, "file_name": f"{at}.png", "width": SIDE_PX, "height": SIDE_PX} for at in range(pictures)]
    labels = list[dict[str, object]]()
    for at in range(pictures * OBJECTS):
        centre, radius = rng.uniform(30, SIDE_PX - 30, 2), rng.uniform(4, 20)
        corners = np.round(centre + radius * np.column_stack([np.cos(angles), np.sin(angles)]), 2)
        low, high = corners.min(0), corners.max(0)
        labels.append({
            "id": at, "image_id": at // OBJECTS, "category_id": 1, "iscrowd": 0, "score": round(float(rng.random()), 4),
            "segmentation": [corners.ravel().tolist()], "bbox": [*low.tolist(), *(high - low).tolist()], "area": 100,
        })  # fmt: skip
    folder.mkdir()
    record = {"images": images, "annotations": labels, "categories": [{"id": 1, "name": "cell"}]}
    (folder / "annotations.json").write_text(json.dumps(record))
    return folder


def _shown(values: list[float]) -> str:
    return f"{np.percentile(values, 50):.1f}, {np.percentile(values, 95):.1f}"


if __name__ == "__main__":
    main()
