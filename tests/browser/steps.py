"""What tests do again and again in a page."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

TIME = "set-meetings-team_minutes_per_week"   # the slider of team meetings
AXE = Path(__file__).resolve().parents[2] / "trustsim" / "web" / "ui" / "node_modules" / "axe-core" / "axe.min.js"


def is_ready(page: Page) -> None:
    """Wait until the picture is drawn and nothing newer has been asked for."""
    page.wait_for_selector(".page:not(.waiting) .network canvas[data-drawn]")


def week_of(page: Page) -> int:
    """The week that is shown."""
    found = re.search(r"\d+", page.locator(".now b").inner_text())
    assert found is not None
    return int(found.group())


def choose(page: Page, title: str) -> None:
    """Choose a scenario."""
    page.get_by_role("button", name="Scenarios").click()
    page.get_by_role("button", name=f"Open: {title}", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    is_ready(page)


def sideways(page: Page) -> str:
    """By how much the page is wider than the window; empty where it is not."""
    wide, window = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    return "" if wide <= window else f"{wide} pixels in a window of {window}"


def covered(page: Page) -> list[str]:
    """Buttons and words of the player that lie over each other."""
    return list(page.evaluate("""() => {
        const seen = [...document.querySelectorAll('.buttons > *, .now b')].filter(one => one.getClientRects().length);
        const boxes = seen.map(one => [one, one.getBoundingClientRect()]);
        return boxes.flatMap(([one, a], k) => boxes.slice(k + 1).filter(([other, b]) => !one.contains(other)
            && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
            .map(([other]) => `${one.className || one.textContent} and ${other.className || other.textContent}`));
    }"""))


def serious_in(page: Page) -> list[str]:
    """What axe calls serious or critical in the page as it is; nothing, said so, where axe-core is not installed."""
    if not AXE.is_file():
        print("not looked at by axe-core: it is not installed (npm ci in trustsim/web/ui)")
        return []
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations'], preload: false, iframes: false})")
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] if one["impact"] in ("serious", "critical") for node in one["nodes"]]


# window.latency(id, value): milliseconds from the input of a slider to the end of the first frame that holds the network of the film that came of it.
LATENCY = """
(() => {
  let came = 0, drawn = null, inFrame = false;
  const request = window.requestAnimationFrame;
  window.requestAnimationFrame = take => request.call(window, now => { inFrame = true; queueMicrotask(() => { inFrame = false; }); take(now); });
  const Wire = window.WebSocket;
  window.WebSocket = class extends Wire {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', event => { if (typeof event.data !== 'string') came = performance.now(); });
    }
  };
  const image = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...what) {   // the network comes to the screen
    if (drawn && came && this.canvas.closest('.network-canvas')) {
      const done = drawn, frame = () => {   // a message is heard only after the frame has been made
        const wire = new MessageChannel();
        wire.port1.onmessage = () => done(performance.now());
        wire.port2.postMessage(0);
      };
      drawn = null;
      inFrame ? frame() : requestAnimationFrame(frame);
    }
    return image.apply(this, what);
  };
  window.latency = async (id, value) => {
    const slider = document.getElementById(id);
    came = 0;
    const begun = performance.now();
    const end = new Promise((done, fail) => { drawn = done; setTimeout(() => fail(new Error('no picture came')), 10000); });
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(slider, String(value));
    slider.dispatchEvent(new Event('input', {bubbles: true}));
    const took = await end - begun;
    await new Promise(done => setTimeout(done, 250));
    return took;
  };
})();
"""
