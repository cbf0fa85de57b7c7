"""The service: HTTP API, pages and commands around `model`. One folder per subject; `app.py` wires them."""
