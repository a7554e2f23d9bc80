"""Reading the room's own YAML files: no duplicate keys, dates as dates, errors that say the line."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import KnowledgeError

ROOM = Path(__file__).parent


class _StrictLoader(yaml.CSafeLoader):
    """A safe loader that refuses a key given twice: in a dated file the second date would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                line = node.value[index][0].start_mark.line + 1
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} given twice, line {line}", None)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


def read_yaml(path: Path, error: type[KnowledgeError]) -> Any:
    """The content of a YAML file; raises `error` with the place when it cannot be read."""
    try:
        with path.open(encoding="utf-8") as file:
            return yaml.load(file, Loader=_StrictLoader)
    except OSError as problem:
        raise error(
            str(path), f"cannot be read ({problem.strerror})", "Put the file there or correct the name"
        ) from problem
    except yaml.YAMLError as problem:
        raise error(str(path), f"is not YAML ({problem})", "Correct the line named") from problem


def below(path: Path) -> str:
    """A path as it is named in messages: from the room downwards where it lies inside."""
    return str(path.relative_to(ROOM.parent)) if path.is_relative_to(ROOM.parent) else str(path)
