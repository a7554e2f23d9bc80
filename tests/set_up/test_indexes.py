"""What pip was told about its indexes, uv is told too."""

import pytest

from scripts.set_up.indexes import as_uv_settings

MIRROR = "https://mirror.example/simple"

PASSED_ON = [
    ("nothing configured", "", {}, {}),
    ("a mirror", f"global.index-url='{MIRROR}'", {}, {"UV_DEFAULT_INDEX": MIRROR}),
    (
        "the environment over the file",
        f":env:.index-url='{MIRROR}'\nglobal.index-url='https://old.example/simple'",
        {},
        {"UV_DEFAULT_INDEX": MIRROR},
    ),
    (
        "several further indexes, any of which may hold the version",
        "global.extra-index-url='https://a.example/simple\\nhttps://b.example/simple'",
        {},
        {"UV_INDEX": "https://a.example/simple https://b.example/simple", "UV_INDEX_STRATEGY": "unsafe-best-match"},
    ),
    ("a certificate", "global.cert='/etc/ssl/own.pem'", {}, {"SSL_CERT_FILE": "/etc/ssl/own.pem"}),
    ("what uv was told itself stands", f"global.index-url='{MIRROR}'", {"UV_DEFAULT_INDEX": "x"}, {}),
    ("also by its older name", f"global.index-url='{MIRROR}'", {"UV_INDEX_URL": "x"}, {}),
    ("settings of other commands", "download.index-url='x'\nglobal.timeout='180'", {}, {}),
]


@pytest.mark.parametrize(
    ("listed", "already", "told"), [row[1:] for row in PASSED_ON], ids=[row[0] for row in PASSED_ON]
)
def test_pip_settings_reach_uv(listed: str, already: dict[str, str], told: dict[str, str]) -> None:
    assert as_uv_settings(listed, already) == told
