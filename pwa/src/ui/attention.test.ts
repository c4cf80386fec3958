// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import { i18n } from '@/i18n';
import { type Attention, newId, save } from '@/sync';
import { openTestPhone, type TestPhone } from '@/testing/phone';
import AttentionCard from './AttentionCard.vue';

const area = '01900000-0000-7000-8000-0000000000a1';
const byTest = (id: string) => `[data-testid="${id}"]`;
let phone: TestPhone;

beforeEach(async () => {
  phone = await openTestPhone();
  await phone.live.settled();
});
afterEach(async () => {
  document.body.innerHTML = '';
  await phone.kill();
});

function show(attention: Partial<Attention>) {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: ['case-new', 'case-edit', 'case-entry', 'case', 'inspect'].map((name) => ({
      path: `/${name}/:id?/:patrol?/:place?`,
      name,
      component: { render: () => null },
    })),
  });
  const id = newId();
  const whole = { id, mutation: id, record: newId(), root: newId(), collection: 'cases', code: undefined };
  const rest = {
    detail: undefined,
    errors: {},
    conflicts: [],
    settled: [],
    base: 0,
    fields: {},
    made_at: '',
  };
  const props = { attention: { ...whole, ...rest, kind: 'refused' as const, ...attention } };
  return mount(AttentionCard, { global: { plugins: [i18n, router] }, props, attachTo: document.body });
}

const outbox = async () => (await phone.db.getAll('outbox')).map((row) => row.mutation);

it('shows both values of a conflict, and what is chosen becomes new work on that field alone', async () => {
  const { id } = await save('cases', { area, text: '我写的' });
  const conflicts = [
    { field: 'severity', yours: 'severe', theirs: 'minor', author: 'x', at: '2026-11-22T09:00:00+08:00' },
    { field: 'text', yours: '楼道漏水', theirs: '屋顶漏水', author: 'x', at: '2026-11-22T09:00:00+08:00' },
  ];
  const view = show({ kind: 'conflict', record: id, root: id, conflicts });
  const [severity, text] = view.findAll(byTest('dispute'));
  expect(severity?.text()).toContain('轻微');
  expect(severity?.text()).toContain('重大');
  expect(severity?.find(byTest('merge')).exists()).toBe(false);
  await text?.find(byTest('merge')).trigger('click');
  const field = text?.find('textarea').element as HTMLTextAreaElement;
  expect(field.value).toBe('屋顶漏水。楼道漏水');
  await vi.waitUntil(() => document.activeElement === field);
  await severity?.find(byTest('use-mine')).trigger('click');
  await vi.waitUntil(async () => (await outbox()).length > 1);
  expect((await outbox()).at(-1)).toMatchObject({ record: id, fields: { severity: 'severe' } });
});

it('shows all that was refused in words, with the way into its form and to the leader', async () => {
  const fields = { area, text: '天台门锁坏了', severity: 'severe', people_count: 3 };
  const view = show({ fields, code: 'invalid', errors: { severity: ['not a choice'] } });
  for (const words of ['天台门锁坏了', '重大', '涉及人数', '没填对的：严重程度'])
    expect(view.text()).toContain(words);
  expect(view.find(byTest('correct')).exists()).toBe(true);
  await view.find(byTest('begin-hand-over')).trigger('click');
  await vi.waitUntil(() => document.activeElement?.tagName === 'TEXTAREA');
  await view.find('textarea').setValue('请看看');
  await view.find(byTest('hand-over')).trigger('click');
  await vi.waitUntil(async () => (await outbox()).length > 0);
  expect((await outbox())[0]).toMatchObject({
    collection: 'handovers',
    fields: { note: '请看看', content: fields },
  });
});

it('asks before it gives up what the station may yet take, and not before it puts away what is kept there', async () => {
  const waiting = show({ waiting: true, fields: { text: '漏水' } });
  expect(waiting.find(byTest('dismiss')).text()).toBe('不要了');
  expect(waiting.find(byTest('correct')).exists()).toBe(false);
  const refused = show({ fields: { text: '漏水' } });
  expect(refused.find(byTest('dismiss')).text()).toBe('知道了');
  await flushPromises();
});
