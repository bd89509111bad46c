"""Documents read back: the lines as they stand, labels as they were written, pictures inside of the folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.core.errors import DataError
from synth.document.read import open_documents
from tests.document.report.document_data_set import documents, make_document_data_set


def test_the_samples_are_the_lines(tmp_path: Path) -> None:
    folder = make_document_data_set(tmp_path / "invoice", documents(2))
    made = documents(2)
    lines = [json.loads(line) for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    data_set = open_documents(folder)
    for sample, line, document in zip(data_set, lines, made, strict=True):
        assert sample.record == line
        assert (sample.locale, sample.template) == (line["locale"], line["template"])
        assert (sample.profile, sample.severities) == (line["degradation"]["profile"], line["degradation"]["severity"])
        assert (sample.variables, sample.quotas) == (line["variables"], tuple(line["quotas"]))
        assert sample.pictures == tuple(folder / page["file"] for page in line["pages"])
        assert all(picture.is_file() for picture in sample.pictures)
        assert sample.labels.pages == document.draft.labels.pages
        assert [word.text for word in sample.labels.words] == [word["text"] for word in sample.words]
        assert len(sample.each("links")) == len(sample.labels.links)
        assert sample.each("nothing") == ()
    assert [sample.name for sample in data_set.checked()] == ["000000", "000001"]


def test_a_bare_line_has_no_labels_but_can_be_counted(tmp_path: Path) -> None:
    folder = make_document_data_set(tmp_path / "invoice", documents(1))
    (folder / "documents.jsonl").write_text('{"id": 7, "pages": [], "words": []}\n')
    (sample,) = open_documents(folder)
    assert (sample.name, sample.locale, sample.template, sample.profile) == ("000007", "", "", "")
    assert (sample.severities, sample.variables, sample.quotas, sample.each("fields")) == ({}, {}, (), ())
    with pytest.raises(DataError, match=r"documents\.jsonl:1: .* a document's record with the key 'lines'"):
        _ = sample.labels


@pytest.mark.parametrize("file", ["../secret.png", "/etc/hostname"])
def test_a_picture_outside_the_folder_is_refused(tmp_path: Path, file: str) -> None:
    folder = make_document_data_set(tmp_path / "invoice", documents(1))
    path = folder / "documents.jsonl"
    line = json.loads(path.read_text(encoding="utf-8"))
    line["pages"][0]["file"] = file
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"a picture inside the data set folder"):
        list(open_documents(folder).checked())
