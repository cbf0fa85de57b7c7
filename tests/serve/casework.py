"""Working on cases through the API, as several tests do."""

from typing import Any

import httpx


class Officer:
    """A person who works on cases."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def post(self, path: str, body: Any = None, status: int = 201, key: str | None = None) -> dict[str, Any]:
        """POST below /v1, and the answer, which must have this status."""
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.client.post(f"/v1{path}", json=body, headers=headers)
        assert answer.status_code == status, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """GET below /v1."""
        answer = self.client.get(f"/v1{path}", params=query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def open(self, **said: str) -> str:
        """A new case's id."""
        return str(self.post("/cases", said)["id"])

    def add_item(self, case: str, **said: str) -> str:
        """A new item's id."""
        return str(self.post(f"/cases/{case}/items", said)["id"])

    def send(self, case: str, item: str, *photos: bytes, key: str | None = None, **fields: Any) -> httpx.Response:
        """POST photos of an item."""
        files = [("photos", (f"photo{i}.jpg", content, "image/jpeg")) for i, content in enumerate(photos)]
        headers = {"Idempotency-Key": key} if key else {}
        path = f"/v1/cases/{case}/items/{item}/examinations"
        return self.client.post(path, files=files, data=fields, headers=headers)

    def examine(self, case: str, item: str, *photos: bytes, **fields: Any) -> dict[str, Any]:
        """The visit that photos of an item make."""
        answer = self.send(case, item, *photos, **fields)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def conclude(self, case: str, item: str, finding: str, reason: str = "Seen by eye.") -> dict[str, Any]:
        """The item, with a conclusion added."""
        return self.post(f"/cases/{case}/items/{item}/conclusions", {"finding": finding, "reason": reason})

    def ask(self, case: str, item: str, question: str) -> str:
        """The id of a new opinion, which the agency's senior officer is asked for."""
        body = {"asked_of": "first-senior-officer", "question": question}
        return str(self.post(f"/cases/{case}/items/{item}/opinions", body)["opinions"][-1]["id"])

    def close(self, case: str, status: int = 200) -> dict[str, Any]:
        """The case, closed."""
        return self.post(f"/cases/{case}/close", status=status)
