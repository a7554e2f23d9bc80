"""Train the engine's model: `python -m engine.train --out PATH.tar.gz`, from the root of the repository.

The same graph, training data and domain give a model with the same predictions; the bytes of the file differ.
"""

import argparse
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine import stand_ins
from engine.errors import TrainingError
from engine.logs import configure_logs

logger = logging.getLogger("engine.train")


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the command line says; 0 when a model was written."""
    options = _parser().parse_args(arguments)
    configure_logs("INFO")
    os.environ["LOG_LEVEL"] = "ERROR"  # Rasa draws no progress bars
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # threads that wait by spinning take time from the others
    os.environ["OMP_WAIT_POLICY"] = "passive"
    started = time.monotonic()
    try:
        judged = sys.stdin.read() if options.judged else ""
        train(options.out, options.data, options.config, options.domain, judged)
    except TrainingError as error:
        logger.error("%s", error)
        return 1
    logger.info("Model written to %s in %.0f s.", options.out, time.monotonic() - started)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engine.train", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where the model goes, ending in .tar.gz")
    parser.add_argument("--data", type=Path, default=Path("nlu/data"), help="folder of training messages")
    parser.add_argument("--judged", action="store_true", help="more messages on stdin, as staff judged them")
    parser.add_argument("--config", type=Path, default=Path("config.yml"), help="pipeline and policies")
    parser.add_argument("--domain", type=Path, default=Path("bot/dialogue"), help="folder of domain.yml and rules.yml")
    return parser


def train(out: Path, data: Path, config: Path, domain: Path, judged: str = "") -> None:
    """Train a model and write it to `out`; the file appears whole or not at all.

    Args:
        judged: residents' messages with their labels (`engine.judged`), learnt with those of `data`. They are never
            written down.

    Raises:
        TrainingError: when something that training reads is missing or does not fit; says what to mend.
    """
    for path in (data, config, domain / "domain.yml"):
        if not path.exists():
            raise TrainingError(f"{path} does not exist. Run from the root of the repository, or name it.")
    stand_ins.install(training=True)
    from rasa.exceptions import RasaException as RasaFault
    from rasa.shared.exceptions import RasaException

    logger.info("Reading training messages and rules …")
    try:
        configuration, importer = _what_to_train(data, config, domain, judged)
        logger.info("Training on %d messages …", len(importer.get_nlu_data().intent_examples))
        _run(configuration, importer, out)
    except (RasaException, RasaFault) as error:
        raise TrainingError(f"Training stopped: {_root_of(error)}") from error


def _what_to_train(data: Path, config: Path, domain: Path, judged: str) -> Any:
    """The graph that config.yml describes, and what it is fed with."""
    import rasa.engine.validation
    from rasa.engine.recipes.recipe import Recipe
    from rasa.shared.data import TrainingType
    from rasa.shared.importers.importer import TrainingDataImporter

    from engine.judged import with_judged

    importer = TrainingDataImporter.load_from_config(str(config), str(domain / "domain.yml"), [str(data), str(domain)])
    importer = with_judged(importer, judged)
    settings = importer.get_config()
    graph = Recipe.recipe_for_name(settings.get("recipe")).graph_config_for_recipe(settings, {}, TrainingType.BOTH)
    rasa.engine.validation.validate(graph)
    return graph, importer


def _run(configuration: Any, importer: Any, out: Path) -> None:
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.training.graph_trainer import GraphTrainer

    from engine.no_training_cache import NoTrainingCache

    out.parent.mkdir(parents=True, exist_ok=True)
    draft = out.with_name(f"new-{os.getpid()}-{out.name}")
    with TemporaryDirectory() as folder:
        trainer = GraphTrainer(LocalModelStorage(Path(folder)), NoTrainingCache(), DaskGraphRunner)
        trainer.train(configuration, importer, draft, force_retraining=True)
    draft.replace(out)


def _root_of(error: BaseException) -> BaseException:
    """Rasa wraps what a component raised in an error about the graph; the first one says what to mend."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error


if __name__ == "__main__":
    sys.exit(main())
