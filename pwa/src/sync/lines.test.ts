import { expect, test } from 'vitest';
import { linesOf } from './lines.ts';
import type { Mutation } from './protocol.ts';
import type { OutboxRow } from './types.ts';

const now = Date.parse('2026-11-24T01:00:00Z');
const HOUR_MS = 3_600_000;

function putOff(hours: number): OutboxRow {
  const mutation = { root: 'r1', at: '2026-11-24T08:00:00+08:00', fields: { text: 'wrote on' } };
  return {
    ...{ id: 'm1', record: 'r2', collection: 'entries', offered: true, tries: 3 },
    mutation: mutation as unknown as Mutation,
    retrySince: now - hours * HOUR_MS,
    retryCode: 'parent_missing',
  };
}

test('work on what has left its author is put off in its place, and pointed out after a day', () => {
  const [waiting] = linesOf([putOff(24)], [], [], [], now);
  expect(waiting).toMatchObject({ state: 'retry', why: 'parent_missing' });
  expect(waiting).not.toHaveProperty('attention');
  const [late] = linesOf([putOff(24.01)], [], [], [], now);
  expect(late).toMatchObject({ state: 'attention', why: 'parent_missing', label: 'wrote on' });
  expect(late?.attention).toMatchObject({ record: 'r2', root: 'r1' });
});
