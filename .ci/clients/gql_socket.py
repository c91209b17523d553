"""gql over WebSocket: a query, and a subscription that stands beside it."""

import asyncio
import os

from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport

ADDRESS = f"{os.environ['ORIGIN'].replace('http', 'ws', 1)}/9901/graphql"
HEADERS = {"Authorization": f"Bearer {os.environ['GUARDIAN']}"}


async def main() -> None:
    socket = WebsocketsTransport(url=ADDRESS, init_payload=HEADERS)
    async with Client(transport=socket) as session:
        answer = await session.execute(gql("{ viewer { displayName } }"))
        assert answer["viewer"]["displayName"], answer
        listening = session.subscribe(gql("subscription { postPublished { id } }"))
        waiting = asyncio.ensure_future(anext(listening))
        await session.execute(gql("{ viewer { id } }"))
        assert not waiting.done(), waiting
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    print("gql over WebSocket: fine")


asyncio.run(main())
