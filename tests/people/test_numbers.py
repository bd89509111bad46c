"""On the reserved surface every number checks out, and none can be anybody's."""

from __future__ import annotations

import ipaddress
import re

import pytest

from synth.people import LOCALES
from synth.people.check_digits import (
    bank_key,
    control_digits,
    insurance_check_digit,
    luhn,
    mod_11_10,
    mod_97,
    number_check_digit,
    security_key,
    tax_check_digit,
)
from synth.people.contact import MAILBOXES
from synth.people.identity import TODAY, born
from synth.people.locale import locale_named
from synth.people.money import TEST_CARDS
from synth.scene.surface import RESERVED
from tests.people.test_persona import people

PHONES = {
    "en_US": r"1?\d{3}55501\d\d",
    "en_GB": r"0?(44)?0?(11[3-8]4960|1[2-6]14960|2079460|1914980|2896496|2920180|7700900)\d{3}",
    "de_DE": r"(0|49)((3023125|4066969|8999998|2214710|6990009)\d{3}|(17139200|176040690)\d\d)",
    "fr_FR": r"(0|33)(19900|26191|35301|46571|53649|63998)\d{4}",
    "es_ES": r"(34)?4\d{8}",
    "ar": r"(0|966)1[1-7]0\d{6}",
    "hi_IN": r"(0|91)(?=\d{10}$)(11|20|22|79|124|135|141|177|183|291|5[1-6]2|612|631|651|712|731|75[15]|771)0\d+",
    "ja_JP": r"(0|81)(3|6|11|22|25|43|45|48|52|54|75|76|78|82|86|92|96|742)0\d+",
}
NETWORKS = [
    ipaddress.ip_network(name) for name in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]


def bare(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text)


@pytest.mark.parametrize(
    ("iban", "account"),
    [
        ("GB82WEST12345698765432", "WEST12345698765432"),
        ("DE89370400440532013000", "370400440532013000"),
        ("FR1420041010050500013M02606", "20041010050500013M02606"),
        ("ES9121000418450200051332", "21000418450200051332"),
        ("SA0380000000608010167519", "80000000608010167519"),
    ],
)
def test_iban_digits_are_those_of_the_published_examples(iban: str, account: str) -> None:
    assert f"{iban[:2]}{mod_97(iban[:2], account)}{account}" == iban


def test_the_other_check_digits_are_those_of_published_examples() -> None:
    assert luhn("7992739871") == "3"  # Wikipedia's example of the Luhn algorithm
    assert mod_11_10("0794") == "5"  # ISO/IEC 7064
    assert insurance_check_digit("65170839J00") == "3"  # Deutsche Rentenversicherung's specimen
    assert control_digits("2100", "0418", "0200051332") == "45"  # inside of the IBAN above
    assert bank_key("20041", "01005", "05000134026") == "06"  # as above, M stands for 4 there
    assert security_key("2550814168025") == "38"  # the specimen carte Vitale
    assert number_check_digit("12345678901") == "8"


@pytest.mark.parametrize("card", TEST_CARDS)
def test_test_cards_are_valid(card: str) -> None:
    assert luhn(card[:-1]) == card[-1]


@pytest.mark.parametrize("locale", LOCALES)
def test_cards_are_test_numbers_or_under_an_unused_country(locale: str) -> None:
    numbers = [bare(person.value("card")) for person in people(locale, surface=RESERVED)]
    for person, number in zip(people(locale, surface=RESERVED), numbers, strict=True):
        assert luhn(number[:-1]) == number[-1]
        assert number in TEST_CARDS or (number.startswith("9999") and len(number) == 16)
        assert len(person.value("cvv")) == (4 if len(number) == 15 else 3)
        month, year = person.value("card_expiry").split("/")
        assert 1 <= int(month) <= 12
        assert int(year) > TODAY.year % 100
    assert len(set(numbers)) > 150


@pytest.mark.parametrize("locale", LOCALES)
def test_ibans_are_valid_and_of_no_bank(locale: str) -> None:
    banks = {"GB": r"[A-Z]{4}00", "DE": "9", "FR": "99", "ES": "99", "SA": "99"}
    lengths = {"GB": 22, "DE": 22, "FR": 27, "ES": 24, "SA": 24}
    country = {"de_DE": "DE", "fr_FR": "FR", "es_ES": "ES", "ar": "SA"}.get(locale, "GB")
    for person in people(locale, surface=RESERVED):
        iban = bare(person.value("iban"))
        assert iban[:2] == country
        assert len(iban) == lengths[country]
        assert iban[2:4] == mod_97(country, iban[4:])
        assert re.match(banks[country], iban[4:])
        assert person.value("account") in iban
        bic = person.value("bic")
        assert re.fullmatch(rf"[A-Z]{{4}}{country}[A-Z]0", bic)
        assert country != "GB" or iban[4:8] == bic[:4]


def test_national_parts_of_an_account_check_out() -> None:
    for person in people("fr_FR", surface=RESERVED):
        iban = bare(person.value("iban"))
        assert iban[25:] == bank_key(iban[4:9], iban[9:14], iban[14:25])
    for person in people("es_ES", surface=RESERVED):
        iban = bare(person.value("iban"))
        assert iban[12:14] == control_digits(iban[4:8], iban[8:12], iban[14:])


@pytest.mark.parametrize("locale", LOCALES)
def test_phones_are_kept_for_fiction_or_cannot_exist(locale: str) -> None:
    for person in people(locale, surface=RESERVED):
        assert re.fullmatch(PHONES[locale], bare(person.value("phone"))), person.value("phone")


