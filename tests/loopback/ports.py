"""Ports of loopback that a test knows before a server listens there, or between two servers."""

from __future__ import annotations

import socket


def hold_port() -> socket.socket:
    """Bound to a free port of 127.0.0.1 that the kernel gives to nobody else until the socket is closed.

    It never listens, so connections are refused, and a server with SO_REUSEADDR (asyncio, Go) may listen there,
    again and again.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    return held


def port_of(held: socket.socket) -> int:
    return held.getsockname()[1]
