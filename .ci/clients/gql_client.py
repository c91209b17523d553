"""gql: the schema by introspection, and a validated query over HTTP."""

import asyncio
import os

from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport

ADDRESS = f"{os.environ['ORIGIN']}/9901/graphql"
HEADERS = {"Authorization": f"Bearer {os.environ['GUARDIAN']}"}
FEED = gql("query Feed { viewer { displayName feed(first: 5) { nodes { id publishedAt } } } }")


async def main() -> None:
    transport = AIOHTTPTransport(url=ADDRESS, headers=HEADERS)
    async with Client(transport=transport, fetch_schema_from_transport=True, parse_results=True) as session:
        answer = await session.execute(FEED)
    assert answer["viewer"]["feed"]["nodes"], answer
    print("gql over HTTP: fine")


asyncio.run(main())
