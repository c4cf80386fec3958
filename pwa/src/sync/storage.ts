import { emit } from './events.ts';
import { isFull } from './full.ts';
import { Problem } from './protocol.ts';

const RESERVE = 'gridwalk-reserve';
const RESERVE_BYTES = 4_000_000;
/** With less than this left, photos should go out first. */
const LOW_BYTES = 20_000_000;
const WATCH_EVERY_MS = 5 * 60_000;

/** Not in every browser, and not outside one. */
const storage: StorageManager | undefined = globalThis.navigator?.storage;

/** Frees bytes of photos that have arrived at the station; gives whether there were any. */
type MakeRoom = () => Promise<boolean>;

/**
 * Runs a write that must not fail for want of space: when the phone is full, the reserve is given back first.
 *
 * The screens are told `storage_full` either way.
 */
export async function withReserve<T>(write: () => Promise<T>, makeRoom: MakeRoom): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isFull(error)) throw error;
    emit('message', { code: 'storage_full' });
    await dropReserve();
    return inRoom(write, makeRoom);
  }
}

/**
 * Runs a write of photos, which may fail for want of space and says so with the problem `storage_full`.
 *
 * What the reserve has given back is for words: no photo is taken before it could be set aside again.
 */
export async function withoutReserve<T>(write: () => Promise<T>, makeRoom: MakeRoom): Promise<T> {
  while (storage !== undefined && !(await setAside())) if (!(await makeRoom())) throw full();
  return inRoom(write, makeRoom);
}

async function inRoom<T>(write: () => Promise<T>, makeRoom: MakeRoom): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isFull(error)) throw error;
    if (await makeRoom()) return inRoom(write, makeRoom);
    throw full();
  }
}

function full(): Problem {
  emit('message', { code: 'storage_full' });
  return new Problem('storage_full');
}

function dropReserve(): Promise<void> {
  kept = false;
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(RESERVE);
    request.onsuccess = () => resolve();
    request.onerror = () => resolve();
    request.onblocked = () => resolve();
  });
}

let kept = false;

/** Puts some space aside while there is enough: a database of its own, because deleting it frees space at once. */
export async function keepReserve(): Promise<void> {
  if (kept) return;
  const { quota, usage } = await estimate();
  if (quota - usage >= 4 * RESERVE_BYTES) await setAside();
}

/**
 * Whether the reserve is there, or could be put there now. Only trying tells: browsers name a quota that has nothing
 * to do with the room there is.
 */
async function setAside(): Promise<boolean> {
  let db: IDBDatabase | undefined;
  try {
    db = await open();
    await fill(db);
    kept = true;
  } catch (error) {
    if (!isFull(error)) throw error;
    kept = false;
  } finally {
    db?.close();
  }
  return kept;
}

function fill(db: IDBDatabase): Promise<void> {
  return new Promise((resolve, reject) => {
    const tx = db.transaction('reserve', 'readwrite');
    tx.oncomplete = () => resolve();
    tx.onabort = () => reject(tx.error);
    const store = tx.objectStore('reserve');
    const count = store.count();
    count.onsuccess = () => {
      try {
        if (count.result === 0) store.put(filler(), 1);
      } catch (error) {
        reject(error);
      }
    };
  });
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(RESERVE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore('reserve');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Random, so that no compression makes it smaller than the space it holds. */
function filler(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(RESERVE_BYTES);
  for (let at = 0; at < bytes.length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, bytes.length)));
  }
  return bytes;
}

async function estimate(): Promise<{ quota: number; usage: number }> {
  const { quota = 0, usage = 0 } = (await storage?.estimate?.()) ?? {};
  return { quota, usage };
}

export async function isLow(): Promise<boolean> {
  const { quota, usage } = await estimate();
  return quota > 0 && quota - usage < LOW_BYTES;
}

/**
 * Looks after the space: sets the reserve aside again where it was used. When little is left, photos that have arrived
 * go first; when that is not enough, it says so.
 */
export async function watchSpace(makeRoom: MakeRoom, now = Date.now()): Promise<void> {
  if (now - watchedAt < WATCH_EVERY_MS && kept) return;
  watchedAt = now;
  await keepReserve();
  const low = (await isLow()) && (!(await makeRoom()) || (await isLow()));
  if (low && !saidLow) emit('message', { code: 'storage_low' });
  saidLow = low;
}

let saidLow = false;
let watchedAt = 0;

let asked = false;

/** After the first save, when a person has something to lose: asks the browser not to throw it away by itself. */
export async function askToPersist(): Promise<void> {
  if (asked || !storage?.persist) return;
  asked = true;
  if (!(await storage.persisted())) await storage.persist();
}
