"""The ASGI application: live stream, uploads, downloads."""
