"""What the page shows is what the film holds: figures, pictures and words of a week, in one school and in two."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from trustsim.scenario.load import load_scenario
from trustsim.web.comparing import pair_of
from trustsim.web.film import Film, film
from trustsim.weekly import WEEKLY

from .conftest import NARROW, Server
from .steps import is_ready

Open = Callable[..., Page]
WEEK = 70
# How many points of a canvas have a colour, or one close to it.
COUNTED = """(canvas, colour) => {
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let k = 0; k < data.length; k += 4)
        if (colour.every((part, at) => Math.abs(data[k + at] - part) < 6)) found++;
    return found;
}"""
BAND, HALO = [29, 35, 41, 37], [255, 206, 150, 255]   # red, green, blue and opacity behind the line of trust; behind ties that only one school has
PICTURE = "canvas => canvas.toDataURL()"


@pytest.fixture(scope="module")
def films() -> list[Film]:
    return [film(load_scenario(name), 1) for name in ("baseline", "broken_promise")]


def figure(made: Film, column: str, week: int) -> float:
    return float(made.arrays["weekly"][list(WEEKLY).index(column), week])


def share(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")


def value_of(page: Page, chart: str, line: str) -> Locator:
    return page.get_by_role("region", name=chart).get_by_role("button", name=re.compile(rf"^{line}")).locator(".value")


def curtains(page: Page) -> list[float]:
    """Where the curtains before the weeks to come stand, as shares of their charts."""
    return list(page.evaluate("""() => [...document.querySelectorAll('.plot .curtain')].map(
        one => new DOMMatrix(getComputedStyle(one).transform).e / one.parentElement.clientWidth)"""))


def test_a_week_is_shown_as_the_film_has_it(server: Server, open_page: Open, films: list[Film]) -> None:
    made = films[0]
    page = open_page(f"{server.url}#scenario=baseline&seed=1&week={WEEK}")
    is_ready(page)
    for chart, line, column in (("Trust and its qualities", "trust", "trust"), ("Trust and its qualities", "integrity", "integrity")):
        expect(value_of(page, chart, line)).to_have_text(share(figure(made, column, WEEK)))
    expect(value_of(page, "Cooperation", "both cooperate")).to_have_text(re.compile(rf"^{100 * figure(made, 'cooperation_share', WEEK):.0f}\s*%"))
    expect(page.locator(".this-week")).to_contain_text(f"{figure(made, 'active_pairs', WEEK):.0f} active ties")
    expect(page.locator(".plot .curtain")).to_have_count(3)
    assert curtains(page) == pytest.approx([WEEK / made.weeks] * 3, abs=0.02), "weeks to come are hidden"
    canvas = page.locator(".network canvas")
    before = canvas.evaluate(PICTURE)
    page.keyboard.press("Shift+ArrowRight")
    assert canvas.evaluate(PICTURE) != before, "the network follows the weeks"
    expect(value_of(page, "Trust and its qualities", "trust")).to_have_text(share(figure(made, "trust", WEEK + 13)))
    assert curtains(page) == pytest.approx([(WEEK + 13) / made.weeks] * 3, abs=0.02)
    page.keyboard.press("Shift+ArrowLeft")
    assert canvas.evaluate(PICTURE) == before, "and back"
    page.keyboard.press("v")
    expect(page.locator(".plot .curtain.open")).to_have_count(3)
    expect(page.locator(".others")).to_contain_text("Of 30 runs")
    assert page.locator(".plot canvas").first.evaluate(COUNTED, BAND) > 200, "the band lies behind the line"


def test_a_person_is_shown_as_the_film_has_them(server: Server, open_page: Open, films: list[Film]) -> None:
    made = films[1]
    page = open_page(f"{server.url}#scenario=broken_promise&seed=1&week={WEEK}")
    is_ready(page)
    head = next(k for k, person in enumerate(made.header["people"]) if person["role"] == "head")
    page.keyboard.press("/")
    page.keyboard.type("head")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=made.header["people"][head]["name"])).to_be_visible()
    shown = [share((int(made.arrays[name][head, WEEK]) - 1) / 254) for name in ("trust_received", "trust_given")]
    assert shown[0] != shown[1]
    expect(page.locator(".standing .chip")).to_have_text(shown)


def test_two_schools_differ_as_their_films_do(server: Server, open_page: Open, films: list[Film]) -> None:
    page = open_page(f"{server.url}#scenario=baseline&b.scenario=broken_promise&seed=1&week=100")
    is_ready(page)
    pair = pair_of(*films)
    expect(page.locator(".counts b")).to_have_text([str(pair[f"active_{which}"][100]) for which in ("only_a", "both", "only_b")])
    for slot, made in enumerate(films):
        expect(value_of(page, "Trust and its qualities", "trust").nth(slot)).to_have_text(share(figure(made, "trust", 100)))
    page = open_page(f"{server.url}#scenario=protected_time&b.scenario=time_without_quality&seed=2&week={WEEK}", NARROW)
    is_ready(page)
    networks = page.locator(".network:visible")
    expect(networks).to_have_count(1)
    halos: list[Any] = []
    for school in (0, 1):
        page.locator(".fronts button").nth(school).click()
        expect(networks).to_have_attribute("data-slot", str(school))
        page.wait_for_timeout(200)
        halos.append(networks.locator("canvas").evaluate(COUNTED, HALO))
    assert halos[0] > 500, "ties that only one school has are marked"
    assert halos[1] == 0, "and only there"


def test_a_picture_from_a_phone_holds_network_and_charts(server: Server, open_page: Open, tmp_path: Path) -> None:
    page = open_page(f"{server.url}#scenario=baseline&week={WEEK}", NARROW)
    is_ready(page)
    page.get_by_role("button", name="About", exact=True).click()
    page.keyboard.press("k")
    with page.expect_download() as told:
        page.get_by_role("button", name="Picture (PNG)").click()
    told.value.save_as(tmp_path / "picture.png")
    expect(page.get_by_role("button", name="About", exact=True)).to_have_attribute("aria-pressed", "true")   # as it was
    width, height = struct.unpack(">II", (tmp_path / "picture.png").read_bytes()[16:24])
    assert height > 2.5 * width, "the charts stand beneath the network"
