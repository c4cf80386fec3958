import { describe, expect, it } from 'vitest';
import { type Case, countCases, inboxOf, listCases, matches, myWork, overnight } from './caseFilters';

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
const ids = (list: Case[]) => list.map((one) => one.id);

describe('filters of the list of cases', () => {
  it('count what each of them shows', () => {
    expect(countCases(cases, viewer)).toEqual({ open: 3, mine: 3, overdue: 1, grid: 6, closed: 2 });
  });

  it('show the most pressing first and what was closed last at the end', () => {
    expect(ids(listCases(cases, 'open', '', viewer))).toEqual(['wages', 'leak', 'noise']);
    expect(ids(listCases(cases, 'closed', '', viewer))).toEqual(['done later', 'done']);
    expect(ids(listCases(cases, 'mine', '', viewer))).toEqual(['wages', 'leak', 'done']);
  });

  it('show a voided case only where everything of the grid is shown', () => {
    expect(ids(listCases(cases, 'grid', '', viewer))).toContain('void');
    expect(ids(listCases(cases, 'open', '', viewer))).not.toContain('void');
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
    expect(ids(myWork(cases, viewer))).toEqual(['wages', 'leak']);
    expect(ids(myWork([item('given away', { author: 'me', assignee: 'other' })], viewer))).toEqual([]);
  });

  it('is for a leader what nobody has yet, the latest first', () => {
    expect(ids(inboxOf(cases))).toEqual(['noise', 'leak']);
  });

  it('names what will sleep over tonight', () => {
    expect(ids(overnight(cases, viewer.now))).toEqual(['wages']);
  });
});
