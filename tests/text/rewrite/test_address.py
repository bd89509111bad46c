"""Addresses of servers: taken in one normal form, or refused without being shown."""

from __future__ import annotations

import pytest
from httpx2 import URL
from hypothesis import given
from hypothesis import strategies as st

from synth.core.errors import SpecError
from synth.text.rewrite.address import checked_address, is_local

SECRET = "sk-very-secret-0123456789"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://localhost:8000/v1", "http://localhost:8000/v1"),
        ("HTTP://LOCALHOST:8000/v1/", "http://localhost:8000/v1"),
        ("https://api.example.com/", "https://api.example.com"),
        ("https://example.com.:443/v1", "https://example.com./v1"),
        ("http://[::1]:80/v1", "http://[::1]/v1"),
        ("http://gpu_box/v1", "http://gpu_box/v1"),
        ("https://bücher.example/v1", "https://xn--bcher-kva.example/v1"),
        ("https://h/a b", "https://h/a%20b"),
    ],
)
def test_an_address_has_one_normal_form(text: str, address: str) -> None:
    assert checked_address(text) == address
    assert checked_address(address) == address


@pytest.mark.parametrize(
    ("text", "what"),
    [
        *((text, "no address") for text in ("http://[::1", "http://[v1.a]/", "http://h:port", "http://h\n/v1")),
        *(
            (text, "no address")
            for text in ("http://999.1.1.1", "http://\u202eh/v1", "http://１２７.0.0.1/", "http://xn--.-/")
        ),
        *((text, "no http:// or https:// address") for text in ("", " ", "ftp://h/v1", "file:///etc/passwd", SECRET)),
        *((text, "no http:// or https:// address") for text in ("http://", "http:///v1", "http://:80", "//h", "h:80")),
        *((f"http://{host}/v1", "no possible host name") for host in ("a..b", ".", "a b", "-a", "a-", "*", "%41")),
        (f"http://{'a' * 64}/v1", "no possible host name"),
        (f"http://{'a.' * 127}com/v1", "no possible host name"),
        *((f"http://h:{port}/v1", "no possible port") for port in ("0", "65536", "99999")),
        (f"http://u:{SECRET}@h/v1", "a user name or password in it"),
        (f"http://h\\@{SECRET}/v1", "a user name or password in it"),
        (f"http://h/v1?key={SECRET}", "a query or fragment in it"),
        (f"http://h/v1#{SECRET}", "a query or fragment in it"),
    ],
)
def test_what_is_refused_says_why_and_is_not_shown(text: str, what: str) -> None:
    with pytest.raises(SpecError) as refused:
        checked_address(text)
    assert str(refused.value) == (
        f"rewrite.endpoint: got {what} (not shown: it may hold a secret); "
        "an address such as https://HOST/v1 or http://localhost:8000/v1 is needed"
    )


LABELS = st.sampled_from(
    ["a", "xn--", "ß", "日本", "-", "", "127", "::1", "[", "]", "%", "_", "\u0301", "\x00", "a" * 70]
)
SCHEMES = st.sampled_from(["http://", "https://"])
HOSTS = st.lists(LABELS, max_size=5).map(".".join)


@given(st.one_of(st.text(), st.builds("".join, st.tuples(SCHEMES, HOSTS, st.text(max_size=5)))))
def test_any_text_is_refused_or_can_be_looked_up(text: str) -> None:
    try:
        address = checked_address(text)
    except SpecError:
        return
    assert checked_address(address) == address
    host = URL(address).raw_host.decode("ascii")
    host.encode("idna")  # what the socket module does first


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://localhost/v1", True),
        ("http://127.0.0.1:1", True),
        ("http://127.8.8.8", True),
        ("http://[::1]/v1", True),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://10.0.0.1", False),
        ("http://0.0.0.0", False),
        ("http://2130706433", False),
    ],
)
def test_this_machine_is_known_by_its_loopback_addresses_alone(address: str, local: bool) -> None:
    assert is_local(address) is local
