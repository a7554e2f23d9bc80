"""A training cache that keeps nothing: the slow part, sentence vectors, has a cache of its own that knows the texts."""

from typing import Any

from rasa.engine.caching import TrainingCache


class NoTrainingCache(TrainingCache):
    """Tells Rasa's trainer that nothing was trained before."""

    def cache_output(self, *_: Any, **__: Any) -> None:
        """Keep nothing."""

    def get_cached_output_fingerprint(self, *_: Any, **__: Any) -> None:
        """Know nothing."""

    def get_cached_result(self, *_: Any, **__: Any) -> None:
        """Give nothing."""
