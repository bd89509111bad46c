"""The shipped packets: what is handed on from paper to paper fits what stands around it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from synth.core.errors import SpecError, SynthError
from synth.core.paths import SCENES
from synth.core.seeds import draws_for
from synth.document.makers.context import RecordContext
from synth.document.makers.table import record_maker
from synth.kinds import Share
from synth.options import RunConfig
from synth.packet.scene.load import load_packet_scene, member_scenes
from synth.packet.studio import PacketStudio
from synth.people import personas_for
from synth.people.identity import years
from synth.scene.given import Given, GivenPerson
from synth.scene.load import scene_mapping
from synth.scene.read import read_yaml

KEY_OF_A_CHILD_AND_A_PENSIONER = 2000


def record(name: str, locale: str, given: Given | None, **variables: Any) -> Mapping[str, Any]:
    draws = draws_for(3, 1, f"record/{name}")
    return record_maker(name)(RecordContext(draws=draws, locale=locale, seed=3, variables=variables, given=given))


def aged(locale: str, low: int, high: int) -> GivenPerson:
    """A person of that age."""
    keys = (GivenPerson(3, number << 1 | 1) for number in range(KEY_OF_A_CHILD_AND_A_PENSIONER))
    return next(one for one in keys if low <= _years(locale, one) <= high)


def _years(locale: str, one: GivenPerson) -> int:
    return years(personas_for(["who"], locale, 3, draws_for(0, 0, "x"), given={"who": one})["who"])


@pytest.mark.parametrize(("locale", "pays"), [("en_GB", 1), ("de_DE", 1), ("en_US", 3)])
@pytest.mark.parametrize("overdrawn", [False, True])
def test_a_statement_books_the_salary_that_it_is_given_and_every_balance_counts_it(
    locale: str, pays: int, overdrawn: bool
) -> None:
    person = aged(locale, 30, 50)
    day = "2025-10-17"
    given = Given(locale=locale, people={"holder": person}, facts={"salary": 2345.67, "pay_day": day})
    made = record("bank_statement", locale, given, transactions=30, overdrawn=overdrawn)
    rows = made["transactions"]
    paid = [row for row in rows if row["amount"].value.endswith(" 2345.67")]
    assert len(paid) == pays
    assert rows[int(made["aliases"]["salary"].split(".")[1])] in paid
    assert day in [row["date"].value for row in paid]
    assert {date.fromisoformat(row["date"].value).day % 14 for row in paid} == {3}
    employer = personas_for(["holder"], locale, 3, draws_for(0, 0, "x"), given={"holder": person})["holder"].value(
        "employer"
    )
    assert {row["payee"].value for row in paid} == {employer}
    balance = _amount(made["opening"])
    for row in rows:
        balance += _amount(row["amount"])
        assert _amount(row["balance"]) == balance
    assert balance == _amount(made["closing"])
    assert (balance < 0) == overdrawn


def _amount(value: Any) -> Decimal:
    return Decimal(value.value.split()[-1])


def test_what_a_record_is_not_given_is_drawn_as_before() -> None:
    assert record("bank_statement", "en_GB", None) == record("bank_statement", "en_GB", Given(locale="en_GB"))
    assert record("payslip", "en_GB", None) == record("payslip", "en_GB", Given(locale="en_GB"))


def test_a_steady_salary_is_the_same_in_every_period() -> None:
    for number in range(6):
        given = Given(locale="en_US", people={"employee": aged("en_US", 30, 50)})
        draws = draws_for(3, number, "steady")
        slip: Any = record_maker("payslip")(
            RecordContext(draws=draws, locale="en_US", seed=3, variables={"steady": True}, given=given)
        )
        periods, totals = int(slip["period"]["number"].value), slip["totals"]
        assert _amount(totals["net_to_date"]) == periods * _amount(totals["net"])


def test_a_pensioner_has_no_pay_slip() -> None:
    given = Given(locale="en_GB", people={"employee": aged("en_GB", 75, 88)})
    with pytest.raises(SpecError, match=r"people\.employee: got '\d\d years old'; 20 to 66 years are needed"):
        record("payslip", "en_GB", given)


def test_the_results_of_a_diabetic_are_high_and_the_form_ticks_what_the_patient_has() -> None:
    given = Given(locale="en_US", facts={"condition": "diabetes"})
    panels = record("medical_report", "en_US", given, panels=3, abnormal=0.0)["panels"]
    sides = {row["key"]: row["side"] for panel in panels for row in panel["rows"]}
    assert sides["glucose"] == sides["hba1c"] == 1
    answers = record("form", "en_US", given, purpose="patient", unanswered=0.0)["answers"]
    assert [name for name, ticked in answers["conditions"].items() if ticked] == ["diabetes"]


@pytest.mark.parametrize("name", ["customer_packet", "patient_packet", "customer_call_packet", "patient_full_packet"])
def test_a_shipped_packet_is_made_of_scenes_that_speak_its_locales(name: str) -> None:
    scene = load_packet_scene(SCENES / f"{name}.yaml")
    for member in member_scenes(scene).values():
        spec = scene_mapping(member)
        locale = spec["script"]["set"]["locale"] if spec["kind"] == "audio" else spec.get("locale")
        assert locale == (None if spec["kind"] == "image" else scene.locale.model_dump(mode="json"))


@pytest.mark.parametrize(
    ("name", "larger", "more"),
    [
        ("customer_packet", "customer_call_packet", {"call"}),
        ("patient_packet", "patient_full_packet", {"dictation", "picture", "microscopy"}),
    ],
)
def test_the_packets_with_sound_are_the_others_and_more(name: str, larger: str, more: set[str]) -> None:
    one, other = (read_yaml(SCENES / f"{scene}.yaml") for scene in (name, larger))
    assert other["members"].keys() - one["members"].keys() == more
    for member, spec in one["members"].items():
        given = {to: fact for to, fact in other["members"][member].get("facts", {}).items() if fact != "purpose"}
        assert {**other["members"][member], **({"facts": given} if given else {})} == spec
    assert one["contradictions"].items() <= other["contradictions"].items()
    assert one["people"] == other["people"]


def test_a_call_without_its_extra_is_one_line_that_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("synth.audio.extra.find_spec", lambda module: None)
    members = {"mail": {"scene": "mail_thread"}, "call": {"scene": "bank_call"}}
    scene = load_packet_scene({"kind": "packet", "members": members})
    config = RunConfig(scene="packet", scene_folder=tmp_path, count=1, out=tmp_path / "out")
    with pytest.raises(SynthError, match=r"members\.call: kind: got 'audio'; pip install \"synth\[audio\]\"") as error:
        PacketStudio(config, scene, Share())
    assert "\n" not in str(error.value)


SLIP = {"scene": "payslip"}
WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"scene": "id_crad"}, r"scene: got 'id_crad'; .*did you mean 'id_card'"),
    (
        {"scene": "id_card", "people": {"holder": "custmer"}},
        r"people\.holder: got 'custmer'; .*mean 'customer'",
    ),
    ({"scene": "id_card", "set": {"variables": {"card": "passprt"}}}, r"set.*got 'passprt'"),
    ({"scene": "shelf_scan"}, r"scene: got 'a scene of kind video'; kinds of members: image, text, document, audio"),
    ({"scene": "../id_card.yaml"}, r"scene: got '\.\./id_card\.yaml'; a scene file beside the packet's own"),
    (
        {"scene": "bank_statement", "facts": {"salary": "pay"}},
        r"facts\.salary: got 'pay'; 'slip', which tells it, stands",
    ),
    ({"scene": "id_card", "shows": {"surname": "customer.surname"}}, r"shows\.surname: got 'customer\.surname'; known"),
)
"""A member, and what is said of it."""


@pytest.mark.parametrize(("member", "message"), WRONG)
def test_what_is_wrong_in_a_scene_is_one_line(tmp_path: Path, member: dict[str, Any], message: str) -> None:
    scene = {"kind": "packet", "people": {"customer": {}}, "members": {"first": member, "slip": SLIP}}
    with pytest.raises(SpecError, match=rf"members\.first\.{message}") as error:
        load_packet_scene({**scene, "facts": {"pay": "slip.totals.net"}}, str(tmp_path / "packet.yaml"))
    assert "\n" not in str(error.value)
