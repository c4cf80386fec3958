// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h, nextTick, ref, useTemplateRef } from 'vue';
import { i18n } from '@/i18n';
import Chips from './Chips.vue';
import DueWords from './DueWords.vue';
import { useLacking } from './lacking';
import { hush, tell } from './messages';
import Notices from './Notices.vue';
import { showSaved } from './saved';
import TextField from './TextField.vue';
import UndoStrip from './UndoStrip.vue';
import { offerUndo } from './undo';

const global = { plugins: [i18n] };
const byTest = (id: string) => `[data-testid="${id}"]`;

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  hush();
});

describe('"saved"', () => {
  it('appears anew for every save, carries the record and goes after two seconds', async () => {
    const view = mount(Notices, { global });
    showSaved('r1');
    await nextTick();
    const first = view.find(byTest('saved')).element;
    showSaved('r2');
    await nextTick();
    const second = view.find(byTest('saved'));
    expect(second.element).not.toBe(first);
    expect(second.attributes('data-record')).toBe('r2');
    vi.advanceTimersByTime(1_900);
    await nextTick();
    expect(view.find(byTest('saved')).exists()).toBe(true);
    vi.advanceTimersByTime(200);
    await nextTick();
    expect(view.find(byTest('saved')).exists()).toBe(false);
  });
});

describe('a message', () => {
  it('carries its code, says it in words and is read out at once', async () => {
    const view = mount(Notices, { global });
    tell('storage_full');
    await nextTick();
    const message = view.find(byTest('message'));
    expect(message.attributes()).toMatchObject({ 'data-code': 'storage_full', role: 'alert' });
    expect(message.text()).toContain('手机快满了');
  });

  it('with a code that only a newer server knows says that nothing is lost', async () => {
    const view = mount(Notices, { global });
    tell('code_of_tomorrow');
    await nextTick();
    expect(view.find(byTest('message')).text()).toContain('记录都还在');
  });
});

it('undo is offered for five seconds and taken once', async () => {
  const undone = vi.fn(async () => {});
  const view = mount(UndoStrip, { global });
  offerUndo('1单元：正常', undone);
  await nextTick();
  await view.find(byTest('undo')).trigger('click');
  expect(undone).toHaveBeenCalledTimes(1);
  expect(view.find(byTest('undo')).exists()).toBe(false);
  offerUndo('2单元：正常', undone);
  vi.advanceTimersByTime(5_100);
  await nextTick();
  expect(view.find(byTest('undo')).exists()).toBe(false);
});

describe('chips', () => {
  const choices = [
    { value: 'a', text: '甲' },
    { value: 'b', text: '乙' },
  ];

  it('are native radio buttons for one choice', async () => {
    const view = mount(Chips, { global, props: { label: '哪一个', choices, modelValue: ['a'] } });
    const [, second] = view.findAll('input');
    expect(second?.attributes('type')).toBe('radio');
    await second?.setValue(true);
    expect(view.emitted('update:modelValue')).toEqual([[['b']]]);
  });

  it('are native checkboxes for several', async () => {
    const view = mount(Chips, { global, props: { label: '哪些', choices, many: true, modelValue: ['a'] } });
    const [first, second] = view.findAll('input');
    await second?.setValue(true);
    await first?.setValue(false);
    expect(view.emitted('update:modelValue')).toEqual([[['a', 'b']], [['b']]]);
  });
});

it('a deadline is told by its colour and always in words', () => {
  vi.setSystemTime(new Date('2026-11-22T11:00:00+08:00'));
  const late = mount(DueWords, { global, props: { due: '2026-11-22T09:00:00+08:00', status: 'open' } });
  expect(late.text()).toBe('超时 2 小时');
  expect(late.classes()).toContain('tone-red');
  const soon = mount(DueWords, { global, props: { due: '2026-11-22T18:00:00+08:00', status: 'open' } });
  expect(soon.text()).toBe('今天 18:00 前');
  expect(soon.classes()).toContain('tone-amber');
});

it('what a form lacks is said at its field, which gets the cursor, until somebody writes', async () => {
  const Form = defineComponent(() => {
    const text = ref('');
    const { lack, words } = useLacking(() => text.value, useTemplateRef<{ focus(): void }>('field'));
    const write = (next: string) => {
      text.value = next;
    };
    return () => [
      h(TextField, {
        ref: 'field',
        label: '什么事',
        error: words.value,
        modelValue: text.value,
        'onUpdate:modelValue': write,
      }),
      h('button', { onClick: () => lack('text_missing') }),
    ];
  });
  const view = mount(Form, { global, attachTo: document.body });
  await view.find('button').trigger('click');
  const error = view.find(byTest('field-error'));
  const field = view.find('input');
  expect(error.text()).toBe('请写一句是什么事。');
  expect(field.attributes('aria-describedby')).toBe(error.attributes('id'));
  expect(document.activeElement).toBe(field.element);
  await field.setValue('漏水');
  expect(view.find(byTest('field-error')).exists()).toBe(false);
  view.unmount();
});
