import { afterEach, expect, test, vi } from 'vitest';
import { attachmentOf } from '@/testing/attachment.ts';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { on } from './events.ts';
import { save } from './save.ts';

const area = '01900000-0000-7000-8000-0000000000a1';
let phone: TestPhone;
const said: string[] = [];
const stop = on('message', ({ code }) => said.push(code));

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  said.length = 0;
  await phone.kill();
});

/** The next writes find no room, as long as `full` says so. */
function fill(full: () => boolean): void {
  const put = IDBObjectStore.prototype.put;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
    if (full() && this.name === 'outbox') throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, given);
  });
}

test('on a full phone the reserve is given back and the text is saved', async () => {
  phone = await openTestPhone();
  const remove = vi.spyOn(indexedDB, 'deleteDatabase');
  fill(() => remove.mock.calls.length === 0);
  const { id } = await save('cases', { area, text: 'still saved' });
  expect(remove).toHaveBeenCalledWith('gridwalk-reserve');
  expect((await phone.db.getAll('outbox')).map((row) => row.record)).toEqual([id]);
  expect(said).toEqual(['storage_full']);
});

test('a text that finds no room at all is said not to be saved, and nothing of it is kept', async () => {
  phone = await openTestPhone();
  fill(() => true);
  await expect(save('cases', { area, text: 'no room' })).rejects.toMatchObject({ code: 'storage_full' });
  vi.restoreAllMocks();
  expect(await phone.db.count('outbox')).toBe(0);
});

test('a photo leaves the reserve to the text', async () => {
  phone = await openTestPhone();
  const remove = vi.spyOn(indexedDB, 'deleteDatabase');
  fill(() => true);
  await expect(attachmentOf(new Uint8Array([1]))).rejects.toMatchObject({ code: 'storage_full' });
  expect(remove).not.toHaveBeenCalled();
  expect(await phone.db.count('blobs')).toBe(0);
  expect(said).toEqual(['storage_full']);
  stop();
});

/** The module as a browser has it, whose disk takes the reserve or not. */
async function inBrowser(disk: { full: boolean }): Promise<typeof import('./storage.ts')> {
  vi.resetModules();
  vi.stubGlobal('navigator', { storage: { estimate: async () => ({ quota: 1e10, usage: 0 }) } });
  const put = IDBObjectStore.prototype.put;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
    if (disk.full && this.name === 'reserve') throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, given);
  });
  return import('./storage.ts');
}

test('what the reserve has given back is for words: a photo waits until it can be set aside again', async () => {
  const disk = { full: false };
  const { withReserve, withoutReserve } = await inBrowser(disk);
  const none = async () => false;
  let words = 0;
  const write = async () => {
    if (words++ === 0) throw new DOMException('full', 'QuotaExceededError');
  };
  await withReserve(write, none);
  disk.full = true;
  const photo = vi.fn(async () => {});
  await expect(withoutReserve(photo, none)).rejects.toMatchObject({ code: 'storage_full' });
  expect(photo).not.toHaveBeenCalled();
  const frees = vi.fn(async () => {
    disk.full = false;
    return true;
  });
  await withoutReserve(photo, frees);
  expect([frees.mock.calls.length, photo.mock.calls.length]).toEqual([1, 1]);
});

test('a reserve that found no room is tried again, not taken to be there', async () => {
  const disk = { full: true };
  const { keepReserve } = await inBrowser(disk);
  await keepReserve();
  disk.full = false;
  await keepReserve();
  const db = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open('gridwalk-reserve');
    request.onsuccess = () => resolve(request.result);
  });
  const count = db.transaction('reserve').objectStore('reserve').count();
  await new Promise((resolve) => {
    count.onsuccess = resolve;
  });
  db.close();
  expect(count.result).toBe(1);
});

test('when little is left, photos that have arrived go first, and only then is anybody told', async () => {
  vi.resetModules();
  const space = { quota: 100_000_000, usage: 90_000_000 };
  vi.stubGlobal('navigator', { storage: { estimate: async () => space } });
  const { watchSpace } = await import('./storage.ts');
  const events = await import('./events.ts');
  const told: string[] = [];
  events.on('message', ({ code }) => told.push(code));
  await watchSpace(async () => {
    space.usage = 70_000_000;
    return true;
  }, 1e12);
  expect(told).toEqual([]);
  space.usage = 90_000_000;
  await watchSpace(async () => false, 2e12);
  expect(told).toEqual(['storage_low']);
  vi.unstubAllGlobals();
});
