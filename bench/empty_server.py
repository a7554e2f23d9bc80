"""The engine's web server with nothing in it: what an engine on this interpreter costs before it is one.

Run by the engine's interpreter as a file: `python bench/empty_server.py PORT`; ends when its standard input does.
"""

import os
import sys
import threading

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json


def end_with_stdin() -> None:
    """The one who started us is gone."""
    sys.stdin.read()
    os._exit(0)


def main(port: int) -> None:
    """Answer one address until the end."""
    app = Sanic("empty", configure_logging=False, env_prefix="")

    async def ready(_request: Request) -> HTTPResponse:
        return json({"ready": True})

    app.add_route(ready, "/engine/ready")
    threading.Thread(target=end_with_stdin, daemon=True).start()
    app.run("127.0.0.1", port, access_log=False, motd=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
