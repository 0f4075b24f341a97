from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.webhooks import rules_from
from pausepoint_bot.webhooks.targets import MalformedTarget, read_target

ON_LOOPBACK = rules_from([], loopback=True)
ON_THE_NETWORK = rules_from([], loopback=False)
LISTED = rules_from(
    ["https://hooks.example.com/pausepoint/*", "http://*.internal.example:8080/exact", "10.0.0.0/8", "fd00:1::/32"],
    loopback=False,
)

LOOPBACK_URLS = [
    "http://127.0.0.1:5123/cb",
    "http://127.9.9.9/",
    "http://[::1]:5123/cb",
    "http://localhost:5123/cb",
    "http://LOCALHOST./cb",
    "http://worker.localhost/cb",
    "http://2130706433/cb",
    "http://0x7f000001/cb",
    "http://0x7f.1/cb",
    "http://0177.0.0.1/cb",
    "http://127.1/cb",
    "http://[::ffff:127.0.0.1]/cb",
    "http://[::ffff:7f00:1]/cb",
]


@pytest.mark.parametrize("url", LOOPBACK_URLS)
def test_loopback_in_every_spelling_is_allowed_only_while_the_bot_is_on_loopback(url):
    assert ON_LOOPBACK.refusal(url) is None
    assert "callbacks may not go to" in (ON_THE_NETWORK.refusal(url) or "")
    assert LISTED.refusal(url) is not None or "localhost" in url.lower()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "http://8.8.8.8/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2852039166/latest/meta-data/",  # 169.254.169.254 as one number
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://[fe80::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://0.0.0.0/",
        "http://0/",
        "http://[::]/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[ff02::1]/",
        "http://100.100.100.200/",
        "http://[fd00:ec2::254]/",
        "http://localhost.example.com/",
        "http://notlocalhost/",
    ],
)
def test_by_default_nothing_but_loopback_is_allowed(url):
    assert ON_LOOPBACK.refusal(url) is not None
    assert ON_THE_NETWORK.refusal(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://user@127.0.0.1/",
        "http://127.0.0.1@evil.example/",
        "http://127.0.0.1:80@evil.example/",
        "http://evil.example\\@127.0.0.1/",
        "http://127.0.0.1\\.evil.example/",
        "http://127.0.0.1#@evil.example/",
        "http://127.0.0.1:80:80/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:65536/",
        "http://127.0.0.1:+80/",
        "http://127.0.0.1:٨٠/",
        "http://127.0.0.1../",
        "http://.localhost/",
        "http://local host/",
        "http://localhost/a b",
        "http://localhost/\r\nX-Evil: 1",
        "http://localhost/é",
        "http://l\u043ecalhost/",  # a Cyrillic o
        "http://\uff11\uff12\uff17.0.0.1/",
        "http://127。0。0。1/",
        "http://[fe80::1%25eth0]/",
        "http://[::1/",
        "http://[::1]x/",
        "http://[127.0.0.1]/",
        "http://999.1.1.1/",
        "http://1.2.3.4.5/",
        "http://0x/",
        "http://example.0x7f/",
        "http://%6c%6f%63alhost/",
        "http:///cb",
        "http:/127.0.0.1/",
        "http:127.0.0.1",
        "//127.0.0.1/",
        "https://",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://localhost/../admin",
        "http://localhost/a/%2e%2e/b",
        "http://localhost/a/..%2fb",
        "http://localhost/a/..%5Cb",
        "http://" + "a" * 64 + "/",
        "http://" + "a." * 130 + "a/",
        "",
        " http://127.0.0.1/",
    ],
)
def test_a_url_that_could_be_read_in_two_ways_is_refused(url):
    with pytest.raises(MalformedTarget):
        read_target(url)
    assert "callbacks cannot go to this address" in (ON_LOOPBACK.refusal(url) or "")


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/pausepoint/x?y=1",
        "HTTPS://HOOKS.EXAMPLE.COM:443/pausepoint/",
        "https://hooks.example.com./pausepoint/deep/er",
        "http://a.internal.example:8080/exact",
        "http://a.b.internal.example:8080/exact?q",
        "http://10.200.3.4:9999/anything",
        "https://10.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fd00:1::7]/",
    ],
)
def test_what_an_operator_lists_is_allowed(url):
    assert LISTED.refusal(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://11.0.0.1/",
        "https://[fd00:2::7]/",
        "https://169.254.169.254/",
        "http://127.0.0.1/",
    ],
)
def test_an_address_outside_the_listed_networks_is_refused_at_once(url):
    assert LISTED.refusal(url) is not None


