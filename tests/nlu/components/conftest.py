"""These tests need the engine's packages, so the application's interpreter leaves them to the engine's."""

import importlib.util

collect_ignore_glob = [] if importlib.util.find_spec("rasa") else ["test_*.py"]
