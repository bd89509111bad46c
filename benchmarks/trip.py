"""How much of our code a sample passes through: files and functions that are entered, modules that are imported.

`python benchmarks/trip.py [--scenes nuclei,invoice,support_intent] [--keep FOLDER]`, with the commit to measure first
on PYTHONPATH. Each run is `synth generate scene=S count=N seed=3` in a process of its own, under `sys.setprofile`.

`command` is all that a data set of one sample enters, from the words of the command line to the report. `sample` is
what its second sample enters again: functions that are called more often for two samples than for one. A function is
a `def` that was called; lambdas, comprehensions and the bodies of modules and classes are none. `import` is the number
of our modules that `import synth.run` loads, `modules` the number of those that are loaded at the end.
"""

from __future__ import annotations

import argparse
import inspect
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

SCENES = "nuclei,invoice,support_intent"
SEED = 3


def traced(scene: str, count: str) -> dict[str, Any]:
    """What one data set of `count` samples enters, in this process: calls by `file:function`, and our modules."""
    calls: Counter[CodeType] = Counter()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            calls[frame.f_code] += 1

    from synth.cli import main

    with tempfile.TemporaryDirectory() as folder:
        words = ["generate", f"scene={scene}", f"count={count}", f"seed={SEED}", f"out={folder}/out"]
        threading.setprofile(note)
        sys.setprofile(note)
        try:
            code = main(words)
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
    if code:
        raise SystemExit(f"{' '.join(words)}: ended with {code}")
    return {"calls": _by_function(calls), "modules": _ours()}


def _by_function(calls: Counter[CodeType]) -> dict[str, int]:
    """Calls of each `def` under synth/. One that is resumed (a generator) counts as called again."""
    import synth

    (root,) = synth.__path__
    found: Counter[str] = Counter()
    for code, number in calls.items():
        inside = code.co_filename.startswith(root + os.sep) and code.co_filename.endswith(".py")  # Jinja compiles .html
        if inside and code.co_flags & inspect.CO_OPTIMIZED and not code.co_name.startswith("<"):
            file = Path(code.co_filename).relative_to(root).as_posix()
            found[f"{file}:{code.co_firstlineno}:{code.co_name}"] += number
    return found


def _ours() -> list[str]:
    return sorted(name for name in sys.modules if name == "synth" or name.startswith("synth."))


def imported() -> int:
    """Our modules that the start of a run loads, in this process."""
    import synth.run  # noqa: F401 - its import is what is measured

    return len(_ours())


def elsewhere(*words: object) -> Any:
    """What this file prints last, as JSON, in a fresh process with these words."""
    done = subprocess.run(
        [sys.executable, __file__, *map(str, words)], check=False, capture_output=True, text=True, env=os.environ
    )
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)
    return json.loads(done.stdout.splitlines()[-1])


def files_of(functions: Iterable[str]) -> set[str]:
    return {function.split(":")[0] for function in functions}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", default=SCENES)
    parser.add_argument("--keep", metavar="FOLDER", help="write what was entered there, as <scene>.json")
    parser.add_argument("--traced", nargs=2, metavar=("SCENE", "COUNT"), help=argparse.SUPPRESS)
    parser.add_argument("--imported", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.traced or arguments.imported:
        print(json.dumps(traced(*arguments.traced) if arguments.traced else imported()))
        return
    print(f"import synth.run: {elsewhere('--imported')} modules\n")
    print("| scene | sample: files | functions | command: files | functions | modules |\n|---|--:|--:|--:|--:|--:|")
    for scene in arguments.scenes.split(","):
        one, two = elsewhere("--traced", scene, 1), elsewhere("--traced", scene, 2)
        again = {name for name, number in two["calls"].items() if number > one["calls"].get(name, 0)}
        sample = f"{len(files_of(again))} | {len(again)}"
        print(f"| {scene} | {sample} | {len(files_of(one['calls']))} | {len(one['calls'])} | {len(one['modules'])} |")
        if arguments.keep:
            kept = Path(arguments.keep, f"{scene}.json")
            kept.write_text(json.dumps({"one": one, "again": sorted(again)}), encoding="utf-8")


if __name__ == "__main__":
    main()
