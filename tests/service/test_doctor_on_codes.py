"""`assistant doctor` says when a carrier that takes approved texts only would send no one-time code."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.dialogue.texts import Texts
from service.doctor import examine
from service.settings import Settings
from storage.clock import FrozenClock

CODE = Texts.load().messages["link.code"].text.replace("{code}", "${code}")


@pytest.mark.parametrize(("approved", "warned"), [("您的申请${receipt}已收到。", True), (CODE, False)])
def test_a_missing_text_for_codes_is_named(tmp_path: Path, clock: FrozenClock, approved: str, warned: bool) -> None:
    (tmp_path / "approved.yml").write_text(f"SMS_1: {approved}", encoding="utf-8")
    settings = Settings(
        state_dir=tmp_path,
        aliyun_access_key_id="stub",
        aliyun_signature="示例县",
        aliyun_push_secret=SecretStr("at least sixteen characters"),
        aliyun_templates=tmp_path / "approved.yml",
        _env_file=None,
    )
    told = [finding.what for finding in examine(settings, clock)]
    assert any("one-time code" in words for words in told) is warned
