// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defineComponent } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { i18n } from '@/i18n';
import { newId } from '@/sync';
import { openTestPhone, type TestPhone } from '@/testing/phone';
import type { Handover } from '@/ui/handed';
import { useFilled } from '@/ui/useFilled';
import SettlePart from './SettlePart.vue';

const area = '01900000-0000-7000-8000-0000000000a1';
const byTest = (id: string) => `[data-testid="${id}"]`;
let phone: TestPhone;

beforeEach(async () => {
  phone = await openTestPhone();
  await phone.live.settled();
});
afterEach(() => phone.kill());

const outbox = async () => (await phone.db.getAll('outbox')).map((row) => row.mutation);

function routes() {
  const paths = {
    today: '/',
    'case-new': '/cases/new',
    'case-entry': '/cases/:id/entry',
    'case-edit': '/cases/:id/edit',
  };
  return createRouter({
    history: createMemoryHistory(),
    routes: Object.entries(paths).map(([name, path]) => ({ name, path, component: { render: () => null } })),
  });
}

it('what has no form is recorded word for word, and its author is told which record came of it', async () => {
  const root = newId();
  const item = {
    id: newId(),
    of_collection: 'parties',
    of_record: newId(),
    of_root: root,
    content: { side: 'party_a', name: '陈女士' },
  } as unknown as Handover;
  const view = mount(SettlePart, { global: { plugins: [i18n, routes()] }, props: { item } });
  await vi.waitUntil(() => view.find(byTest('take-as-is')).exists());
  await view.find(byTest('take-as-is')).trigger('click');
  await vi.waitUntil(async () => (await outbox()).length === 2);
  const [made, taken] = await outbox();
  expect(made).toMatchObject({ collection: 'parties', root, fields: { side: 'party_a', name: '陈女士' } });
  expect(taken).toMatchObject({ record: item.id, fields: { outcome: 'taken', made: made?.record } });
});

it('it is closed only with a word', async () => {
  const item = { id: newId(), of_collection: 'entries', of_record: newId(), content: { text: '修好了' } };
  const view = mount(SettlePart, { global: { plugins: [i18n, routes()] }, props: { item: item as never } });
  expect(view.find(byTest('take-over')).exists()).toBe(true);
  await view.find(byTest('close-handover')).trigger('click');
  await view.find('form').trigger('submit');
  expect(view.find(byTest('field-error')).text()).toBe('请回一句话。');
  expect(await outbox()).toEqual([]);
  await view.find('textarea').setValue(' 已经办好 ');
  await view.find('form').trigger('submit');
  await vi.waitUntil(async () => (await outbox()).length === 1);
  expect((await outbox())[0]).toMatchObject({
    record: item.id,
    fields: { outcome: 'closed', word: '已经办好' },
  });
});

it('a case that is taken over brings what hung from it under its new root', async () => {
  const handover = newId();
  const refused = newId();
  const fields = {
    area,
    of_collection: 'cases',
    of_record: refused,
    content: { area, text: '漏水', position: { lat: 22.7, lon: 113.9 } },
    parts: [
      { collection: 'entries', record: newId(), fields: { kind: 'note', text: '看过' } },
      { collection: 'cases', record: refused, fields: { severity: 'severe' } },
    ],
  };
  phone.station.put(handover, fields as never, { collection: 'handovers' });
  await phone.sender.poke();
  const router = routes();
  await router.push({ name: 'case-new', query: { from: handover } });
  let filled: ReturnType<typeof useFilled> | undefined;
  const Form = defineComponent(() => {
    filled = useFilled('cases');
    return () => null;
  });
  mount(Form, { global: { plugins: [i18n, router] } });
  await vi.waitUntil(() => filled?.fields.value !== undefined);
  expect(filled?.fields.value).toMatchObject({ text: '漏水', severity: 'severe' });
  expect(filled?.rest(['text', 'area', 'severity'])).toEqual({ position: { lat: 22.7, lon: 113.9 } });
  const made = newId();
  const [note, taken, ...more] = filled?.also(made, made) ?? [];
  expect(more).toEqual([]);
  expect(note).toMatchObject({ collection: 'entries', root: made, fields: { kind: 'note', text: '看过' } });
  expect(taken).toMatchObject({ collection: 'handovers', id: handover, fields: { outcome: 'taken', made } });
});
