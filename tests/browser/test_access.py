"""Everybody can use it: every view fits its window, nothing stands in the way of those who listen, and the keyboard does everything."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import NARROW, WIDE, Server
from .steps import TIME, covered, is_ready, serious_in, sideways, week_of

VIEWS: dict[str, str] = {   # what is looked at, and the keys or the address that lead there
    "start": "", "scenarios": "s", "now": "i", "compare with": "c", "share": "k", "help": "?", "search": "/", "controls": "m",
    "middle": "#scenario=broken_promise&seed=1&week=60", "two schools": "#scenario=protected_time&b.scenario=time_without_quality&seed=2&week=70",
    "large type": "#scenario=baseline&large=1&week=50"}
Open = Callable[..., Page]


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1920", "390"])
def test_every_view_fits_and_is_accessible(server: Server, open_page: Open, viewport: dict[str, int]) -> None:
    """No sideways scroll, and nothing that axe calls serious or critical."""
    page = open_page(server.url, viewport)
    is_ready(page)
    for name, view in VIEWS.items():
        if view.startswith("#"):
            page.goto("about:blank")
            page.goto(server.url + view)
            is_ready(page)
        elif view:
            page.keyboard.press(view)
        if view and not view.startswith("#"):
            expect(page.get_by_role("dialog").or_(page.locator("#controls"))).to_be_visible()
        assert not sideways(page), f"{name}: {sideways(page)}"
        assert not covered(page), f"{name}: {covered(page)}"
        assert not (found := serious_in(page)), f"{name}: {found}"
        if page.get_by_role("dialog").count():
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_have_count(0)


def test_keyboard_alone_does_a_whole_session(server: Server, open_page: Open) -> None:
    page = open_page(server.url)
    is_ready(page)
    press = page.keyboard.press
    press("s")   # choose a scenario
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("protected")
    expect(page.locator(".card")).to_have_count(1)
    press("Tab")
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("rotected"))
    is_ready(page)
    press("Space")   # play, pause
    page.wait_for_function("() => /Week [1-9]/.test(document.querySelector('.now b').textContent)")
    press("Space")
    press("Home")
    press("Shift+ArrowRight")
    assert week_of(page) == 13
    press("/")   # a person, by role
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("head")
    press("Enter")
    expect(page.get_by_role("region", name="The chosen person")).to_be_visible()
    press("Escape")
    press("m")   # a slider
    for _ in range(60):
        press("Tab")
        if page.evaluate(f"() => document.activeElement.id === '{TIME}'"):
            break
    before = float(page.locator(f"#{TIME}").input_value())
    press("ArrowRight")
    expect(page.locator(".added")).to_contain_text("Week 14")
    assert float(page.locator(f"#{TIME}").input_value()) == before + 5
    press("i")   # what may happen now, and back
    expect(page.get_by_role("dialog")).to_be_visible()
    press("Tab")
    press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate(f"() => document.activeElement.id === '{TIME}'"), "the focus comes back from a dialog"
    press("c")   # compare with the school before
    expect(page.get_by_role("dialog")).to_be_visible()
    press("Enter")
    expect(page.locator(".network")).to_have_count(2)
    press("u")
    expect(page.locator(".network")).to_have_count(1)
    press("l")
    expect(page.locator(".luck-now")).to_have_text("Luck 1")
    press("v")
    press("b")
    press("p")
    press("?")
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    press("Escape")
