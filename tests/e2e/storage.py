"""What whoever holds a phone can read on it: every database, cache and store of the browser, as text."""

from __future__ import annotations

from typing import cast

from tests.e2e.phone import Phone

# Bytes are read as UTF-8 and as UTF-16, so that neither packing hides a word. A key that cannot be taken
# out of the browser shows as an empty object, as it would to anybody.
READ_ALL = """async () => {
  const seen = [];
  const text = (value) => JSON.stringify(value, (_key, part) => {
    if (part instanceof ArrayBuffer || ArrayBuffer.isView(part)) {
      const bytes = part instanceof ArrayBuffer ? new Uint8Array(part) : new Uint8Array(part.buffer);
      return new TextDecoder().decode(bytes) + new TextDecoder('utf-16').decode(bytes);
    }
    if (part instanceof Map || part instanceof Set) return [...part];
    return part;
  });
  const wanted = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    const db = await wanted(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const tx = db.transaction(store);
      const [keys, values] = [tx.objectStore(store).getAllKeys(), tx.objectStore(store).getAll()];
      seen.push(name, store, text(await wanted(keys)), text(await wanted(values)));
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      seen.push(request.url, await (await cache.match(request)).text());
    }
  }
  seen.push(text({ ...localStorage }), text({ ...sessionStorage }), document.cookie, document.body.innerText);
  return seen.join('\\n');
}"""


def databases(phone: Phone) -> list[str]:
    """The names of the browser's databases."""
    names = phone.page.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)")
    return sorted(cast("list[str]", names))


def everything_readable(phone: Phone) -> str:
    return cast("str", phone.page.evaluate(READ_ALL))
