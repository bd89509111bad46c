"""A scene asks for a paraphrase and decides nothing else: no server, no key, no variable of the environment."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.cli import main
from synth.cli.json_schema import scene_json_schema
from synth.core.errors import SpecError
from synth.core.marked import Marked, concat
from synth.text.options import KEY_VARIABLE, RewriteOptions
from synth.text.rewrite import make_rewriter
from synth.text.scene.load import load_text_scene
from tests.small_text import SCENE, write_small_text
from tests.text.rewrite.stub_server import Stub, answers, stub_server

KEY = "sk-very-secret-0123456789"
PRIVATE = "private-9876543210"
TEXT = concat(["Please write to ", Marked("Ada").labelled("PERSON", "p"), " today."])
NO_MODEL = (
    "synth: rewrite: got no language model; the scene asks for a paraphrase: rewrite.endpoint=URL rewrite.model=NAME"
)


def letters(folder: Path, rewrite: object) -> str:
    """A scene file that says `rewrite`, as a word of the command line."""
    return f"scene={write_small_text(folder, SCENE + yaml.safe_dump({'rewrite': rewrite}))}"


@pytest.mark.parametrize(
    ("key", "value", "elsewhere"),
    [
        ("endpoint", "http://h/v1", "rewrite.endpoint=URL rewrite.model=NAME on the command line"),
        ("endpoint", f"http://u:{KEY}@h", "rewrite.endpoint=URL rewrite.model=NAME on the command line"),
        ("model", "m", "rewrite.model=NAME on the command line"),
        ("folder", "/etc", "rewrite.folder=FOLDER on the command line"),
        ("timeout_s", 5, "rewrite.timeout_s=SECONDS on the command line"),
        ("key_env", "HOME", "the key comes from the environment variable SYNTH_LLM_KEY"),
        ("key_env", KEY, "the key comes from the environment variable SYNTH_LLM_KEY"),
        ("key_env", [KEY], "the key comes from the environment variable SYNTH_LLM_KEY"),
    ],
)
def test_a_key_of_earlier_versions_says_where_it_went(key: str, value: object, elsewhere: str) -> None:
    mapping = yaml.safe_load(SCENE) | {"rewrite": {"prompt": "Say it.", key: value}}
    with pytest.raises(SpecError) as error:
        load_text_scene(mapping, "mine.yaml")
    told = "got a key that scenes do not have; a scene names no server, model or key"
    assert str(error.value) == f"mine.yaml: rewrite.{key}: {told}: {elsewhere}"


def test_the_schema_of_scenes_knows_of_content_alone() -> None:
    assert list(scene_json_schema()["$defs"]["Rewrite"]["properties"]) == ["prompt", "temperature", "max_tries"]
    assert scene_json_schema()["$defs"]["Rewrite"]["additionalProperties"] is False


@pytest.mark.parametrize(
    ("command", "rewrite", "message"),
    [
        *((command, {}, NO_MODEL) for command in ("preview", "generate")),
        (
            "preview",
            {"endpoint": "URL", "key_env": "PRIVATE"},
            "rewrite.endpoint: got a key that scenes do not have; a",
        ),
        ("preview", {"url": "URL"}, "rewrite.url: got an unknown key; known: max_tries, prompt, temperature"),
        ("preview", True, "rewrite: got True; a mapping is needed"),
    ],
)
def test_a_scene_alone_reaches_no_server(
    command: str, rewrite: Any, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with stub_server(answers(str)) as stub:
        asked = json.loads(json.dumps(rewrite).replace("URL", stub.url))
        assert main([command, letters(tmp_path / "s", asked), f"out={tmp_path / 'out'}", "count=20"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert message in said.err
    assert stub.requests == []
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("scene", "word", "message"),
    [
        ("support_intent", "rewrite.folder=f", "'f'; the scene asks for no paraphrase; scene.rewrite={} asks for one"),
        (
            "support_intent",
            "rewrite.timeout_s=5",
            "5.0; the scene asks for no paraphrase; scene.rewrite={} asks for one",
        ),
        ("letter", "rewrite.folder=f", "'f'; a scene of kind document takes none"),
    ],
)
def test_a_model_that_nobody_asks_for_is_refused(
    scene: str, word: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["preview", f"scene={scene}", word]) == 2
    assert capsys.readouterr().err == f"synth: {word.partition('=')[0]}: got {message}\n"


@pytest.mark.parametrize("word", ["rewrite.key={}", "+rewrite.key={}", "rewrite.endpoint='http://{}@h'"])
def test_a_key_on_the_command_line_is_not_repeated(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", "scene=support_intent", "rewrite.model=m", word.format(KEY)]) == 2
    said = capsys.readouterr()
    assert KEY not in said.err + said.out


def test_a_whole_run_writes_the_key_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with stub_server(answers(lambda shown: f"So: {shown}")) as stub:
        words = [letters(tmp_path / "s", {}), f"rewrite.endpoint={stub.url}", "rewrite.model=m", "count=20"]
        assert main(["preview", *words]) == 0
        assert main(["generate", *words, f"out={tmp_path / 'out'}"]) == 0
    assert stub.headers[-1]["Authorization"] == f"Bearer {KEY}"
    said = capsys.readouterr()
    assert KEY not in said.out + said.err
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {".hydra", ".synth"} <= {path.name for path in (tmp_path / "out").iterdir()}
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []


def test_the_client_is_not_loaded_without_a_rewrite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", None)  # its import would be an error
    assert main(["preview", f"scene={write_small_text(tmp_path)}", "count=1"]) == 0


@pytest.mark.parametrize("prompt", ["${oc.env:PRIVATE}", "$PRIVATE ${PRIVATE} {PRIVATE} %PRIVATE% {{ env.PRIVATE }}"])
def test_an_interpolation_in_a_prompt_is_refused(
    prompt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PRIVATE", PRIVATE)
    with stub_server(answers(str)) as stub:
        words = [letters(tmp_path, {"prompt": prompt}), f"rewrite.endpoint={stub.url}", "rewrite.model=m", "count=1"]
        assert main(["preview", *words]) == 2
    said = capsys.readouterr().err
    assert "${...} is never evaluated" in said
    assert PRIVATE not in said
    assert stub.requests == []


NAMES = st.sampled_from(["PRIVATE", KEY_VARIABLE, "$PRIVATE", "{PRIVATE}", "{{ env.PRIVATE }}", "~", "..", "{example}"])
KEYS = st.sampled_from(["prompt", "temperature", "max_tries", "endpoint", "key_env", "key", "headers", "model", "env"])
VALUES = st.recursive(
    st.one_of(NAMES, st.just("URL"), st.integers(0, 2)), lambda inner: st.dictionaries(NAMES, inner, max_size=2)
)


@pytest.fixture(scope="module")
def theirs() -> Iterator[Stub]:
    with stub_server(answers(str)) as stub:
        yield stub


@pytest.fixture(scope="module")
def ours() -> Iterator[Stub]:
    with stub_server(answers(str)) as stub:
        yield stub


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rewrite=st.dictionaries(KEYS, VALUES, max_size=3))
def test_whatever_a_scene_says_no_variable_of_the_environment_is_sent(
    rewrite: dict[str, Any], ours: Stub, theirs: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRIVATE", PRIVATE)
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    asked = json.loads(json.dumps(rewrite).replace("URL", theirs.url))
    before = len(ours.requests)
    try:
        scene = load_text_scene(yaml.safe_load(SCENE) | {"rewrite": asked})
    except SpecError:
        return
    assert scene.rewrite is not None
    make_rewriter(scene.rewrite, RewriteOptions(endpoint=ours.url, model="m"))(TEXT, 1)
    assert len(ours.requests) > before
    assert PRIVATE not in json.dumps([ours.requests, ours.headers])
    assert json.dumps([ours.requests, ours.headers]).count(KEY) == len(ours.requests)  # in the one header
    assert theirs.requests == []
