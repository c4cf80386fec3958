import { describe, expect, it } from 'vitest';
import { type Case, type CaseFilter, inboxOf, matches, myWork, overnight, survey } from './caseFilters';
import { finished } from './sliced';

const viewer = { mine: new Set(['me']), now: new Date('2026-11-22T11:00:00+08:00') };
const item = (id: string, more: Partial<Case> = {}) =>
  ({ id, text: id, status: 'open', made_at: '2026-11-22T08:00:00Z', ...more }) as Case;

const cases = [
  item('leak', { author: 'me', text: '3单元 漏水', due_at: '2026-11-23T18:00:00+08:00' }),
  item('wages', { assignee: 'me', text: '欠薪(94人)', due_at: '2026-11-22T09:00:00+08:00' }),
  item('noise', { text: 'KTV 半夜吵', number: '公明社区〔2026〕00017', made_at: '2026-11-22T09:00:00Z' }),
  item('done', { status: 'closed', closed_at: '2026-11-20T09:00:00Z', assignee: 'me' }),
  item('done later', { status: 'closed', closed_at: '2026-11-21T09:00:00Z' }),
  item('void', { void: true }),
];
const ids = (found: { first: Case[] }) => found.first.map((one) => one.id);
const list = (filter: CaseFilter, most = 60) => finished(survey(cases, filter, '', viewer, most));

describe('filters of the list of cases', () => {
  it('count what each of them shows', () => {
    expect(list('mine').counts).toEqual({ open: 3, mine: 3, overdue: 1, grid: 6, closed: 2 });
  });

  it('show the most pressing first and what was closed last at the end', () => {
    expect(ids(list('open'))).toEqual(['wages', 'leak', 'noise']);
    expect(ids(list('closed'))).toEqual(['done later', 'done']);
    expect(ids(list('mine'))).toEqual(['wages', 'leak', 'done']);
  });

  it('give the first of many in the same order, and how many there are', () => {
    const many = Array.from({ length: 1_234 }, (_, number) =>
      item(`case ${number}`, {
        due_at: new Date(Date.UTC(2026, 10, 1 + ((number * 7_919) % 1_234))).toISOString(),
      }),
    );
    const all = finished(survey(many, 'open', '', viewer, 2_000));
    expect(all.first.map((one) => one.due_at)).toEqual(many.map((one) => one.due_at).sort());
    const few = finished(survey(many, 'open', '', viewer, 7));
    expect(few.first).toEqual(all.first.slice(0, 7));
    expect([few.total, few.counts.open]).toEqual([1_234, 1_234]);
  });

  it('show a voided case only where everything of the grid is shown', () => {
    expect(ids(list('grid'))).toContain('void');
    expect(ids(list('open'))).not.toContain('void');
  });
});

describe('search while typing', () => {
  it('finds words in any order in text, number and address', () => {
    expect(matches(cases[0] as Case, '漏水 3单元')).toBe(true);
    expect(matches(cases[2] as Case, '00017')).toBe(true);
    expect(matches(cases[2] as Case, 'ktv')).toBe(true);
    expect(matches(cases[2] as Case, 'ktv 漏水')).toBe(false);
    expect(matches(cases[2] as Case, '  ')).toBe(true);
  });
});

describe('what a person has to do', () => {
  it('is what I was given, and what I opened and nobody was given', () => {
    expect(ids(finished(myWork(cases, viewer, 60)))).toEqual(['wages', 'leak']);
    expect(
      ids(finished(myWork([item('given away', { author: 'me', assignee: 'other' })], viewer, 60))),
    ).toEqual([]);
  });

  it('is for a leader what nobody has yet, the latest first', () => {
    expect(ids(finished(inboxOf(cases, 60)))).toEqual(['noise', 'leak']);
  });

  it('names what will sleep over tonight', () => {
    expect(ids(finished(overnight(cases, viewer.now, 60)))).toEqual(['wages']);
  });
});
