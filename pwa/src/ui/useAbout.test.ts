// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { i18n } from '@/i18n';
import { newId, type SyncLine, save } from '@/sync';
import { attachmentOf } from '@/testing/attachment';
import { openTestPhone, type TestPhone } from '@/testing/phone';
import { useAbout } from './useAbout';

let phone: TestPhone;
const area = '01900000-0000-7000-8000-0000000000a1';

beforeEach(async () => {
  phone = await openTestPhone();
});
afterEach(() => phone.kill());

const lineOf = (record: string, root: string): SyncLine => ({
  id: record,
  record,
  root,
  collection: 'attachments',
  kind: 'photo',
  state: 'waiting',
  made_at: '2026-11-22T09:00:00+08:00',
  label: 'IMG_20261122.jpg',
});

function told(): ReturnType<typeof useAbout> {
  let found: ReturnType<typeof useAbout> | undefined;
  mount(
    defineComponent(() => {
      found = useAbout();
      return () => h('p');
    }),
    { global: { plugins: [i18n] } },
  );
  if (!found) throw new Error('not mounted');
  return found;
}

it('says which place a photo shows, and which one of how many it is', async () => {
  const { id: place } = await save('places', { name: '老圩一巷' } as never);
  const { id: round } = await save('patrols', { area, kind: 'daily' });
  const { id: check } = await save('inspections', { place, result: 'problem' }, { root: round });
  const [first, second] = [
    await attachmentOf(new Uint8Array([1]), check),
    await attachmentOf(new Uint8Array([2]), check),
  ];
  const { about, which } = told();
  await vi.waitUntil(
    () => about(lineOf(second.id, round)).includes('：') && which(lineOf(second.id, round)) !== '',
  );
  expect(about(lineOf(first.id, round))).toBe('老圩一巷：有问题');
  expect([first, second].map(({ id }) => which(lineOf(id, round)))).toEqual([
    '第 1 张，共 2 张',
    '第 2 张，共 2 张',
  ]);
});

it('says which case a photo belongs to, also by an entry of it, and counts no single one', async () => {
  const { id: item } = await save('cases', { area, text: '楼道漏水' });
  const { id: entry } = await save('entries', { kind: 'note', text: '看过了' }, { root: item });
  const { id } = await attachmentOf(new Uint8Array([3]), entry);
  const { about, which } = told();
  await vi.waitUntil(() => about(lineOf(id, item)) !== '');
  expect(about(lineOf(id, item))).toBe('楼道漏水');
  expect(which(lineOf(id, item))).toBe('');
});

it('names the case of a photo that the station refused, which is in no list of photos', async () => {
  const { id: item } = await save('cases', { area, text: '楼道漏水' });
  const { about } = told();
  const line = {
    ...lineOf(newId(), 'elsewhere'),
    attention: { fields: { parent: item } },
  } as unknown as SyncLine;
  await vi.waitUntil(() => about(line) !== '');
  expect(about(line)).toBe('楼道漏水');
});
