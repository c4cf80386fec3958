// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope, nextTick } from 'vue';
import { openChannel } from '@/sync/channel';
import { openPerson, type PersonDb } from '@/sync/db';
import { type Phone, phone } from '@/sync/phone';
import { useDraft } from './drafts';

interface Form {
  text: string;
  chips: string[];
}

const blank = (): Form => ({ text: '', chips: [] });
let db: PersonDb;
let person = 0;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  person += 1;
  db = await openPerson(`draft-${person}`);
  const name = `draft-${person}`;
  phone.value = { db, person: name, channel: openChannel(name) } as unknown as Phone;
});

afterEach(() => {
  vi.useRealTimers();
  phone.value?.channel.close();
  phone.value = null;
  db.close();
});

function open(key = 'case new') {
  const scope = effectScope();
  const draft = scope.run(() => useDraft<Form>(key, blank));
  if (!draft) throw new Error('no draft');
  return { draft, close: () => scope.stop() };
}

const settled = (draft: { loaded: { value: boolean } }) => vi.waitUntil(() => draft.loaded.value);
const stored = (key: string) => db.get('meta', `draft ${key}`);

it('finds again what was written when the form was left without saving', async () => {
  const first = open();
  await settled(first.draft);
  first.draft.value.value.text = '漏水';
  first.close();
  await vi.waitUntil(async () => (await stored('case new')) !== undefined);
  const second = open();
  await settled(second.draft);
  expect(second.draft.value.value.text).toBe('漏水');
  expect(second.draft.restored.value).toBe(true);
});

it('keeps what is typed faster than the phone finds the old draft', async () => {
  await db.put('meta', { text: 'old', chips: [] }, 'draft case new');
  const { draft } = open();
  draft.value.value.text = 'typed at once';
  await settled(draft);
  expect(draft.value.value.text).toBe('typed at once');
});

it('does not count what a form starts from as something begun', async () => {
  const { draft, close } = open('case 1');
  await settled(draft);
  draft.start({ text: 'as it is', chips: ['a'] });
  await nextTick();
  close();
  expect(await stored('case 1')).toBeUndefined();
});

it('writes only after a pause, and not again once it was dropped', async () => {
  const { draft } = open();
  await settled(draft);
  draft.value.value.text = 'a';
  draft.value.value.text = 'ab';
  expect(await stored('case new')).toBeUndefined();
  vi.advanceTimersByTime(300);
  await vi.waitUntil(async () => (await stored('case new')) !== undefined);
  await draft.drop();
  vi.advanceTimersByTime(300);
  expect(await stored('case new')).toBeUndefined();
  expect(draft.value.value).toEqual(blank());
});
