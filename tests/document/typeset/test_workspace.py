"""What a template may read, and what it is told when it is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typst import Fonts

from synth.core.errors import SpecError
from synth.document.plan.style import SCRIPTS
from synth.document.typeset.engine import Engine
from synth.document.typeset.fonts import FontSet
from synth.document.typeset.limits import LIMITS
from synth.document.typeset.printed_words import printed_words
from synth.document.typeset.workspace import Workspace
from tests.document.typeset.conftest import Print


@pytest.mark.parametrize(
    ("body", "where", "told"),
    [
        ("Fine\n#nope(1)\n", "t/t.typ:4:1", "unknown variable: nope"),
        ("#let x = (\n", "t/t.typ:3:9", "unclosed delimiter"),
        ('#field("a b", "x")', "t/t.typ:3:1", "a key of letters"),
        ('#read("/etc/passwd")', "t/t.typ:3:6", "file not found"),
        ('#read("../../../etc/passwd")', "t/t.typ:3:6", "escape the project root"),
        ("#r.total", "t/t.typ:3:3", "does not contain key"),
        ('#panic("no")', "t/t.typ:3:1", "panicked with: no"),
        ("#while true {}", "t/t.typ:3:7", "condition is always true"),
        ("#let f(x) = f(x)\n#f(1)", "t/t.typ:3:12", "maximum function call depth exceeded"),
        ('#region("Txt")[x]', "t/t.typ:3:1", 'region: got "Txt"; known: Caption, Footnote'),
        ('#graphic("stmp", [x])', "t/t.typ:3:1", 'graphic: got "stmp"; known: stamp, signature'),
        ('#text(font: "Comic Sans")[x]', "t/t.typ:3:12", "unknown font family: comic sans; known: Amatic SC"),
        ('#image("/t/none.png")', "t/t.typ:3:7", "file not found"),
    ],
)
def test_a_wrong_template_is_told_with_file_line_and_message(typeset: Print, body: str, where: str, told: str) -> None:
    with pytest.raises(SpecError) as refused:
        typeset(body)
    assert str(refused.value).startswith(f"{where}: ")
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_template_cannot_read_beside_its_folder(tmp_path: Path, typeset: Print) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with pytest.raises(SpecError, match="file not found"):
        typeset('#read("/secret.txt")')


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "scene" / "t"
    folder.mkdir(parents=True)
    (folder / "t.typ").write_text("x")
    (folder / "stolen.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(SpecError, match="nothing outside of its own folder"):
        Workspace(tmp_path / "scene", {"t": "t/t.typ"})


def test_a_linked_folder_leads_nowhere(tmp_path: Path) -> None:
    elsewhere, scene = tmp_path / "elsewhere", tmp_path / "scene"
    elsewhere.mkdir()
    (elsewhere / "secret").write_text("secret")
    (elsewhere / "t.typ").write_text("x")
    (scene / "real/deep").mkdir(parents=True)
    (scene / "real/t.typ").write_text('#read("/link/secret")')
    (scene / "link").symlink_to(elsewhere)
    for templates in ({"t": "link/t.typ"}, {"a": "real/t.typ", "t": "link/t.typ"}):
        with pytest.raises(SpecError, match=r"templates\.t\.file: got 'link/t\.typ'; .*not a link out of it"):
            Workspace(scene, templates)
    (scene / "real/deep/link").symlink_to(elsewhere)
    with pytest.raises(SpecError, match=r"got 'deep/link'; a template reads nothing outside of its own folder, not a"):
        Workspace(scene, {"t": "real/t.typ"})
    (scene / "real/deep/link").unlink()
    (scene / "t.typ").symlink_to(elsewhere / "t.typ")
    (scene / "own.typ").write_text("x")
    with pytest.raises(SpecError, match=r"got 't\.typ'; a template reads nothing outside"):
        Workspace(scene, {"own": "own.typ"})


def test_a_pipe_among_the_templates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t/t.typ").write_text("x")
    os.mkfifo(tmp_path / "t/data.csv")
    with pytest.raises(SpecError, match=r"data\.csv: got a named pipe; plain files and folders are needed"):
        Workspace(tmp_path, {"t": "t/t.typ"})


@pytest.mark.parametrize("file", ["../t.typ", "/t.typ", "t/none.typ", "synth.typ"])
def test_templates_are_files_below_the_scene(tmp_path: Path, file: str) -> None:
    (tmp_path / "synth.typ").write_text("x")
    with pytest.raises(SpecError, match=r"templates\.t\.file"):
        Workspace(tmp_path, {"t": file})


@pytest.mark.parametrize("language", [*SCRIPTS, "en"])
def test_each_language_has_its_families_and_nothing_of_the_system_or_of_others(tmp_path: Path, language: str) -> None:
    found = FontSet([language])
    (tmp_path / "t.typ").write_text("x")
    families = Engine(Workspace(tmp_path, {"t": "t.typ"}), found, 150, LIMITS).families
    assert {"Roboto", "Source Sans Pro", "Breip", "Dancing Script", "Libertinus Serif"} <= families
    of_scripts = {family for families in SCRIPTS.values() for family in families}
    assert families & of_scripts == set(SCRIPTS.get(language, ()))
    fonts = Fonts(include_system_fonts=False, font_paths=[found.folder])
    assert {Path(font.path).name for font in fonts.fonts() if font.path} == found.sha256.keys()
    assert families == set(fonts.families())


def test_words_of_a_locale_stand_on_top_of_its_languages(tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text("en: {total: Total, tax: Tax}\nen_GB: {tax: VAT}\nde: {total: Summe}\n")
    words = printed_words(tmp_path, "w.yaml", ["en_GB", "de_DE"])
    assert words == {"en_GB": {"total": "Total", "tax": "VAT"}, "de_DE": {"total": "Summe"}}
    (tmp_path / "scene").mkdir()
    (tmp_path / "scene/w.yaml").symlink_to(tmp_path / "w.yaml")
    for file in ("w.yaml", "../w.yaml", str(tmp_path / "w.yaml")):
        with pytest.raises(SpecError, match=r"words: got '.*'; a file inside the scene's folder is needed"):
            printed_words(tmp_path / "scene", file, ["en_GB"])
    with pytest.raises(SpecError, match="words for 'fr' or 'fr_FR'"):
        printed_words(tmp_path, "w.yaml", ["fr_FR"])
