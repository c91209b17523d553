#!/usr/bin/env python3
"""Plays hostile clients against a running server and prints its memory and the worst latency of /health/live.

    python3 bench/hostile.py --pid PID --port 8080 --path /9901/graphql [--clients 1000] [shape ...]

Linux only: memory is VmRSS in /proc. A shape's clients stay connected for --seconds, or until the server hangs up.
"""
import argparse
import asyncio
import json
import time

PART = ("types { kind name description fields { name description args { name description defaultValue type { kind name } }"
        " type { kind name ofType { kind name } } } enumValues { name description } }")


def post(arguments, body, headers="content-type: application/json\r\n"):
    body = body if isinstance(body, bytes) else body.encode()
    head = f"POST {arguments.path} HTTP/1.1\r\nhost: a\r\n{headers}content-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def shapes(arguments):
    def ask(query):
        return post(arguments, json.dumps({"query": query}))

    def large(number):
        # A document of its own for each client, so that none is answered from what is there already.
        return ask(f"query Q{number} {{ a: __schema {{ {PART} }} b: __schema {{ {PART} }} }}")

    upgrade = (f"GET {arguments.path} HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
               "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
               "sec-websocket-protocol: graphql-transport-ws\r\n\r\n").encode()
    init = b'{"type":"connection_init"}'
    frame = bytes([0x81, 0x80 | len(init), 0, 0, 0, 0]) + init
    chunk = b"content-type: application/json\r\ntransfer-encoding: chunked\r\n"
    return {
        "unread": large,
        "unread-same": lambda _: ask(f"{{ __schema {{ {PART} }} }}"),
        "idle": lambda _: b"",
        "slow-head": lambda _: f"POST {arguments.path} HTTP/1.1\r\nhost: a\r\nx: ".encode(),
        "slow-body": lambda _: post(arguments, b"")[:-21] + b"content-length: 1000000\r\n\r\n" + b" " * 60_000,
        "slow-chunks": lambda _: f"POST {arguments.path} HTTP/1.1\r\nhost: a\r\n".encode() + chunk + b"\r\n1\r\n{\r\n",
        "websocket": lambda _: upgrade,
        "websocket-init": lambda _: upgrade + frame,
        "pipelined": lambda _: ask("{ __typename }") * 200,
        "gzip-bomb": lambda _: post(arguments, b"\x1f\x8b" + b"\0" * 50_000,
                                    "content-type: application/json\r\ncontent-encoding: gzip\r\n"),
    }


def memory(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) // 1024


async def client(arguments, data, until):
    # A small window, so that what is not read waits at the server.
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", arguments.port, limit=1024)
        writer.write(data)
        if arguments.drip:
            while time.monotonic() < until and not reader.at_eof():
                await asyncio.sleep(1)
                writer.write(b"a")
        await asyncio.sleep(max(0, until - time.monotonic()))
        writer.transport.abort()
    except OSError:
        pass


async def watch(arguments, until, seen):
    while time.monotonic() < until:
        begun = time.monotonic()
        try:
            reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", arguments.port), 20)
            writer.write(b"GET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
            answer = await asyncio.wait_for(reader.read(), 20)
            if b" 200 " not in answer[:16]:
                seen["failed"] += 1
            writer.close()
        except (OSError, asyncio.TimeoutError):
            seen["failed"] += 1
        seen["latency"] = max(seen["latency"], time.monotonic() - begun)
        seen["memory"] = max(seen["memory"], memory(arguments.pid))
        await asyncio.sleep(0.1)


async def play(arguments, name, make):
    until = time.monotonic() + arguments.seconds
    before = memory(arguments.pid)
    seen = {"memory": before, "latency": 0, "failed": 0}
    clients = [client(arguments, make(number), until) for number in range(arguments.clients)]
    await asyncio.gather(watch(arguments, until, seen), *clients)
    await asyncio.sleep(3)
    print(f"{name:15} before {before:5} MB   peak {seen['memory']:5} MB   after {memory(arguments.pid):5} MB   "
          f"health at worst {seen['latency'] * 1000:6.0f} ms, failed {seen['failed']}", flush=True)


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--path", default="/9901/graphql")
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--drip", action="store_true", help="send a byte a second")
    parser.add_argument("shape", nargs="*")
    arguments = parser.parse_args()
    known = shapes(arguments)
    for name in arguments.shape or known:
        await play(arguments, name, known[name])


asyncio.run(main())
