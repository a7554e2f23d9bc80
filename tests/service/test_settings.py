"""Settings are declared once; the page about them is generated; nonsense is refused with a reason."""

import pytest
from pydantic import ValidationError

from service.settings import Settings
from service.settings_page import PAGE, settings_page

NONSENSE = {
    "a lease shorter than the engine may take": {"turn_lease_seconds": 5, "engine_seconds": 15},
    "a port beyond the last": {"port": 70000},
    "no such log level": {"log_level": "LOUD"},
    "a negative number of workers": {"workers": -1},
}


def test_the_settings_page_is_what_the_declarations_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), "run: python -m service.settings_page"


@pytest.mark.parametrize("values", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, **values)


def test_every_setting_has_a_meaning_that_ends_like_a_sentence() -> None:
    assert all((field.description or "").endswith(".") for field in Settings.model_fields.values())


def test_a_secret_does_not_show_in_a_print() -> None:
    assert "hush" not in repr(Settings(_env_file=None, engine_token="hush", twilio_auth_token="hush"))
