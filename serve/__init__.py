"""The service: HTTP API, pages and commands around `model`. One folder a subject; `app.py` wires them."""
