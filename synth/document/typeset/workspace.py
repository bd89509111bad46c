"""A closed folder for typesetting: the labelling prelude and a copy of the scene's templates, nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from synth.core.errors import SpecError

PRELUDE = ("drawings.typ", "synth.typ")
MAIN = "synth-main.typ"
LARGEST_FILE = 10_000_000
MOST_FILES = 500

_MAIN_TEXT = """\
#import "/synth.typ": prelude
#show: prelude
#include sys.inputs.template
"""
_HERE = Path(__file__).parent


class Workspace:
    """The copied folder (`path`); `sha256` of every file in it by name.

    SpecError for a template that is missing or outside of its scene's folder, for a link that leaves it, and for a
    folder that is too large.
    """

    def __init__(self, scene_folder: Path, templates: Mapping[str, str]) -> None:
        self._folder = TemporaryDirectory(prefix="synth-typeset-")
        self.path = Path(self._folder.name).resolve()
        for name, file in templates.items():
            _check(f"templates.{name}.file", scene_folder, file)
        for folder in sorted({Path(file).parent for file in templates.values()}):
            self._copy(scene_folder, folder)
        for name in PRELUDE:
            shutil.copyfile(_HERE / name, self.path / name)
        (self.path / MAIN).write_text(_MAIN_TEXT, encoding="utf-8")
        self.sha256 = {
            str(path.relative_to(self.path)): sha256(path.read_bytes()).hexdigest()
            for path in sorted(_files(self.path))
        }

    def _copy(self, scene_folder: Path, folder: Path) -> None:
        """The files beside a template and in the folders below it; beside a scene file itself only Typst's own."""
        source = scene_folder / folder
        found = _files(source) if folder != Path() else sorted(source.glob("*.typ"))
        for number, path in enumerate(found):
            name = str(path.relative_to(scene_folder))
            if number >= MOST_FILES or path.stat().st_size > LARGEST_FILE:
                raise SpecError(str(source), name, f"at most {MOST_FILES} files of {LARGEST_FILE // 10**6} MB each")
            if not path.resolve().is_relative_to(source.resolve()):
                raise SpecError(str(source), name, "a template reads nothing outside of its own folder")
            target = self.path / path.relative_to(scene_folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _check(where: str, scene_folder: Path, file: str) -> None:
    path = Path(file)
    if path.is_absolute() or ".." in path.parts:
        raise SpecError(where, file, "a path inside of the scene's folder")
    if path.name in (*PRELUDE, MAIN) and path.parent == Path():
        raise SpecError(where, file, "another name: this one is the labelling prelude's")
    if not (scene_folder / path).is_file():
        raise SpecError(where, file, f"no such file in {scene_folder}")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() or path.is_symlink())
