"""Where a fetch may go: every class of address that is not public is refused before anything is dialled."""

from __future__ import annotations

import ipaddress
import subprocess
import sys
from pathlib import Path

import pytest

from stillreel.errors import BadRequest, Unfetchable
from stillreel.fetch import Fetcher
from stillreel.fetch.addresses import networks, open_to, public
from stillreel.fetch.urls import follow, parse

from .origin import PUBLIC, Net, Origin, ok

INNER = ["10.0.0.1", "127.0.0.1", "169.254.169.254", "192.168.1.1", "100.100.100.200"]
HIDDEN = [
    *INNER, "0.0.0.0", "0.1.2.3", "127.255.255.254", "172.16.0.1", "172.31.255.255", "100.64.0.1", "100.127.255.255",
    "168.63.129.16", "192.0.0.1", "192.0.2.7", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.1",
    "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::2", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "ff0e::1",
    "100::1", "64:ff9b:1::1", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "3fff::1",
    "5f00::1", "4000::1", "2620:4f:8000::1", "fe80::1%eth0",
]  # fmt: skip
CARRIERS = {
    "mapped": lambda n: 0xFFFF << 32 | n,
    "compatible": lambda n: n,
    "nat64": lambda n: 0x0064_FF9B << 96 | n,
    "6to4": lambda n: 0x2002 << 112 | n << 80 | 1,
    "teredo server": lambda n: 0x2001_0000 << 96 | n << 64 | 0xFFFF_FFFF ^ 0x0808_0808,
    "teredo client": lambda n: 0x2001_0000 << 96 | 0x0808_0808 << 64 | 0xFFFF_FFFF ^ n,
    "isatap": lambda n: 0x2606_4700 << 96 | 0x5EFE << 32 | n,
    "isatap, unique": lambda n: 0x2606_4700 << 96 | 0x0200_5EFE << 32 | n,
}
CARRIED = [
    (kind, str(ipaddress.IPv6Address(make(int(ipaddress.IPv4Address(inner))))))
    for kind, make in CARRIERS.items()
    for inner in INNER
]
OPEN = [
    "1.1.1.1", "8.8.8.8", PUBLIC, "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "169.253.1.1",
    "192.0.1.1", "198.17.1.1", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "2001:200::1",
    "::ffff:8.8.8.8", "64:ff9b::808:808",
]  # fmt: skip


@pytest.mark.parametrize("text", [*HIDDEN, *(text for _, text in CARRIED)])
def test_what_is_not_public_is_never_dialled(text: str) -> None:
    """Neither by number nor by a name that leads there."""
    assert not public(ipaddress.ip_address(text))
    net = Net(names={"x.example": [[text]], "y.example": [[PUBLIC, text]], "z.example": [[text, PUBLIC]]})
    literal = f"[{text}]" if ":" in text else text
    for url in (f"http://{literal}/a.png", *(f"https://{n}.example/a.png" for n in "xyz")):
        with pytest.raises(Unfetchable):
            net.fetcher().download(url, print, 10)
        with pytest.raises(Unfetchable):
            net.fetcher().post(url, b"{}", {})
    assert net.dialled == []


@pytest.mark.parametrize("text", OPEN)
def test_what_is_public_is_dialled_itself(text: str) -> None:
    net = Net(names={"x.example": [[text]]})
    with pytest.raises(Unfetchable):
        net.fetcher().download("http://x.example:8080/a.png", print, 10)
    assert net.dialled == [(text if "::ffff" not in text else str(ipaddress.ip_address(text)), 8080)]


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://017700000001/", "http://127.1/",
        "http://0177.0.0.1/", "http://127.0.0.01/", "http://127.0.0.1.:80/", "http://1.2.3/", "http://1.2.3.4.5/",
        "http://256.1.1.1/", "http://0x/", "http://①②⑦.⓪.⓪.①/", "http://ｅxample.com/", "http://exämple.com/",
        "http://127。0。0。1/", "http://a\u00adb.example/", "http://user@x.example/", "http://u:p@x.example/",
        "http://x.example@127.0.0.1/", "http://x.example#@127.0.0.1/:x@y", "http://127.0.0.1:6666\\@x.example/",
        "http:\\\\x.example/", "http://x.example\\a", "http://x.example/\x00", "http://x.example/\r\nHost: y",
        "http://x.exa\tmple/", "http://x.example:0/", "http://x.example:65536/", "http://x.example:80:90/",
        "http://x.example:-1/", "http://[::1", "http://[fe80::1%25eth0]/", "http://[::1]x/", "http://::1/", "http:///a",
        "http://.example/", "http://x..example/", "http://-x.example/", "http://%31%32%37.0.0.1/", "http://x.example%2f/",
        "ftp://x.example/", "file:///etc/passwd", "gopher://x.example/", "data:image/png;base64,AA", "//x.example/a",
        "x.example/a.png", "http:x.example", "javascript:1", "", " ", "http://" + "a." * 150 + "example/",
        "http://x.example/" + "a" * 4000, "http://\ud800.example/",
    ],
)  # fmt: skip
def test_what_parsers_read_differently_is_refused(url: str) -> None:
    net = Net(names={"x.example": [["127.0.0.1"]]})
    with pytest.raises(Unfetchable):
        net.fetcher().check(url) if "#@" not in url else net.fetcher().download(url, print, 1)
    with pytest.raises(Unfetchable):
        net.fetcher().download(url, print, 10)
    assert net.dialled == []


