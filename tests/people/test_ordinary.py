"""On the ordinary surface values look like anybody's, and none can be anybody's."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from functools import cache

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from synth.people import LOCALES, Persona
from synth.people.check_digits import luhn, mod_97, number_check_digit, tax_check_digit
from synth.people.contact import dialled, town
from synth.people.glance import GLANCES
from synth.people.hosts import CLOSED, EXAMPLES, PRIVATE, ordinary_host
from synth.people.identity import born
from synth.people.locale import locale_named
from synth.people.money import TEST_CARDS
from tests.people.test_numbers import bare
from tests.people.test_persona import people

HOSTED = ("email", "work_email", "domain", "website", "homepage")
LEAST = 300
BITS = st.integers(0, 2**64 - 1)


@cache
def crowd(locale: str) -> list[Persona]:
    return people(locale, LEAST)


def host_in(value: str) -> str:
    return re.sub(r"^https?://", "", value).partition("/")[0].rpartition("@")[2].removeprefix("www.")


def nobodys_host(host: str) -> str:
    """Which rule keeps a host from being registered; a failed assertion where none does."""
    labels = host.split(".")
    assert all(re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", label) for label in labels), host
    if re.fullmatch(r"(?!xn)[a-z0-9]{2}--.+", labels[0]):
        return "tagged"
    if any(host.endswith(f".{end}") for end in EXAMPLES):
        return "example"
    end = labels[-1]
    if end in CLOSED or end in PRIVATE:
        return end
    if re.fullmatch(r"aa|q[m-z]|x[a-z]|zz", end):
        return "user-assigned"
    country = get_global("territory_aliases").get(end.upper(), [])
    assert len(end) == 3, host
    assert end != "com", host
    assert [len(code) for code in country] == [2], host
    return "alpha-3"


@pytest.mark.parametrize("locale", LOCALES)
def test_no_host_can_be_registered(locale: str) -> None:
    rules = Counter(nobodys_host(host_in(person.value(field))) for person in crowd(locale) for field in HOSTED)
    assert rules.keys() == {"tagged", "example", "user-assigned", "alpha-3", *CLOSED, *PRIVATE}
    assert rules["example"] < 0.09 * rules.total()
    assert rules["tagged"] < 0.36 * rules.total()


@given(st.lists(st.from_regex(r"[a-z][a-z0-9]{0,15}(-[a-z]{1,9})?", fullmatch=True), min_size=1, max_size=3), BITS)
def test_no_host_of_any_words_can_be_registered(words: list[str], bits: int) -> None:
    assert nobodys_host(ordinary_host(words, locale_named("en_US"), bits))


def test_initials_never_make_a_label_of_idna() -> None:
    hosts = {ordinary_host(("xavier", "nguyen"), locale_named("en_US"), bits * 2**32) for bits in range(4_000)}
    hosts |= {ordinary_host(("xavier", "nguyen"), locale_named("en_US"), bits) for bits in range(4_000)}
    assert len(hosts) > 200
    assert not any(host.startswith("xn--") for host in hosts)


@pytest.mark.parametrize("locale", LOCALES)
def test_hosts_and_user_names_have_many_shapes(locale: str) -> None:
    ends = Counter(host_in(person.value("email")).rpartition(".")[2] for person in crowd(locale))
    assert len(ends) > 30
    assert ends.most_common(1)[0][1] < 0.25 * LEAST
    shapes = Counter(re.sub(r"[a-z]+", "a", person.value("username")) for person in crowd(locale))
    assert len(shapes) > 45
    named = sum(
        any(part.replace("-", "") in person.value("email").lower() for part in person.latin) for person in crowd(locale)
    )
    assert 0.6 < named / LEAST < 0.98
    assert len({person.value("email") for person in crowd(locale)}) > LEAST - 4


@pytest.mark.parametrize("locale", LOCALES)
def test_a_work_address_and_a_site_are_at_the_employer_s_host(locale: str) -> None:
    for person in crowd(locale):
        assert person.value("work_email").endswith("@" + person.value("domain"))
        assert host_in(person.value("website")) == person.value("domain")
        assert person.value("work_email").isascii()


@pytest.mark.parametrize("locale", LOCALES)
def test_no_machine_can_be_reached(locale: str) -> None:
    carriers, documentation = ipaddress.ip_network("100.64.0.0/10"), ipaddress.ip_network("3fff::/20")
    seen = set()
    for person in crowd(locale):
        address = ipaddress.ip_address(person.value("ip"))
        if isinstance(address, ipaddress.IPv4Address):
            reserved = address.is_multicast and address.packed[0] in (*range(225, 232), *range(235, 239))
            assert address.is_private or address.is_reserved or address in carriers or reserved, address
            seen.add(address.packed[0])
        else:
            assert address.is_private or address.is_link_local or address.is_reserved or address in documentation
            seen.add(6)
        octet = int(bare(person.value("mac"))[:2], 16)
        assert octet & 3 == 2 or bare(person.value("mac")).lower().startswith("00005e0053")
        assert len(bare(person.value("mac"))) == 12
    assert len(seen) > 20


@pytest.mark.parametrize("locale", LOCALES)
def test_no_network_issued_a_card(locale: str) -> None:
    kinds = Counter()
    for person in crowd(locale):
        number, right = bare(person.value("card")), False
        right = luhn(number[:-1]) == number[-1]
        if number in TEST_CARDS:
            kinds["test"] += 1
        elif number.startswith("99"):
            assert right
            assert len(number) == 16
            kinds["no country"] += 1
        else:
            assert not right, number
            kinds[number[0]] += 1
        assert len(person.value("cvv")) == (4 if number.startswith(("34", "37")) else 3)
    assert set("23456") < kinds.keys()
    assert max(kinds.values()) < 0.35 * LEAST


@pytest.mark.parametrize("locale", LOCALES)
def test_no_bank_has_an_account(locale: str) -> None:
    banks = {"GB": r"[A-Z]{4}00", "DE": "9", "FR": "99", "ES": "99", "SA": "99"}
    shapes = set()
    for person in crowd(locale):
        iban = bare(person.value("iban")).upper()
        assert iban[2:4] == mod_97(iban[:2], iban[4:])
        assert re.match(banks[iban[:2]], iban[4:])
        assert person.value("account") in iban
        shapes.add(re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "0", person.value("iban")))))
    assert len(shapes) >= 2


NATIONAL = {
    "en_US": r"\d{3}[2-8]11\d{4}|\d{3}55501\d\d|[2-9]9\d[2-9]\d{6}|(37|96)\d[2-9]\d{6}",
    "en_GB": r"11[3-8]4960\d{3}|1[2-6]14960\d{3}|2079460\d{3}|1914980\d{3}|2896496\d{3}|2920180\d{3}|"
    r"7700900\d{3}|1632960\d{3}",
    "de_DE": r"(3023125|4066969|8999998|2214710|6990009)\d{3}|(17139200|176040690)\d\d|"
    r"(30|40|69|89|2[12]1|3[4568]1|351|4[23]1|511|[79]11|761)0\d{6,7}",
    "fr_FR": r"(19900|26191|35301|46571|53649|63998)\d{4}",
    "es_ES": r"(4\d|99|89)\d{7}",
    "ar": r"1[1-7]0\d{6}",
    "hi_IN": r"(?=\d{10}$)(11|20|22|79|124|135|141|177|183|291|5[1-6]2|612|631|651|712|731|75[15]|771)0\d+",
    "ja_JP": r"[789]00\d{7}|(?=\d{9}$)(3|6|11|22|25|43|45|48|52|54|75|76|78|82|86|92|96|742)0\d+",
}
"""Locale -> what its regulator keeps for fiction or cannot give out, without the trunk prefix."""
COUNTRY_CODES = dict(zip(NATIONAL, ("1", "44", "49", "33", "34", "966", "91", "81"), strict=True))


def national(phone: str, locale: str) -> str:
    """The digits without country code and trunk prefix, an extension left out."""
    phone = re.sub(r" ?(x|ext\. )\d+$", "", phone).replace("(0)", "")
    code = COUNTRY_CODES[locale]
    digits = re.sub(r"\D", "", re.sub(rf"^\(?(\+|00){code}\)?|^1-(?=\d{{3}}-)", "", phone))
    return digits if locale == "en_US" else re.sub("^0", "", digits)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_telephone_rings(locale: str) -> None:
    shapes = set()
    for person in crowd(locale):
        for field in ("phone", "work_phone"):
            assert re.fullmatch(NATIONAL[locale], national(person.value(field), locale)), person.value(field)
            shapes.add(re.sub(r"\d", "0", person.value(field)))
        assert dialled(person.value("phone")) != dialled(person.value("work_phone"))
    assert len(shapes) >= 10


@pytest.mark.parametrize("locale", LOCALES)
def test_an_office_has_a_number_of_its_town(locale: str) -> None:
    for person in crowd(locale):
        digits = national(person.value("work_phone"), locale)
        patterns = [re.escape(number.replace("|", "")) for number in town(person).numbers]
        wanted = "|".join(p.replace(r"\#", r"\d").replace("N", "[2-9]").replace("E", "[2-8]") for p in patterns)
        assert re.fullmatch(wanted, digits), person.value("work_phone")


def test_a_number_s_extension_is_not_dialled() -> None:
    assert dialled("(214) 411-3573 ext. 980") == dialled("214.411.3573 x12") == "4113573"


NEVER_GIVEN = {
    "en_US": ("ssn", r"9\d\d(0[1-9]|[1-4]\d)\d{4}|666\d{6}|\d{3}00\d{4}|\d{5}0000"),
    "en_GB": ("ssn", r"(BG|GB|KN|NK|NT|TN|ZZ|[DFIQUV][A-Z]|[A-Z][DFIQUVO])\d{6}[A-D]"),
    "de_DE": ("ssn", r"9\d{7}[A-Z]\d{3}"),
    "fr_FR": ("ssn", r"[12]\d{9}000\d\d"),
    "es_ES": ("ssn", r"\d{8}[IOU]"),
    "hi_IN": ("ssn", r"[01]\d{11}"),
    "ar": ("tax_id", r"3\d{13}[0-24-9]"),
    "ja_JP": ("tax_id", r"T0\d{12}"),
}


@pytest.mark.parametrize("locale", LOCALES)
def test_no_national_number_is_given_out(locale: str) -> None:
    field, pattern = NEVER_GIVEN[locale]
    for person in crowd(locale):
        assert re.fullmatch(pattern, bare(person.value(field))), person.value(field)
    shapes = {re.sub(r"\d", "0", re.sub("[A-Z]", "A", person.value("ssn"))) for person in crowd(locale)}
    assert len(shapes) >= 2


def test_check_digits_that_are_wrong_on_purpose_are_wrong() -> None:
    assert all(bare(p.value("ssn"))[-1] != number_check_digit(bare(p.value("ssn"))[:-1]) for p in crowd("ja_JP"))
    assert all(bare(p.value("ssn"))[-1] != luhn(bare(p.value("ssn"))[:-1]) for p in crowd("ar"))
    assert all(bare(p.value("tax_id"))[0] != tax_check_digit(bare(p.value("tax_id"))[1:]) for p in crowd("en_GB"))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_day_of_birth_is_the_day_in_many_spellings(locale: str) -> None:
    shapes = set()
    for person in crowd(locale):
        day, text = born(person), person.value("birth_date")
        numbers = [int(number) for number in re.findall(r"\d+", text)]
        assert day.day in numbers
        assert numbers[-1] % 100 == day.year % 100 or numbers[0] == day.year
        shapes.add(re.sub(r"\w", "0", text))
    assert len(shapes) > 6
    assert len(locale_named(locale).dates) >= 9


@pytest.mark.parametrize("locale", LOCALES)
def test_few_values_are_told_at_a_glance(locale: str) -> None:
    for field, label, most in (("email", "EMAIL", 0.42), ("ip", "IP_ADDRESS", 0.1), ("card", "CREDIT_CARD", 0.3)):
        assert sum(GLANCES[label](person.value(field)) for person in crowd(locale)) < most * LEAST
        reserved = people(locale, 60, surface="reserved")
        assert all(GLANCES[label](person.value(field)) for person in reserved)
