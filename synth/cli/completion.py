"""`synth completion bash`: what a shell evaluates so that TAB completes commands, keys and names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from synth.cli.list import sections
from synth.cli.parse import Parser
from synth.cli.terminal import say
from synth.core.paths import CONF, own_scenes, shipped_scenes

SCRIPTS: Mapping[str, str] = {
    # bash cuts a word at = and : before it asks, and takes an answer for what stands behind the last of them
    "bash": """\
_synth() {
  local IFS=$'\\n' line="${COMP_LINE:0:COMP_POINT}"
  COMPREPLY=($(synth completion bash --line "$line" 2>/dev/null))
}
complete -o nospace -o default -F _synth synth""",
    "zsh": """\
_synth() {
  local -a found
  found=("${(@f)$(synth completion zsh --line "$LBUFFER" 2>/dev/null)}")
  [[ -n "${found[1]}" ]] && compadd -Q -S '' -- "${found[@]}" || _files
}
compdef _synth synth""",
    "fish": """\
complete -c synth -a '(synth completion fish --line (commandline -cp) 2>/dev/null)'""",
}
"""Shell -> what it evaluates."""

_FLAGS: Mapping[str, Sequence[str]] = {
    "generate": ("-m", "--cfg"),
    "preview": ("--cfg",),
    "train": ("--cfg",),
    "export": ("--to", "--out", "--split", "--by"),
    "convert": ("--to", "--from", "--out", "--split", "--by"),
    "check": ("--out", "--only", "--skip", "--fail-on"),
    "compare": ("--fail-on",),
    "benchmark": ("--fail-on",),
    "apply": ("--out", "--check", "--min-confidence", "--on"),
}


def completion(words: Sequence[str]) -> int:
    """Print a shell's script, or what may follow a line that is being typed; the exit code."""
    parser = Parser(
        prog="synth completion",
        description='What a shell evaluates for completion: eval "$(synth completion bash)", or zsh; in fish:\n'
        "synth completion fish | source",
    )
    parser.add_argument("shell", choices=sorted(SCRIPTS), help="the shell")
    parser.add_argument("--line", help="the line so far: print what may stand in the place of its last word")
    given = parser.parse_args(words)
    if given.line is None:
        say(SCRIPTS[given.shell])
        return 0
    typed = given.line.split(" ")
    for word in candidates(typed[1:]):
        if word.startswith(typed[-1]):
            say(word[_cut(typed[-1]) :] if given.shell == "bash" else word)
    return 0


def _cut(word: str) -> int:
    """Where the part of a word begins that bash replaces."""
    return max(word.rfind("="), word.rfind(":")) + 1


def candidates(words: Sequence[str]) -> Iterable[str]:
    """What the last of the words behind `synth` may become; a word that is complete has a blank behind it."""
    from synth.cli import COMMANDS

    if len(words) < 2:
        return [f"{command} " for command in COMMANDS]
    command, before, last = words[0], words[-2], words[-1]
    if before in ("--to", "--from"):
        return (f"{name} " for name in _formats(before, command))
    if "=" in last and command in ("generate", "preview", "train"):
        key = last.partition("=")[0]
        return (f"{key}={value} " for value in _values(key))
    flags = [f"{flag} " for flag in (*_FLAGS.get(command, ()), "--help")]
    return chain(_keys(command), flags if last.startswith("-") else ())


def _keys(command: str) -> Iterable[str]:
    if command in ("generate", "preview"):
        from synth.cli.jobs import run_leaves

        groups = sorted(path.name for path in CONF.iterdir() if path.is_dir())
        return (f"{key}=" for key in dict.fromkeys([*run_leaves(), *groups]))
    if command == "train":
        from synth.image.train.options import TrainConfig
        from synth.options import leaves

        return (f"{key}=" for key in leaves(TrainConfig))
    if command == "compare":
        from synth.evidence.options import CompareConfig
        from synth.options import leaves

        return (f"{key}=" for key in leaves(CompareConfig))
    if command == "benchmark":
        from synth.evidence.benchmark.options import BenchmarkConfig
        from synth.options import leaves

        return (f"{key}=" for key in leaves(BenchmarkConfig) if key != "new")
    return (f"{name} " for name in SCRIPTS) if command == "completion" else ()


def _values(key: str) -> Iterable[str]:
    """The names that a key may be given, where they can be listed."""
    if key == "scene":
        return sorted({**shipped_scenes(), **own_scenes()})
    if (CONF / key).is_dir() and re.fullmatch(r"\w+", key):
        return sorted(path.stem for path in (CONF / key).glob("*.yaml"))
    named: Mapping[str, Callable[[], Iterable[str]]] = {
        "pack": lambda: _listed("packs"),
        "scene.locale": lambda: _listed("locales"),
    }
    flags = ("overwrite", "provenance", "strict", "resume")
    return named[key]() if key in named else (("true", "false") if key in flags else ())


def _formats(flag: str, command: str) -> Iterable[str]:
    pictures = _listed("formats of pictures")
    others = chain.from_iterable(
        row[-1].split(", ") for title, rows in sections() if "sets of" in title for row in rows
    )
    return sorted({*pictures, *(others if (flag, command) == ("--to", "export") else ())})


def _listed(title: str) -> list[str]:
    """The names below a heading of `synth list`."""
    return [row[0] for heading, rows in sections() if heading.startswith(title) for row in rows]