def test_one_parser_says_it_all() -> None:
    url = parse("HTTPS://Files.Example.:8443/a b.png?x=1#frag".replace(" ", "%20"))
    assert (url.scheme, url.host, url.port, url.target) == ("https", "files.example", 8443, "/a%20b.png?x=1")
    assert (url.authority, url.name) == ("files.example:8443", "a b.png")
    assert parse("http://x.example/图/照片.jpg").target == "/%E5%9B%BE/%E7%85%A7%E7%89%87.jpg"
    assert parse("http://[2606:4700::1]/").authority == "[2606:4700::1]"
    assert str(follow(url, "../b.png?y")) == "https://files.example:8443/b.png?y"
    assert str(follow(url, "//other.example/c")) == "https://other.example/c"
    for odd in ("http://x\\@y/", "http://a\tb/", "file:///etc/passwd", "http://ü.example/"):
        with pytest.raises(ValueError):
            follow(url, odd)


def test_an_operator_may_name_networks() -> None:
    named = networks("10.1.0.0/16, fd00:1::/64")
    assert open_to(ipaddress.ip_address("10.1.2.3"), named)
    assert open_to(ipaddress.ip_address("::ffff:10.1.2.3"), named)
    assert open_to(ipaddress.ip_address("fd00:1::9"), named)
    assert not open_to(ipaddress.ip_address("10.2.0.1"), named)
    assert not open_to(ipaddress.ip_address("64:ff9b::10.1.2.3"), named), (
        "the far side of a translator is not ours"
    )
    with pytest.raises(BadRequest):
        networks("10.0.0.1/8")


def test_without_the_guard_the_canary_sings() -> None:
    """The guard and nothing else is what stops it: with it replaced, the real dialler reaches loopback."""
    canary = Origin(lambda path: ok(b"sung"))
    url = f"http://127.0.0.1:{canary.port}/a"
    with pytest.raises(Unfetchable):
        Fetcher(wait=lambda s: None).download(url, print, 10)
    assert canary.asked == []
    heard: list[bytes] = []
    Fetcher(permit=lambda address: True).download(url, heard.append, 10)
    Fetcher(named=networks("127.0.0.0/8")).download(url, heard.append, 10)
    assert (b"".join(heard), len(canary.asked)) == (b"sungsung", 2)
    with pytest.raises(Unfetchable):
        Fetcher(named=networks("127.0.0.0/8"), off=True, wait=lambda s: None).download(url, print, 10)
    canary.close()


def test_the_canary_at_a_cloud_s_secrets() -> None:
    """In a network of its own that has the metadata address, the real dialler stays away; unguarded, it does not."""
    enter = "ip link set lo up && ip addr add 169.254.169.254/32 dev lo"
    if subprocess.run(["unshare", "-n", "sh", "-c", enter], capture_output=True, check=False).returncode:
        pytest.skip("this user may not make a network")
    command = f'{enter} && exec "{sys.executable}" "{Path(__file__).with_name("canary.py")}"'
    done = subprocess.run(["unshare", "-n", "sh", "-c", command], capture_output=True, text=True, check=True)
    guarded, canary = done.stdout.splitlines()
    assert guarded == "guarded 0"
    assert int(canary.removeprefix("without the guard ")) >= 4, "four of the eight ways need no IPv6"
