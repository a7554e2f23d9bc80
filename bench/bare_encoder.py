"""The sentence encoder with nothing around it: a JSON string a line in, the milliseconds that its vector took out.

Runs on the engine's interpreter, as a process of its own, like the engine beside which it stands.
"""

import json
import sys
import time

from nlu.components.encoder import load_encoder
from nlu.normalise import normalise


def main() -> None:
    """Answer every line of the standard input."""
    encoder = load_encoder(128)
    if encoder is None:
        sys.exit("no sentence encoder runs on this machine")
    for line in sys.stdin:
        text = normalise(json.loads(line)).text
        begun = time.perf_counter()
        encoder.encode([text])
        sys.stdout.write(f"{(time.perf_counter() - begun) * 1000:.3f}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
