"""Characters as a keyboard could have written them: width, invisible ones, control characters, spaces, repetition."""

import re
import unicodedata

# Letters to Unicode, blanks to the eye: Hangul fillers and the empty Braille pattern. Variation selectors only
# choose between pictures of the same character.
_BLANK_TO_THE_EYE = re.compile("[\u115f\u1160\u3164\uffa0\u2800\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACES = re.compile(r"\s+")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_SPACED_OUT = re.compile(rf"(?<!\S)[{_HAN}](?: [{_HAN}](?!\S))+")

# Numerals are never shortened: 888 is a number, 三三三 may be one.
_NUMERALS = "0-9a-zA-Z〇零一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟两幺"
_REPEATED_HAN = re.compile(rf"((?![{_NUMERALS}])[{_HAN}])\1{{2,}}")
_REPEATED_MARK = re.compile(rf"([^{_NUMERALS}{_HAN}\s])\1+")
_REPEATED_WORD = re.compile(rf"((?:(?![{_NUMERALS}])[{_HAN}]){{2,4}})\1{{2,}}")


def tidy(text: str) -> str:
    """The text at normal width, without invisible and control characters, single spaces, none at the ends.

    Characters that the resident spaced out one by one ("低 保 怎 么 办") are joined again. Which characters were
    chosen, Traditional or rare, stays as written.
    """
    visible = "".join(_shown(character) for character in unicodedata.normalize("NFKC", text))
    single_spaced = _SPACES.sub(" ", _BLANK_TO_THE_EYE.sub("", visible)).strip()
    return _SPACED_OUT.sub(lambda run: run.group().replace(" ", ""), single_spaced)


def _shown(character: str) -> str:
    if character in "\t\n\r\v\f\u2028\u2029":
        return " "
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Cn"} else character


def without_repetition(text: str) -> str:
    """救命救命救命 as 救命, 啊啊啊啊 as 啊啊, !!!! as !; numerals and Latin letters are left alone."""
    shortened = _REPEATED_HAN.sub(r"\1\1", text)
    return _REPEATED_MARK.sub(r"\1", _REPEATED_WORD.sub(r"\1", shortened))
