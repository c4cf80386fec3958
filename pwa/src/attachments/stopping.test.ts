import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { attachmentOf } from '@/testing/attachment.ts';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { problem, Station } from '@/testing/station.ts';
import { TusServer } from '@/testing/tus.ts';
import { Uploader, type UploaderParts } from './uploader.ts';

type Tus = typeof import('./tus.ts');

let phone: TestPhone;
let tus: TusServer;

beforeEach(async () => {
  const station = new Station();
  tus = new TusServer(station);
  phone = await openTestPhone({ station });
  await attachmentOf(new Uint8Array([1, 2, 3]));
  await phone.sender.poke();
});

afterEach(async () => {
  vi.useRealTimers();
  await phone.kill();
});

function uploader(load: UploaderParts['load']): Uploader {
  const { person, db, channel, fetch, token } = phone;
  return new Uploader({ person, db, channel, fetch, token, onSignedOut: async () => {}, load });
}

test('a sign-out does not wait for code that a bad network never brings', async () => {
  let asked: () => void;
  const loading = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const stuck = uploader(() => {
    asked();
    return new Promise<Tus>(() => {});
  });
  const run = stuck.poke();
  await loading;
  await stuck.stop();
  await run;
  expect((await phone.db.getAll('uploads')).map((row) => row.state)).toEqual(['queued']);
});

test('code that comes after the sign-out sends nothing', async () => {
  let bring: (code: Tus) => void = () => {};
  let asked: () => void;
  const loading = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const late = uploader(() => {
    asked();
    return new Promise<Tus>((resolve) => {
      bring = resolve;
    });
  });
  const run = late.poke();
  await loading;
  const stopped = late.stop();
  bring(await import('./tus.ts'));
  await stopped;
  await run;
  expect(tus.uploads.size).toBe(0);
});

test('a photo that is not to be sent yet is tried again later, not in a circle with the text', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let asked = 0;
  phone.uploader.afterPhoto = () => {
    asked += 1;
  };
  phone.station.fail(problem(404, 'not_found'), { path: '/api/uploads' });
  await phone.uploader.poke();
  expect(asked).toBe(0);
  expect(tus.uploads.size).toBe(0);
  vi.advanceTimersByTime(60_000);
  await expect.poll(() => tus.uploads.size).toBe(1);
});
