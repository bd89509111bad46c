"""The fonts of a run: those that come with the package, and those of the system that its locales need, no others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from synth.core.errors import SynthError
from synth.document.plan.style import SCRIPTS, Script

OWN = Path(__file__).parent / "fonts"
"""Handwriting fonts; their licences stand beside them."""

SHIPPED = (
    "font_amatic_sc", "font_caladea", "font_fredoka_one", "font_hanken_grotesk", "font_intuitive", "font_manrope",
    "font_roboto", "font_source_sans_pro", "font_source_serif_pro",
)  # fmt: skip
"""Python packages of fonts that this one depends on; their own licences are Apache 2.0 or SIL OFL 1.1."""


class FontSet:
    """Fonts for documents in some languages, and the `sha256` of each file by name.

    SynthError naming what to install where the system lacks a script's font.
    """

    def __init__(self, languages: Iterable[str]) -> None:
        from typst import Fonts

        scripts = [SCRIPTS[language] for language in sorted(set(languages) & SCRIPTS.keys())]
        found = sorted({*_shipped(), *_of_system(scripts)}, key=lambda path: path.name)
        self._folder = TemporaryDirectory(prefix="synth-fonts-")
        for file in found:
            (Path(self._folder.name) / file.name).symlink_to(file)
        self.fonts = Fonts(include_system_fonts=False, font_paths=[self._folder.name])
        self.families = frozenset(self.fonts.families())
        self.sha256 = {file.name: sha256(file.read_bytes()).hexdigest() for file in found}


def _shipped() -> Iterator[Path]:
    """One file for each face; of a face in two formats the TrueType one."""
    yield from (path for path in OWN.iterdir() if path.suffix in (".ttf", ".otf"))
    for package in SHIPPED:
        faces: dict[str, Path] = {}
        folder = Path(str(files(package))) / "files"
        for path in sorted(folder.iterdir(), key=lambda path: (path.suffix, path.name)):
            if path.suffix in (".otf", ".ttf") and "Variable" not in path.name:
                faces[path.stem] = path
        yield from faces.values()


def _of_system(scripts: Collection[Script]) -> Iterator[Path]:
    if not scripts:
        return
    from typst import Fonts

    installed = Fonts(include_system_fonts=True, include_embedded_fonts=False).fonts()
    for script in scripts:
        for family in script.families:
            paths = {
                Path(font.path) for font in installed if font.family == family and font.path and font.weight <= 700
            }
            if not paths:
                allowed = f"install it (Debian and Ubuntu: apt-get install {script.package})"
                raise SynthError("fonts", f"no '{family}' on this machine", allowed)
            yield from paths
