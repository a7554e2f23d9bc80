"""`assistant serve`: serve a prepared deployment, without changing its database or model."""

import argparse
from collections.abc import Callable
from typing import Any

import uvicorn

from service.bootstrap import AtBoundary
from service.logs import configure_logs
from service.serving import Addresses, assembled, choose_addresses
from service.settings import Settings
from service.web import public_app
from storage.clock import Clock


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("serve", help="serve a prepared deployment (see migrate and train)")
    parser.set_defaults(execute=execute)


def execute(_arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    settings = Settings()
    serve_until_stopped(settings, choose_addresses(settings))
    return 0


def serve_until_stopped(
    settings: Settings,
    addresses: Addresses,
    *,
    on_ready: Callable[[], None] = lambda: None,
    at_boundary: AtBoundary = lambda name: None,
    clock: Clock | None = None,
) -> None:
    """Serve the public origin until Ctrl-C or a polite signal; everything that was started ends with it."""
    configure_logs(settings)
    with assembled(settings, addresses, at_boundary=at_boundary, clock=clock) as (assistant, client, _process):
        public_url = settings.public_url or addresses.origin
        app = public_app(assistant, public_url, {"database": assistant.database_answers, "engine": client.ready})
        config = uvicorn.Config(
            app,
            host=addresses.host,
            port=addresses.port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=3,
            proxy_headers=True,
            forwarded_allow_ips=settings.trusted_proxies,
        )
        Announcing(config, on_ready, assistant.live.close).run()


class Announcing(uvicorn.Server):
    """A server that says when it listens, and lets open streams end before it waits for them."""

    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[], None], before_shutdown: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._on_ready, self._before_shutdown = on_ready, before_shutdown

    async def startup(self, sockets: Any = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: Any = None) -> None:
        """Let long answers end, then wait for the rest."""
        self._before_shutdown()
        await super().shutdown(sockets)
