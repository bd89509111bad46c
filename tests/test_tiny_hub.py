"""The tiny models load as a user's download would, run in batches, and show what they are given."""

from __future__ import annotations

from tests.tiny_hub import tiny


def test_a_folder_is_built_once() -> None:
    assert tiny("sd15") == tiny("sd15")
    assert (tiny("sd15") / "model_index.json").is_file()
