import { expect, it } from 'vitest';
import { contentOf, type Handover, handoversToShow, partsOf } from './handed';

const whole = {
  of_record: 'c',
  content: { text: '漏水', severity: 'minor' },
  parts: [
    { collection: 'entries', record: 'e', fields: { kind: 'note', text: '看过' } },
    { collection: 'cases', record: 'c', fields: { severity: 'severe' } },
    { collection: 'entries', record: 'e', fields: { text: '看过两次' } },
  ],
};

it('lays later work on the same record over what was refused', () => {
  expect(contentOf(whole)).toEqual({ text: '漏水', severity: 'severe' });
});

it('gives each record that hung from it once, as it was left', () => {
  expect(partsOf(whole)).toEqual([
    { collection: 'entries', record: 'e', fields: { kind: 'note', text: '看过两次' } },
  ]);
  expect(partsOf({ of_record: 'c', parts: null })).toEqual([]);
});

it('shows what is open first, what was settled for a month, and nothing that was taken back', () => {
  const now = new Date('2026-11-23T09:00:00+08:00');
  const row = (id: string, more: object = {}) => ({ id, ...more }) as Handover;
  const rows = [
    row('4', { outcome: 'closed', settled_at: '2026-11-22T09:00:00+08:00' }),
    row('5', { outcome: 'taken', settled_at: '2026-11-23T08:00:00+08:00' }),
    row('2'),
    row('6', { outcome: 'taken', settled_at: '2026-10-01T08:00:00+08:00' }),
    row('7', { void: true }),
    row('1'),
    row('8', { outcome: 'taken' }),
  ];
  expect(handoversToShow(rows, now).map((one) => one.id)).toEqual(['1', '2', '5', '4', '8']);
});
