"""A replay, opened from disk without a server: what a trainer double-clicks in the room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from trustsim.cli import app

from .conftest import NARROW, WIDE
from .steps import is_ready, serious_in, sideways, week_of

Open = Callable[..., Page]
LARGEST = 1_000_000   # bytes, two runs of 60 staff and three years


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory, browser_type_launch_args: dict[str, Any]) -> Path:   # after Chromium: not without one
    """Two schools with captions, in one file."""
    file = tmp_path_factory.mktemp("replay") / "talk.html"
    made = CliRunner().invoke(app, ["replay", "baseline", "broken_promise", "--captions", "broken_promise", "-o", str(file)])
    assert made.exit_code == 0, made.output
    return file


def test_a_replay_opens_from_disk_offline(replay: Path, open_page: Open) -> None:
    assert replay.stat().st_size <= LARGEST
    page = open_page(replay.as_uri(), offline=True)
    is_ready(page)
    expect(page.locator(".network")).to_have_count(2)
    expect(page.get_by_role("button", name="Change", exact=True)).to_have_count(0)   # what needs a server is not offered
    page.keyboard.press("PageDown")
    page.keyboard.press("End")
    assert week_of(page) == 117
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    page.wait_for_function("() => /Week [1-9]/.test(document.querySelector('.now b').textContent)")
    page.keyboard.press("Space")
    page.keyboard.press("/")
    page.keyboard.type("head")
    expect(page.locator(".pick li").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".whom")).to_have_count(2)   # the same person in both schools


def test_why_is_told_from_disk_of_whom_the_captions_look_at(replay: Path, open_page: Open) -> None:
    page = open_page(replay.as_uri(), offline=True)
    is_ready(page)
    for _ in range(3):
        page.keyboard.press("PageDown")
    assert week_of(page) == 40
    page.get_by_role("button", name="Why? (B)").click()
    expect(page.locator(".told")).to_contain_text("In week 40")
    expect(page.locator(".told")).to_contain_text("Carlos Banerjee")
    page.locator(".inspector .ties button").first.click()   # a tie that no caption looks at
    page.get_by_role("button", name="Why? (B)").click()
    expect(page.locator(".why").last).to_contain_text("of whom its captions look at")


def test_captions_lead_through_it_by_keyboard(replay: Path, open_page: Open) -> None:
    page = open_page(replay.as_uri(), offline=True)
    is_ready(page)
    caption = page.locator(".caption")
    expect(caption).to_be_visible()
    steps = int(caption.locator(".caption-where .soft").inner_text().split()[-1])
    titles = [caption.get_by_role("heading").first.inner_text()]
    for _ in range(steps - 1):
        page.keyboard.press("PageDown")
        titles.append(caption.get_by_role("heading").first.inner_text())
    assert len(set(titles)) == steps
    page.keyboard.press("PageUp")
    expect(caption.get_by_role("heading").first).to_have_text(titles[-2])
    page.get_by_role("button", name="End the tour").click()
    expect(caption).to_have_count(0)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1920", "390"])
def test_a_replay_fits_and_is_accessible(replay: Path, open_page: Open, viewport: dict[str, int]) -> None:
    page = open_page(replay.as_uri(), viewport, offline=True)
    is_ready(page)
    for key in ("", "b"):
        if key:
            page.keyboard.press(key)
        page.wait_for_timeout(100)
        assert not sideways(page)
        assert not serious_in(page)