ONLY_PATTERNS = rules_from(
    ["https://hooks.example.com/pausepoint/*", "http://*.internal.example:8080/exact", "https://any.example:*"],
    loopback=False,
)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/pausepoint/x",
        "https://hooks.example.com:444/pausepoint/x",
        "https://hooks.example.com/pausepoint",
        "https://hooks.example.com/other",
        "https://hooks.example.com.evil.example/pausepoint/x",
        "https://evilhooks.example.com/pausepoint/x",
        "https://x.hooks.example.com/pausepoint/x",
        "https://hooks.example.com/%70ausepoint/x",
        "http://internal.example:8080/exact",
        "http://evilinternal.example:8080/exact",
        "http://a.internal.example:8080/exact/more",
        "http://a.internal.example/exact",
        "https://8.8.8.8/",
        "http://any.example/",
    ],
)
def test_a_pattern_lists_exactly_what_it_says(url):
    assert ONLY_PATTERNS.refusal(url) is not None


def test_a_pattern_without_a_path_lists_every_path_and_a_star_every_port():
    assert ONLY_PATTERNS.refusal("https://any.example:8443/a/b") is None


def test_a_pattern_may_name_this_machine_while_the_bot_is_on_the_network():
    rules = rules_from(["http://127.0.0.1:*/*", "http://localhost:9000"], loopback=False)
    assert rules.refusal("http://127.0.0.1:5123/cb") is None
    assert rules.refusal("http://127.0.0.2:5123/cb") is not None
    target = read_target("http://localhost:9000/x")
    assert rules.target_refusal(target) is None
    assert rules.address_refusal(target, ip_address("127.0.0.1")) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "169.254.169.254", "0.0.0.0", "fe80::1", "ff02::1"])  # noqa: S104 - an address to be refused
def test_a_listed_name_that_resolves_to_a_special_address_is_refused(address):
    target = read_target("https://hooks.example.com/pausepoint/x")
    assert LISTED.address_refusal(target, ip_address(address)) is not None


@pytest.mark.parametrize("address", ["93.184.216.34", "192.168.3.4", "2606:2800:220:1::1"])
def test_a_listed_name_may_resolve_to_any_ordinary_address(address):
    target = read_target("https://hooks.example.com/pausepoint/x")
    assert LISTED.address_refusal(target, ip_address(address)) is None


def test_a_name_that_no_pattern_lists_may_only_resolve_into_a_listed_network():
    target = read_target("http://worker-7/cb")
    assert LISTED.target_refusal(target) is None
    assert LISTED.address_refusal(target, ip_address("10.0.0.7")) is None
    assert LISTED.address_refusal(target, ip_address("192.168.0.7")) is not None


def test_a_network_that_covers_everything_does_not_list_special_addresses():
    rules = rules_from(["0.0.0.0/0", "::/0"], loopback=False)
    assert rules.refusal("http://8.8.8.8/") is None
    assert rules.refusal("http://[2606:2800::1]/") is None
    for url in ("http://127.0.0.1/", "http://169.254.169.254/", "http://[fe80::1]/", "http://[64:ff9b::a9fe:a9fe]/"):
        assert rules.refusal(url) is not None


