"""Bytes and the live stream, in one ASGI app."""