@pytest.mark.parametrize("locale", LOCALES)
def test_hosts_and_machines_are_documentation_ones(locale: str) -> None:
    for person in people(locale, surface=RESERVED):
        for field in ("email", "work_email"):
            host = person.value(field).partition("@")[2]
            assert host.endswith(".example") or host in MAILBOXES[:3]
        address = ipaddress.ip_address(person.value("ip"))
        assert any(address in network for network in NETWORKS)
        assert re.fullmatch(r"00-00-5E-00-53-[0-9A-F]{2}|00:00:5e:00:53:[0-9a-f]{2}", person.value("mac"))


def test_american_numbers_are_never_given_out() -> None:
    for person in people("en_US", surface=RESERVED):
        area, group, serial = person.value("ssn").split("-")
        assert 900 <= int(area) <= 999
        assert 1 <= int(group) <= 49  # 50 and more: ITIN
        assert int(serial) > 0
        assert person.value("tax_id")[:2] in {"07", "08", "09"} | {"17", "18", "19", "28", "29", "49"} | {
            "69",
            "70",
            "78",
            "79",
            "89",
        }


def test_british_numbers_are_never_given_out() -> None:
    for person in people("en_GB", surface=RESERVED):
        assert re.fullmatch(r"(BG|GB|KN|NK|NT|TN|ZZ) \d\d \d\d \d\d [A-D]", person.value("ssn"))
        reference = bare(person.value("tax_id"))
        assert reference[0] != tax_check_digit(reference[1:])
        licence, day = person.value("driver_licence"), born(person)
        assert len(licence) == 16
        assert licence[8:10] == f"{day.day:02d}"
        assert int(licence[6:8]) == day.month + 50 * (person.gender == "f")
        assert re.fullmatch(r"[A-Z]{2}0[01] [A-Z]{3}", person.value("plate"))


def test_german_numbers_check_out_and_are_never_given_out() -> None:
    for person in people("de_DE", surface=RESERVED):
        number, day = bare(person.value("ssn")), born(person)
        assert number[0] == "9"
        assert number[2:8] == f"{day:%d%m%y}"
        assert number[8] == person.latin[1][0].upper()
        assert (int(number[9:11]) >= 50) == (person.gender == "f")
        assert number[11] == insurance_check_digit(number[:11])
        tax = bare(person.value("tax_id"))
        assert tax[0] == "0"
        assert tax[10] == mod_11_10(tax[:10])
        assert sorted(map(tax[:10].count, set(tax[:10]))) == [1] * 8 + [2]
        assert person.value("passport")[0] in "BDQS"
        assert re.fullmatch(r"[A-Z]{1,3}-[A-Z]{1,2} 0\d{3}", person.value("plate"))


def test_french_numbers_check_out_and_are_never_given_out() -> None:
    for person in people("fr_FR", surface=RESERVED):
        number, day = bare(person.value("ssn")), born(person)
        assert number[0] == {"f": "2", "m": "1"}[person.gender]
        assert number[1:5] == f"{day:%y%m}"
        assert number[10:13] == "000"
        assert number[13:] == security_key(number[:13])
        assert person.value("tax_id")[0] == "9"
        assert person.value("plate")[1] == "O"


def test_spanish_numbers_are_never_given_out() -> None:
    for person in people("es_ES", surface=RESERVED):
        assert re.fullmatch(r"\d{8}-?[IOU]", person.value("ssn"))
        assert bare(person.value("tax_id")) == bare(person.value("driver_licence")) == bare(person.value("ssn"))
        assert re.fullmatch(r"\d{4} [B-Z][AEIOU][B-Z]", person.value("plate"))


def test_japanese_numbers_are_never_given_out() -> None:
    for person in people("ja_JP", surface=RESERVED):
        number = bare(person.value("ssn"))
        assert len(number) == 12
        assert number[-1] != number_check_digit(number[:-1])
        assert re.fullmatch(r"T0\d{12}", person.value("tax_id"))
        assert person.value("plate").split()[2] in "おしへん"
        assert len(re.sub(r"^81", "0", bare(person.value("phone")))) == 10


def test_saudi_numbers_are_never_given_out() -> None:
    for person in people("ar", surface=RESERVED):
        number = person.value("ssn")
        assert re.fullmatch(r"[12]\d{9}", number)
        assert number[-1] != luhn(number[:-1])
        assert person.value("driver_licence") == number
        assert re.fullmatch(r"3\d{13}0", person.value("tax_id"))
        assert person.value("plate").split()[1] in "تجزف"


def test_indian_numbers_are_never_given_out() -> None:
    offices = {town.plate for town in locale_named("hi_IN").cities}
    for person in people("hi_IN", surface=RESERVED):
        assert re.fullmatch(r"[01]\d{11}", bare(person.value("ssn")))
        assert re.fullmatch(rf"[A-Z]{{3}}[XQZ]{person.latin[1][0].upper()}\d{{4}}[A-Z]", person.value("tax_id"))
        assert re.fullmatch(r"Q\d{7}", person.value("passport"))
        licence, plate = person.value("driver_licence"), person.value("plate").split()
        assert licence[:2] == plate[0]
        assert plate[0] in offices
        assert licence[2:4] == plate[1] == "00"
        assert 18 <= int(licence[5:9]) - born(person).year <= 25
