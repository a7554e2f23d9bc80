"""The safety layer: what must be understood without any model. Danger anywhere in a message; commands as whole messages."""

from nlu.keywords.detection import detect, likely_danger
from nlu.keywords.keyword import CommandKind, DangerKind, Keyword, KeywordKind

__all__ = ["CommandKind", "DangerKind", "Keyword", "KeywordKind", "detect", "likely_danger"]
