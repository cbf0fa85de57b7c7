"""Take the README's pictures again, of the running service: `python -m tests.browser.screenshots` (`make screenshots`).

The service runs with the bundled release, new data and its demo people; the demo officer signs in, examines a
counterfeit of the committed sample, and puts it into a case.
"""

import base64
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from PIL import Image
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.chromium import is_installed, open_window
from tests.clients import client_of
from tests.postgresql import free_port

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "images"
ITEM = "inkora-seal-35ad8fc4"  # a counterfeit of the test split
VIEWS = ("box", "seal")
CASE = {"place": "Tokyo, postal hall", "lane": "parcels", "declaration": "EX-2026-0412"}
WIDTH, HEIGHT = 1000, 1260
SECONDS = 60.0
LOADED = """
document.querySelectorAll("img").forEach(image => { image.loading = "eager"; });
return [...document.images].every(image => image.complete);
"""


def main() -> None:
    """Take both pictures."""
    if not is_installed():
        raise SystemExit("chromium and chromedriver are not installed (apt-get install chromium chromium-driver)")
    with tempfile.TemporaryDirectory(prefix="screenshots-") as name:
        folder = Path(name)
        with _serving(folder / "data") as base:
            window = open_window(folder / "profile", WIDTH, HEIGHT)
            try:
                _take(window, base, json.loads((folder / "data" / "demo-credentials.json").read_text())["officer"])
            finally:
                window.quit()


def _take(window: WebDriver, base: str, officer: dict[str, str]) -> None:
    _sign_in(window, base, officer)
    with client_of(base, headers={"Authorization": f"Bearer {officer['token']}"}) as client:
        examination = _examined(client)
        case = _filed(client, examination)
    _keep(window, f"{base}/examinations/{examination}", "verdict")
    _keep(window, f"{base}/cases/{case}", "case")


def _examined(client: httpx.Client) -> str:
    photos = [ROOT / "datasets" / "images" / f"{ITEM}-{view}.jpg" for view in VIEWS]
    files = [("photos", (photo.name, photo.read_bytes(), "image/jpeg")) for photo in photos]
    answer = client.post("/v1/examinations", files=files)
    answer.raise_for_status()
    return answer.headers["location"].rpartition("/")[2]


def _filed(client: httpx.Client, examination: str) -> str:
    opened = client.post("/v1/cases", json=CASE)
    opened.raise_for_status()
    case = str(opened.json()["id"])
    into = {"case": case, "description": "Toner, one of 40 boxes"}
    client.post(f"/v1/examinations/{examination}/case", json=into).raise_for_status()
    return case


@contextmanager
def _serving(data: Path) -> Iterator[str]:
    base = f"http://127.0.0.1:{(port := free_port())}"
    call = [sys.executable, "-m", "serve", "serve", "--demo", "--port", str(port), "--data", str(data)]
    process = subprocess.Popen(call, cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_ready(process, base)
        yield base
    finally:
        process.terminate()
        process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], base: str) -> None:
    until = time.monotonic() + SECONDS
    with client_of(base) as client:
        while process.poll() is None and time.monotonic() < until:
            try:
                if client.get("/readyz").is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
    raise SystemExit("the service did not start")


def _sign_in(window: WebDriver, base: str, officer: dict[str, str]) -> None:
    window.get(f"{base}/sign-in")
    for field in ("username", "password"):
        window.find_element(By.ID, field).send_keys(officer[field])
    window.find_element(By.CSS_SELECTOR, "main button[type=submit]").click()
    WebDriverWait(window, SECONDS).until(lambda w: "/sign-in" not in w.current_url)


def _keep(window: WebDriver, address: str, name: str) -> None:
    """Keep the upper part of a page as a WebP."""
    window.get(address)
    window.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
    WebDriverWait(window, SECONDS).until(lambda w: w.execute_script(LOADED))
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT, "scale": 1}
    shot = window.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})["data"]
    FOLDER.mkdir(exist_ok=True)
    Image.open(io.BytesIO(base64.b64decode(shot))).convert("RGB").save(FOLDER / f"{name}.webp", quality=85, method=6)


if __name__ == "__main__":
    main()
