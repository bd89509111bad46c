"""Writes the defaults of `conf/` out of the classes of options; the presets beside them are written by hand.

`python -m synth.cli.conf`
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from textwrap import indent, wrap

from synth.cli.knobs import FILLED, Knob, knobs, run_classes, yaml_of
from synth.core.paths import CONF
from synth.image.train.options import TrainConfig

WIDTH = 120
_MARK = "Written by `python -m synth.cli.conf` from the docstrings of {}: edit those."
_NO_LOGGING = ["  - override hydra/job_logging: none", "  - override hydra/hydra_logging: none"]
_HYDRA = """
hydra:
  # synth writes its own .hydra/, once the run's input was found good.
  run: {dir: .}
  output_subdir: null
  job: {chdir: false}"""


def conf_files() -> dict[str, str]:
    """Path below conf/ -> text of every file that is written."""
    files = {"config.yaml": _run_file(), "train.yaml": _train_file()}
    for config, fields in run_classes().values():
        for knob in knobs(config, FILLED):
            if knob.name in fields and knob.group:
                lines = [*_comment(_MARK.format(_home(knob.group))), *_comment(knob.help), "", *_keys(knob.group)]
                files[f"{knob.name}/default.yaml"] = _text(lines)
    return files


def _run_file() -> str:
    owners = run_classes()
    # base classes first, without `object`
    classes = dict.fromkeys(base for config, _ in owners.values() for base in config.__mro__[-2::-1])
    homes = " and ".join(_home(config) for config in classes)
    lines = _comment("`synth generate` and `synth preview`. " + _MARK.format(homes))
    chosen, plain = ["defaults:"], []
    for title, (config, fields) in owners.items():
        own = [knob for knob in knobs(config, FILLED) if knob.name in fields]
        groups = [knob for knob in own if knob.group or knob.name == "scene"]
        for knob in groups:
            option = knob.default if knob.name == "scene" else "default"
            chosen += [*_comment(knob.help, "  "), f"  - {knob.name}: {option}"]
        if keys := list(_lines(knob for knob in own if knob not in groups)):
            plain += ["", f"# Keys of {title}.", *keys]
    return _text([*lines, *chosen, "  - _self_", *_NO_LOGGING, *plain, _HYDRA])


def _train_file() -> str:
    mark = _comment("`synth train`: a COCO folder becomes a pack. " + _MARK.format(_home(TrainConfig)))
    return _text([*mark, "defaults:", "  - _self_", *_NO_LOGGING, "", *_keys(TrainConfig), _HYDRA])


def _keys(kind: type) -> list[str]:
    return list(_lines(knobs(kind, {})))


def _lines(fields: Iterator[Knob]) -> Iterator[str]:
    """Each key under its help, with what it takes beside it."""
    for knob in fields:
        yield from _comment(knob.help)
        if knob.group:
            yield f"{knob.name}:"
            yield from (indent(line, "  ") for line in _keys(knob.group))
        else:
            yield f"{knob.name}: {yaml_of(knob.default)}  # {knob.takes}"


def _comment(text: str, margin: str = "") -> list[str]:
    return wrap(text, WIDTH, initial_indent=f"{margin}# ", subsequent_indent=f"{margin}# ")


def _home(kind: type) -> str:
    return kind.__module__.replace(".", "/") + ".py"


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the files."""
    for name, text in conf_files().items():
        (CONF / name).parent.mkdir(exist_ok=True)
        (CONF / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
