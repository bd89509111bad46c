"""Japan: family names first, addresses from the large to the small.

Japan keeps no phones for fiction: here the exchange begins with 0, which none does (it is the trunk prefix). My Number
has a check digit that is never right, invoice numbers (T) begin with 0 (the first digit is 1 to 9), number plates have
a kana that is never used (o, shi, he or n), driving licences the prefecture 00 (they begin at 10). Passports have the
shape only. Accounts are British ones: no IBAN is given out in Japan.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from synth.people.latin import Names
from synth.people.locale import City, Locale
from synth.people.locales.japanese import BRANDS, DEPARTMENTS, JOBS, TRADES, given_names, surnames
from synth.people.mix import chosen, digits
from synth.people.money import british_account
from synth.people.pools import pool, readings

if TYPE_CHECKING:
    from synth.people.persona import Persona

_COMMON = 6
"""How often Faker's names, the most common ones, stand in the pools beside the composed ones."""


@cache
def _first_names(seed: int, gender: str) -> Names:
    field = "first_name_female_pair" if gender == "f" else "first_name_male_pair"
    return (*readings(field, seed) * _COMMON, *given_names(gender))


@cache
def _last_names(seed: int) -> Names:
    return (*readings("last_name_pair", seed) * _COMMON, *surnames())


def _street(person: Persona, bits: int) -> str:
    town, bits = chosen(pool("ja_JP", "town", person.seed), bits)
    flat = f" {bits % 9 + 1}0{(bits >> 8) % 9 + 1}号室" if bits >> 16 & 3 == 0 else ""
    return f"{town}{person.value('house')}{flat}"


def _house(person: Persona, bits: int) -> str:
    block, lot, number = bits % 6 + 1, (bits >> 8) % 29 + 1, (bits >> 16) % 19 + 1
    return f"{block}丁目{lot}-{number}" if bits >> 24 & 1 else f"{block}-{lot}-{number}"


def number_check_digit(body: str) -> str:
    """The last digit of a My Number: `body` is its first eleven (ordinance 85 of 2014, article 5)."""
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(mark) * weight for mark, weight in zip(body, weights, strict=True)) % 11
    return str(0 if rest <= 1 else 11 - rest)


def _number(person: Persona, bits: int) -> str:
    body = digits(bits >> 8, 11)
    whole = body + str((int(number_check_digit(body)) + 1 + (bits & 7)) % 10)
    return f"{whole[:4]} {whole[4:8]} {whole[8:]}" if bits >> 4 & 1 else whole


def _plate(person: Persona, bits: int) -> str:
    city = person.value("city")
    office = next(town.plate for town in person.locale.cities if town.name == city)
    return f"{office} {bits % 100 + 500} {'おしへん'[bits >> 8 & 3]} {digits(bits >> 12, 2)}-{digits(bits >> 24, 2)}"


def _city(name: str, state: str, zips: str, code: str, plate: str) -> City:
    exchange = "0###"[: 6 - len(code)]
    shapes = (f"{code}-{exchange}-####", f"{code}({exchange})####", f"+81-{code[1:]}-{exchange}-####")
    return City(name, state, (zips,), shapes, plate)


LOCALE = Locale(
    code="ja_JP",
    country="日本",
    cities=(
        _city("新宿区", "東京都", "160-00##", "03", "練馬"),
        _city("世田谷区", "東京都", "154-00##", "03", "世田谷"),
        _city("江東区", "東京都", "135-00##", "03", "江東"),
        _city("札幌市中央区", "北海道", "060-00##", "011", "札幌"),
        _city("仙台市青葉区", "宮城県", "980-08##", "022", "仙台"),
        _city("さいたま市浦和区", "埼玉県", "330-00##", "048", "大宮"),
        _city("千葉市中央区", "千葉県", "260-00##", "043", "千葉"),
        _city("横浜市中区", "神奈川県", "231-00##", "045", "横浜"),
        _city("新潟市中央区", "新潟県", "951-80##", "025", "新潟"),
        _city("金沢市", "石川県", "920-09##", "076", "金沢"),
        _city("静岡市葵区", "静岡県", "420-00##", "054", "静岡"),
        _city("名古屋市中区", "愛知県", "460-00##", "052", "名古屋"),
        _city("京都市左京区", "京都府", "606-80##", "075", "京都"),
        _city("大阪市北区", "大阪府", "530-00##", "06", "なにわ"),
        _city("神戸市中央区", "兵庫県", "650-00##", "078", "神戸"),
        _city("奈良市", "奈良県", "630-82##", "0742", "奈良"),
        _city("広島市中区", "広島県", "730-00##", "082", "広島"),
        _city("福岡市博多区", "福岡県", "812-00##", "092", "福岡"),
        _city("熊本市中央区", "熊本県", "860-08##", "096", "熊本"),
    ),
    pronouns={"f": ("彼女", "彼女", "彼女"), "m": ("彼", "彼", "彼")},
    titles={"f": "{}様", "m": "{}様"},
    date="{year}年{month}月{day}日",
    address=("〒", "zip", " ", "state", "city", "street"),
    address_lines=("〒", "zip", "\n", "state", "city", "street"),
    jobs={"f": JOBS, "m": JOBS},
    departments=DEPARTMENTS,
    brands=BRANDS,
    trades=TRADES,
    employers=(
        "株式会社{last}{trade}",
        "{last}{trade}株式会社",
        "{brand}{trade}株式会社",
        "株式会社{brand}{trade}",
        "有限会社{last}{trade}",
        "合同会社{brand}{trade}",
    ),
    first_names=_first_names,
    last_names=_last_names,
    full_name="{last} {first}",
    double_names=0,
    account=british_account,
    makers={
        "short_name": lambda person, bits: f"{person.last}さん" if bits & 1 else person.last,
        "house": _house,
        "street": _street,
        "ssn": _number,
        "tax_id": lambda person, bits: f"T0{digits(bits, 12)}",
        "passport": lambda person, bits: f"QX{digits(bits, 7)}",
        "driver_licence": lambda person, bits: f"00{digits(bits, 10)}",
        "plate": _plate,
    },
)
