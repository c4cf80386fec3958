import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { soloLocks } from '@/sync/locks.ts';
import { phone } from '@/sync/phone.ts';
import { People } from '@/testing/people.ts';
import { Station } from '@/testing/station.ts';
import { closeHome } from './home.ts';
import { closePhone } from './open.ts';
import { startSession, useSession } from './useSession.ts';

let station: Station;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  station = new Station();
  new People(station);
  await startSession({ fetch: station.fetch, locks: soloLocks });
  await useSession().signIn('lina', 'right');
});

afterEach(async () => {
  await closePhone();
  await closeHome();
});

test('whoever asks for the phone to be closed while it is being closed waits until it is', async () => {
  const { sender, db } = phone.value as NonNullable<typeof phone.value>;
  void sender.poke(true);
  void closePhone();
  await closePhone();
  expect(() => db.transaction('meta')).toThrow();
});
