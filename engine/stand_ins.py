"""Modules that Rasa imports at top level and that nothing in config.yml uses.

Rasa 3.6 imports its neural classifiers, its training helpers for TensorFlow and every messenger it can speak to
wherever it imports anything. TensorFlow is not in the engine's environment, and a process that answers residents has
no use for an unsigned Twilio or Telegram webhook. Each module named below is replaced, before Rasa is imported, by one
whose names are empty classes: they can be compared with (`isinstance`, membership) and never made.

`config.yml` names its components by their full path; Rasa then imports exactly those and no list of defaults.
"""

import importlib
import os
import sys
import types
from collections.abc import Mapping
from typing import Any

STAND_INS: Mapping[str, str] = {
    "rasa.utils.train_utils": "training of TensorFlow models; the entity extractors import it",
    "rasa.utils.tensorflow.model_data": "batches for TensorFlow; the featurizers of stories import it",
    "rasa.utils.tensorflow.model_data_utils": "the same",
    "rasa.core.test": "evaluation with plots and every extractor; RulePolicy asks it about loops, of which we have none",
    "rasa.nlu.test": "the same; the extractors import it",
    "rasa.nlu.classifiers.diet_classifier": "the validator of configurations asks whether it is used",
    "rasa.nlu.selectors.response_selector": "the same",
    "rasa.core.policies.ted_policy": "the same",
}
"""Module name → who imports it although nothing uses it."""

TRAINING_ONLY: Mapping[str, str] = {
    "rasa.graph_components.validators.default_recipe_validator": "a model remembers the graph that trained it",
}
"""Needed to train and not to serve: it imports every extractor that Rasa has."""

CHANNELS = "rasa.core.channels"


class _StandIn(types.ModuleType):
    """A module whose every name is an empty class that refuses to be made."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        stand_in = type(name, (), {"__module__": self.__name__, "__init__": _refuse})
        setattr(self, name, stand_in)
        return stand_in


def _refuse(self: object, *_: object, **__: object) -> None:
    kind = type(self)
    raise NotImplementedError(
        f"{kind.__module__}.{kind.__name__} is not part of this engine (see engine/stand_ins.py): "
        "TensorFlow is not installed. Name another component in config.yml."
    )


def install(training: bool = False) -> None:
    """Put the stand-ins in place and switch Rasa's telemetry off; a second call changes nothing.

    Args:
        training: leave what only training needs as it is.

    Raises:
        RuntimeError: when Rasa's real modules were imported already.
    """
    names = [*STAND_INS, *(() if training else TRAINING_ONLY)]
    real = [name for name in names if not isinstance(sys.modules.get(name, _StandIn(name)), _StandIn)]
    if real:
        raise RuntimeError(f"engine.stand_ins.install() must run before Rasa is imported; already there: {real}")
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    for name in names:
        sys.modules.setdefault(name, _StandIn(name))
    _no_default_components()
    _only_the_base_of_channels()


def _no_default_components() -> None:
    """The recipe asks this module for every classifier that Rasa knows; it hears of none."""
    name = "rasa.engine.recipes.default_components"
    sys.modules.setdefault(name, types.ModuleType(name)).__dict__.setdefault("DEFAULT_COMPONENTS", [])


def _only_the_base_of_channels() -> None:
    """Give the package `rasa.core.channels` its base classes without the messengers."""
    if CHANNELS in sys.modules:
        return
    core = importlib.import_module("rasa.core")
    package = types.ModuleType(CHANNELS)
    package.__path__ = [os.path.join(path, "channels") for path in core.__path__]
    sys.modules[CHANNELS] = package
    base = importlib.import_module(f"{CHANNELS}.channel")
    for name in ("InputChannel", "OutputChannel", "CollectingOutputChannel", "UserMessage"):
        setattr(package, name, getattr(base, name))
    core.channels = package
