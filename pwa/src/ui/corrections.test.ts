import { expect, it } from 'vitest';
import type { Attention } from '@/sync';
import { wayToCorrect, wayToTakeOver } from './corrections';

const refused = (collection: string, more: Partial<Attention> = {}) =>
  ({
    mutation: 'm',
    record: 'r',
    root: 'c',
    base: 0,
    fields: { text: '漏水' },
    collection,
    ...more,
  }) as Attention;

it('leads to the form that made it, with the refused record named', () => {
  expect(wayToCorrect(refused('cases'))).toEqual({ name: 'case-new', query: { fix: 'm' } });
  expect(wayToCorrect(refused('cases', { base: 3 }))).toMatchObject({
    name: 'case-edit',
    params: { id: 'r' },
  });
  expect(wayToCorrect(refused('entries'))).toMatchObject({ name: 'case-entry', params: { id: 'c' } });
  expect(wayToCorrect(refused('parties'))).toMatchObject({
    name: 'case',
    query: { fix: 'm', sheet: 'party' },
  });
  const check = refused('inspections', { fields: { place: 'p' } });
  expect(wayToCorrect(check)).toMatchObject({ name: 'inspect', params: { patrol: 'c', place: 'p' } });
});

it('leads nowhere where there is no form, no text or still a chance', () => {
  expect(wayToCorrect(refused('patrols'))).toBeUndefined();
  expect(wayToCorrect(refused('entries', { base: 2 }))).toBeUndefined();
  expect(wayToCorrect(refused('cases', { fields: undefined }))).toBeUndefined();
  expect(wayToCorrect(refused('cases', { waiting: true }))).toBeUndefined();
  expect(wayToCorrect(refused('cases', { fields: { void: true }, base: 1 }))).toBeUndefined();
});

it('takes a case or an entry over in its own form, or in that of a new case where its case is not here', () => {
  const handed = (of_collection: string, content: object = { text: '漏水' }) => ({
    id: 'h',
    of_collection,
    of_record: 'r',
    of_root: 'c',
    content,
  });
  expect(wayToTakeOver(handed('cases'), () => false)).toEqual({ name: 'case-new', query: { from: 'h' } });
  expect(wayToTakeOver(handed('cases'), () => true)).toMatchObject({
    name: 'case-edit',
    params: { id: 'r' },
  });
  expect(wayToTakeOver(handed('entries'), (id) => id === 'c')).toMatchObject({ params: { id: 'c' } });
  expect(wayToTakeOver(handed('entries'), () => false)).toMatchObject({ name: 'case-new' });
  expect(wayToTakeOver(handed('entries', { kind: 'visit' }), () => false)).toBeUndefined();
  expect(wayToTakeOver(handed('inspections'), () => true)).toBeUndefined();
});