@pytest.mark.parametrize("hidden", ["127.0.0.1", "169.254.169.254", "100.100.100.200", "0.0.0.0", "224.0.0.1"])  # noqa: S104 - an address to be refused
@pytest.mark.parametrize("carrier", ["::{}", "::ffff:{}", "::ffff:0:{}", "64:ff9b::{}", "64:ff9b:1::{}"])
def test_an_address_that_is_carried_inside_another_is_judged_too(carrier, hidden):
    rules = rules_from(["0.0.0.0/0", "::/0", "https://hooks.example.com"], loopback=False)
    address = ip_address(carrier.format(hidden))

    assert rules.refusal(f"http://[{address}]/") is not None
    assert rules.address_refusal(read_target("https://hooks.example.com/"), address) is not None


@pytest.mark.parametrize("carrier", ["::{}", "::ffff:{}", "::ffff:0:{}", "64:ff9b::{}"])
def test_an_ordinary_address_that_is_carried_inside_another_stays_ordinary(carrier):
    rules = rules_from(["0.0.0.0/0", "::/0"], loopback=False)

    assert rules.refusal(f"http://[{carrier.format('8.8.8.8')}]/") is None


@pytest.mark.parametrize(
    "address",
    ["100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "fd00:42::42"],
)
def test_no_cloud_shows_its_metadata_to_a_listed_name_or_a_wide_network(address):
    rules = rules_from(["0.0.0.0/0", "::/0", "https://hooks.example.com"], loopback=False)

    assert rules.address_refusal(read_target("https://hooks.example.com/"), ip_address(address)) is not None


@pytest.mark.parametrize("address", ["fe80::1%eth0", "::1%lo", "::ffff:169.254.169.254%1"])
def test_a_zone_hides_no_address(address):
    rules = rules_from(["0.0.0.0/0", "::/0", "https://hooks.example.com"], loopback=False)

    assert rules.address_refusal(read_target("https://hooks.example.com/"), ip_address(address)) is not None


def test_a_special_network_listed_by_name_is_allowed():
    rules = rules_from(["169.254.10.0/24", "127.0.0.0/8"], loopback=False)
    assert rules.refusal("http://169.254.10.4/") is None
    assert rules.refusal("http://169.254.169.254/") is not None
    assert rules.refusal("http://127.0.0.1/") is None


@pytest.mark.parametrize(
    "entry",
    [
        "hooks.example.com",
        "10.0.0.1/8",
        "300.0.0.0/8",
        "https://",
        "https://*/x",
        "https://a*b.example/",
        "ftp://x/",
        "https://*.10.0.0.1/",
        "https://x/a*b",
        "https://x*",
        "https://user@x/",
        "https://x/?q",
        "https://bücher.example/",
    ],
)
def test_a_malformed_entry_is_refused_at_start_and_names_the_setting(entry):
    with pytest.raises(SettingsRefused, match="PAUSEPOINT_CALLBACK_ALLOW"):
        rules_from([entry], loopback=True)


@given(
    st.text(max_size=60) | st.text(alphabet="htps:/.@[]%#?\\0123456789xaf-*", max_size=40).map(lambda t: "http://" + t)
)
def test_whatever_is_thrown_at_the_guard_it_answers_in_words(url):
    refusal = ON_THE_NETWORK.refusal(url)
    assert refusal


@given(st.ip_addresses())
def test_by_default_no_address_is_open_while_the_bot_is_on_the_network(address):
    host = f"[{address}]" if address.version == 6 else str(address)
    assert ON_THE_NETWORK.refusal(f"http://{host}/") is not None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_spelling(address):
    number = int(address)
    a, b, c, d = address.packed
    spellings = [
        str(address),
        str(number),
        hex(number),
        f"0{number:o}",
        f"{a:#x}.{b}.0{c:o}.{d}",
        f"{a}.{number & 0xFFFFFF}",
        f"[::ffff:{address}]",
    ]
    for rules in (ON_LOOPBACK, ON_THE_NETWORK, LISTED):
        assert len({rules.refusal(f"http://{spelling}/") is None for spelling in spellings}) == 1
