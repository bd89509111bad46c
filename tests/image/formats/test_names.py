"""What a picture's name in a COCO file may mean on this disk: never anything outside the folder."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.image.formats.coco.names import spellings

MEANT = [
    ("p1.png", "p1.png"),
    ("batch1/p1.png", "batch1/p1.png"),
    (r"batch1\p1.png", "batch1/p1.png"),
    (r".\batch1\p1.png", "./batch1/p1.png"),
    ("my%20cell%C3%A9.png", "my cellé.png"),
    (r"C:\data\set\batch1\p1.png", "batch1/p1.png"),
    ("D:/data/p1.png", "p1.png"),
    ("/home/me/set/images/p1.png", "images/p1.png"),
    ("file:///home/me/p1.png", "p1.png"),
    ("https://host/bucket/images/p%201.png?X-Signature=1/2", "images/p 1.png"),
    ("s3://bucket/p1.png", "p1.png"),
    ("/data/upload/3/1a2b3c4d-p1.png", "upload/3/1a2b3c4d-p1.png"),
    ("/data/upload/3/1a2b3c4d-p1.png", "p1.png"),
    ("images/1a2b3c4d-p1.png", "images/p1.png"),
    ("/data/local-files/?d=set/images/p1.png", "images/p1.png"),
    ("zelle_\u00e4.png", "zelle_a\u0308.png"),
    ("zelle_a\u0308.png", "zelle_\u00e4.png"),
]


@pytest.mark.parametrize(("name", "meant"), MEANT)
def test_a_name_means_the_file_that_its_tool_meant(name, meant):
    assert meant in spellings(name)


@pytest.mark.parametrize(
    "name", [r"a\b.png", "100%.png", "a%20b.png", "1a2b3c4d-p1.png", "what?.png", "a:b.png", "é.png"]
)
def test_a_file_of_exactly_that_name_comes_first(name):
    assert spellings(name)[0] == name


@pytest.mark.parametrize(
    "name",
    [
        "../p.png",
        "a/../../p.png",
        r"..\p.png",
        r"C:\..\p.png",
        "%2e%2e/p.png",
        "/a/../p.png",
        "https://h/../p",
        "..",
        "a\0b",
    ],
)
def test_a_name_that_leaves_its_folder_means_nothing(name):
    assert spellings(name) == ()


@given(st.text(st.sampled_from("ab./\\%:~0125eEcC?#\0\ud800é ")) | st.text())
def test_no_spelling_of_any_name_leaves_its_folder(name):
    for spelled in spellings(name):
        pure = PurePosixPath(spelled)
        assert not pure.is_absolute()
        assert ".." not in pure.parts
        assert spelled.encode()
