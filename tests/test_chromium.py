"""The browser of the tests starts, and can write Chinese."""

from __future__ import annotations

from playwright.sync_api import sync_playwright

# Two characters that differ in a font and are the same box without one.
WIDTHS = """() => ["巡", "\\uffff"].map((character) => {
    const canvas = document.createElement("canvas")
    canvas.width = canvas.height = 40
    const pen = canvas.getContext("2d")
    pen.font = "32px sans-serif"
    pen.fillText(character, 2, 34)
    return canvas.toDataURL()
})"""


def test_the_browser_opens_and_draws_a_chinese_character(chromium_path: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content("<h1>巡格</h1>")
        assert page.inner_text("h1") == "巡格"
        character, box = page.evaluate(WIDTHS)
        assert character != box
        browser.close()
