import type { IDBPObjectStore } from 'idb';
import { type PersonSchema, placeOf, type StoreName } from './db.ts';
import type { Held } from './types.ts';

/**
 * Reading many records without keeping a slow phone busy: an answer from the disk is unpacked in one go, so it must
 * not be large, and each single request has a price of its own, so they must not be many.
 */

type Records = IDBPObjectStore<PersonSchema, StoreName[], 'records', 'readonly' | 'readwrite'>;

const PAGE = 100;
/** Below this, one request each is no more work. */
const FEW = 8;

/** Those of these records that are held, by id. */
export async function getMany(records: Records, ids: ReadonlySet<string>): Promise<Map<string, Held>> {
  const found = new Map<string, Held>();
  const sorted = [...ids].sort();
  for (let first = 0; first < sorted.length; first += PAGE) {
    const part = sorted.slice(first, first + PAGE);
    for (const row of await readPart(records, part)) if (row) found.set(row.id, row);
  }
  return found;
}

/** Ids rise with time, and what comes together was mostly made together: the range between holds little else. */
async function readPart(records: Records, part: readonly string[]): Promise<(Held | undefined)[]> {
  if (part.length > FEW) {
    const range = IDBKeyRange.bound(part[0], part.at(-1));
    const keys = await records.getAllKeys(range, 4 * PAGE);
    if (keys.length === 0) return [];
    if (keys.length < 4 * PAGE) {
      const wanted = new Set(part);
      const here = keys.filter((key) => wanted.has(key));
      if (2 * here.length < keys.length) return Promise.all(here.map((id) => records.get(id)));
      return (await records.getAll(range)).filter((row) => wanted.has(row.id));
    }
  }
  return Promise.all(part.map((id) => records.get(id)));
}

/** All records of a collection, or of one root in it, in small parts and in one snapshot. */
export async function* pagesOf(
  records: Records,
  collection: string,
  root: string | undefined,
): AsyncGenerator<Held[]> {
  const place = records.index('place');
  const all = placeOf(collection, root);
  let range = all;
  let seen: Held | undefined;
  for (let size = PAGE; ; ) {
    const rows = await place.getAll(range, size);
    // The next part begins again with the root that the last one ended in.
    const fresh = rows.filter((row) => seen === undefined || comesAfter(row, seen));
    if (fresh.length > 0) yield fresh;
    if (rows.length < size) return;
    const last = rows.at(-1) as Held;
    // A root with more records than a part holds: only a larger one gets past it.
    size = last.root === seen?.root ? size * 2 : PAGE;
    if (fresh.length > 0) seen = last;
    range = IDBKeyRange.bound([collection, last.root], all.upper);
  }
}

/** In the order of the index: by root, and in a root by id. */
function comesAfter(row: Held, seen: Held): boolean {
  return row.root === seen.root ? row.id > seen.id : row.root > seen.root;
}
