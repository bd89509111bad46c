"""The part of `synth train` that fits a scene to labelled texts: `fit=scene`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from synth.cli.parse import Parser
from synth.cli.terminal import progress_into, say
from synth.core.errors import OutputError, SynthError, Unquoted, suggest

ASKED = "fit=scene"
_NUMBERS = {"k": int, "seed": int, "epsilon": float}
_VALUES = "values."


def train_scene(words: Sequence[str]) -> int:
    """Fit a scene and write it; the exit code."""
    from synth.data.target import staged_target
    from synth.folder.disk import one_line_errors, write_atomic
    from synth.options import options_from
    from synth.text.fit.fit import fit_scene
    from synth.text.fit.options import SceneFitOptions
    from synth.text.fit.write import SCENE

    parser = Parser(prog="synth train", description="Fit a text scene to labelled texts.")
    parser.more = _keys
    parser.add_argument("words", nargs="*", metavar="key=value")
    options = options_from(SceneFitOptions, _values(parser.parse_args(words).words))
    single = options.out.suffix == ".yaml"
    folder = options.out.with_suffix("") if single else options.out
    for path in {folder, options.out}:
        if path.exists():
            raise OutputError(str(path), "a file or folder that is there", "a name that is free")
    with progress_into(folder) as progress:
        files = fit_scene(options, f"{folder.name}/" if single else "", progress, say)
    scene = files.pop(SCENE) if single else None
    with staged_target(folder) as staged:
        staged.mkdir()
        for name, text in files.items():
            (staged / name).write_text(text, encoding="utf-8", newline="\n")
    if scene is not None:
        with one_line_errors(options.out):
            write_atomic(options.out, scene.encode())
    path = options.out if single else folder / SCENE
    say(f"look at   {path}; then: synth preview scene={path}")
    return 0


def _values(words: Sequence[str]) -> dict[str, Any]:
    """The options' values, `values.LABEL=` and `source.by=` nested. SynthError for what is no key=value of theirs."""
    from synth.options import leaves
    from synth.text.fit.options import SceneFitOptions

    known = leaves(SceneFitOptions)
    values: dict[str, Any] = {"values": {}}
    for word in words:
        key, equals, text = word.partition("=")
        if not equals:
            raise SynthError("command line", word, "key=value is needed, such as k=5")
        if key.startswith(_VALUES):
            values["values"][key.removeprefix(_VALUES)] = text
        elif key not in known:
            raise SynthError(key, Unquoted("an unknown key"), suggest(key, known))
        elif key == "source.by":
            values["source"] = {"by": text}
        else:
            values[key] = _number(key, text) if key in _NUMBERS else text
    return values


def _number(key: str, text: str) -> object:
    try:
        return _NUMBERS[key](text)
    except ValueError:
        return text


def _keys() -> str:
    from synth.cli.key_help import class_keys
    from synth.text.fit.options import SceneFitOptions

    return class_keys(SceneFitOptions)
