"""A phone whose storage is full to the last kilobyte."""

from __future__ import annotations

from typing import cast

from playwright.sync_api import FilePayload, expect

from tests.e2e.phone import Phone, add_file
from tests.e2e.pictures import photo

FILLER = "filler"

# A database of somebody else's, filled until not even two kilobytes go in. Random: nothing makes it smaller.
FILL_UP = """async ({ name, pieces, most }) => {
  const db = await new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore('bytes', { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const put = (size) => new Promise((resolve) => {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
    const tx = db.transaction('bytes', 'readwrite');
    tx.objectStore('bytes').put(bytes);
    tx.oncomplete = () => resolve(true);
    tx.onabort = () => resolve(false);
  });
  let taken = 0;
  for (const size of pieces) for (let count = 0; count < most && (await put(size)); count++) taken += size;
  db.close();
  return taken;
}"""

# When the message with this code stands on the page, in ms after the next file was chosen.
WATCH = """(code) => {
  window.taken = undefined;
  window.told = new Promise((resolve) => {
    const seen = new MutationObserver(() => {
      const told = document.querySelector('[data-testid="message"]');
      if (told?.dataset.code !== code || !window.taken) return;
      seen.disconnect();
      resolve(performance.now() - window.taken);
    });
    seen.observe(document.documentElement, { childList: true, subtree: true, attributes: true });
  });
  const taken = () => { window.taken = performance.now(); };
  document.addEventListener('change', taken, { capture: true, once: true });
}"""


def used(phone: Phone) -> int:
    """Bytes that the app takes of the phone's storage."""
    return int(phone.page.evaluate("async () => (await navigator.storage.estimate()).usage"))


def reopen_with(phone: Phone, more: int) -> None:
    """Opens the app on a phone on which only `more` bytes are left for it.

    The browser looks at the room there is when a database is first used, and remembers it: the limit is set
    before the app is there. It holds until the browser is closed.
    """
    quota = used(phone) + more
    phone.shut()
    phone.launch()
    devtools = phone.page.context.new_cdp_session(phone.page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": phone.network.url, "quotaSize": quota})
    phone.show()


def fill_up(phone: Phone) -> int:
    """Takes the rest of the room; gives how many bytes that were. A browser finds a little now and then."""
    pieces = [1_000_000, 100_000, 10_000, 2_000]
    return int(phone.page.evaluate(FILL_UP, {"name": FILLER, "pieces": pieces, "most": 20}))


def take(phone: Phone, megabytes: int) -> None:
    """Takes some of the room."""
    taken = phone.page.evaluate(FILL_UP, {"name": FILLER, "pieces": [1_000_000], "most": megabytes})
    if taken != megabytes * 1_000_000:
        raise RuntimeError(f"there was room for {taken} bytes only")


def make_room(phone: Phone) -> None:
    """Somebody has cleared up: what was filled in is deleted."""
    phone.page.evaluate(f"""() => new Promise((resolve) => {{
      indexedDB.deleteDatabase('{FILLER}').onsuccess = resolve;
    }})""")


def refuse_photo(phone: Phone, text: str, tries: int = 5) -> float:
    """A new case whose photo finds no room: that is said, the text stays. Gives the ms until it was said.

    Where the browser has found some room meanwhile, that is taken as well: `tries` times at most.
    """
    phone.tap("new-case")
    phone.handle("case-text").fill(text)
    for last in (one == tries for one in range(1, tries + 1)):
        phone.page.evaluate(WATCH, "storage_full")
        file: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(3)}
        add_file(phone.handle("add-photo").first, file)
        expect(phone.handle("message").or_(phone.handle("photo")).first).to_be_visible()
        if last or phone.handle("message").count():
            break
        phone.page.get_by_role("button", name="这张不要").last.click()
        expect(phone.handle("photo")).to_have_count(0)
        fill_up(phone)
    expect(phone.handle("message")).to_have_attribute("data-code", "storage_full")
    expect(phone.handle("message")).to_contain_text("文字照存")
    expect(phone.handle("photo")).to_have_count(0)
    expect(phone.handle("case-text")).to_have_value(text)
    close_message(phone)
    return cast("float", phone.page.evaluate("window.told"))


# What became of a save: the id of what was saved, or an empty one once it was refused and may be tried again.
OUTCOME = """() => {
  const saved = document.querySelector('[data-testid="saved"]:not([data-seen])');
  if (saved) return { record: saved.dataset.record };
  const open = document.querySelector('[data-testid="save"]:not([disabled])');
  return open && document.querySelector('[data-testid="message"]') ? { record: '' } : null;
}"""


def refuse_words(phone: Phone, text: str, tries: int = 20) -> list[str]:
    """A new case that finds no room at all: that is said, and the words stay in the form, which is left open.

    Where the browser has found some room meanwhile the case is saved; that room is taken as well, and another
    case is tried. Gives those that were saved.
    """
    written: list[str] = []
    while len(written) < tries:
        fill_up(phone)
        phone.tap("new-case")
        phone.handle("case-text").fill(text)
        phone.handle("saved").evaluate_all("all => all.forEach(one => one.setAttribute('data-seen', ''))")
        phone.tap("save")
        record = phone.page.wait_for_function(OUTCOME).json_value()["record"]
        if not record:
            expect(phone.handle("message")).to_have_attribute("data-code", "storage_full")
            expect(phone.handle("case-text")).to_have_value(text)
            close_message(phone)
            return written
        close_message(phone)
        written.append(record)
    raise AssertionError(f"{tries} cases found room on a full phone")


def close_message(phone: Phone) -> None:
    """Closes what is told; where nothing is, nothing happens."""
    if phone.handle("message").count():
        phone.handle("message").get_by_role("button").click()
    expect(phone.handle("message")).to_have_count(0)
