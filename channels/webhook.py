"""HTTP addresses that providers call: read whole, verified and parsed by the adapter, kept, acknowledged.

Nothing is acknowledged before it is committed, so that a provider delivers again what we could not keep; nothing of
a refused request is kept. A genuine duplicate of any age gets the same acknowledgement and stores nothing new.
"""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError

from channels.errors import Malformed, RequestRefused, TooLarge, WrongContentType
from channels.gateway import Gateway
from channels.port import Delivery, Webhook, WebhookRequest

log = logging.getLogger(__name__)


def webhook_router(webhook: Webhook, gateway: Gateway) -> APIRouter:
    """A router with one POST address for each path of the provider."""
    router = APIRouter(tags=[webhook.channel], route_class=_AsItCame)

    async def deliver(request: Request) -> Response:
        try:
            delivery = webhook.read(await _whole(request, webhook))
        except RequestRefused as refusal:
            log.info("Refused a request to %s: %s", request.url.path, refusal.code)
            return Response(refusal.code, status_code=refusal.status, media_type="text/plain")
        try:
            await run_in_threadpool(_keep, gateway, delivery)
        except SQLAlchemyError as fault:
            log.error("A delivery to %s could not be kept (%s).", request.url.path, type(fault).__name__)
            return Response("try again", status_code=503, media_type="text/plain", headers={"Retry-After": "5"})
        said = delivery.answer or webhook.acknowledgement
        return Response(said.body, media_type=said.media_type)

    for path in webhook.paths:
        name = path.strip("/").replace("/", "_")
        said = f"Called by the provider of channel {webhook.channel}"
        router.add_api_route(path, deliver, methods=["POST"], name=name, operation_id=name, summary=said)
    return router


class _AsItCame(APIRoute):
    """Hands the request over without looking for parameters, of which there are none: a provider waits."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The endpoint itself."""
        return self.endpoint


def _keep(gateway: Gateway, delivery: Delivery) -> None:
    if delivery.messages:
        gateway.receive(delivery.messages)
    if delivery.receipts:
        gateway.receipts(delivery.receipts)


async def _whole(request: Request, webhook: Webhook) -> WebhookRequest:
    """The request with its body, if that has the right form and length.

    Raises:
        WrongContentType, TooLarge, Malformed
    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != webhook.content_type:
        raise WrongContentType(f"{webhook.channel} takes {webhook.content_type}")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > webhook.max_body:
            raise TooLarge(f"{webhook.channel} takes at most {webhook.max_body} bytes")
    try:
        query = request.scope["query_string"].decode("ascii")
    except UnicodeDecodeError as fault:
        raise Malformed("the query string is not ASCII") from fault
    headers = {name.lower(): value for name, value in request.headers.items()}
    return WebhookRequest(request.scope["path"], query, headers, bytes(body))
