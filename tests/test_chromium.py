"""The browser of the tests starts, and can write Chinese."""

from __future__ import annotations

from playwright.sync_api import sync_playwright

# Two characters that are the same empty box where no font has them.
DRAW = """() => ["巡", "格"].map((character) => {
    const canvas = document.createElement("canvas")
    canvas.width = canvas.height = 40
    const pen = canvas.getContext("2d")
    pen.font = "32px sans-serif"
    pen.fillText(character, 2, 34)
    return canvas.toDataURL()
})"""


def test_the_browser_opens_and_draws_chinese_characters(chromium_path: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content("<h1>巡格</h1>")
        assert page.inner_text("h1") == "巡格"
        one, other = page.evaluate(DRAW)
        assert one != other
        browser.close()
