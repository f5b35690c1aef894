"""The camera, storage and inspection that browser journeys stand on, shown on a page of their own."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
import zxingcpp

from tests.support import film
from tests.support.phones import MakePhone

PAGE = b"""<!doctype html><html lang="en"><title>Camera</title><main><h1>Camera</h1>
<video autoplay playsinline muted></video><img src="/x.png"></main></html>"""
LOOK = """async () => {
  const video = document.querySelector("video");
  video.srcObject = await navigator.mediaDevices.getUserMedia({video: {width: 1280, height: 720}});
  await video.play();
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext("2d").drawImage(video, 0, 0);
  for (const track of video.srcObject.getTracks()) track.stop();
  const picture = await canvas.convertToBlob({type: "image/jpeg", quality: 0.9});
  return Array.from(new Uint8Array(await picture.arrayBuffer()));
}"""
POLICY = "default-src 'none'; script-src 'self'; media-src 'self' blob:; require-trusted-types-for 'script'"


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves the one page, under a policy as strict as the product's."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def page_url() -> Iterator[str]:
    """The address of the page."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def card(text: str, path: Path) -> bytes:
    """Return a PNG that carries `text` as a QR symbol."""
    segno.make_qr(text, error="q").save(str(path), scale=12, border=8, kind="png")
    return path.read_bytes()


@pytest.mark.journey
def test_the_camera_shows_the_card_that_is_held_before_it(
    make_phone: MakePhone, page_url: str, tmp_path: Path
) -> None:
    phone = make_phone(page_url)
    phone.opens("/")
    for text in ("https://kort.example/c#1234567", "48217730"):
        phone.film(card(text, tmp_path / "card.png"))
        seen = film.decoded(bytes(phone.page.evaluate(LOOK)))
        assert seen.shape == (720, 1280, 3)
        assert [code.text for code in zxingcpp.read_barcodes(seen)] == [text]


@pytest.mark.journey
def test_storage_outlives_the_browser(make_phone: MakePhone, page_url: str) -> None:
    phone = make_phone(page_url)
    phone.opens("/")
    phone.page.evaluate("localStorage.setItem('kept', 'yes')")
    phone.switch_off()
    phone.switch_on()
    phone.opens("/")
    assert phone.page.evaluate("localStorage.getItem('kept')") == "yes"


@pytest.mark.journey
def test_axe_looks_at_a_page_under_a_strict_policy(make_phone: MakePhone, page_url: str) -> None:
    phone = make_phone(page_url, camera=None)
    phone.opens("/")
    assert "image-alt" in [found["rule"] for found in phone.axe()]
