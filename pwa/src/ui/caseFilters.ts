import type { Rec } from '@/sync';
import { byUrgency, isClosed, isOverdue, sleepsOver } from './deadlines';
import { endOfDay } from './time';

export type Case = Rec<'cases'>;

/** In the order in which the list offers them. */
export const CASE_FILTERS = ['open', 'mine', 'overdue', 'grid', 'closed'] as const;
export type CaseFilter = (typeof CASE_FILTERS)[number];

/** Whom the questions are about: all my assignments, and the present moment. */
export interface Viewer {
  mine: ReadonlySet<string>;
  now: Date;
}

/** Mine is what I opened and what I was given. */
export function isMine(item: Case, mine: ReadonlySet<string>): boolean {
  return mine.has(item.author ?? '') || mine.has(item.assignee ?? '');
}

export function passes(filter: CaseFilter, item: Case, viewer: Viewer): boolean {
  if (item.void) return filter === 'grid';
  if (filter === 'mine') return isMine(item, viewer.mine);
  if (filter === 'overdue') return isOverdue(item, viewer.now);
  if (filter === 'open') return !isClosed(item);
  return filter === 'closed' ? isClosed(item) : true;
}

export function countCases(cases: readonly Case[], viewer: Viewer): Record<CaseFilter, number> {
  const counts = { open: 0, mine: 0, overdue: 0, grid: 0, closed: 0 };
  for (const item of cases) {
    for (const filter of CASE_FILTERS) if (passes(filter, item, viewer)) counts[filter] += 1;
  }
  return counts;
}

/** Every word of the query has to be somewhere in the case; letters of any size, blanks of any width. */
export function matches(item: Case, query: string): boolean {
  const haystack = [item.text, item.number, item.address].filter(Boolean).join(' ').toLowerCase();
  return query
    .toLowerCase()
    .split(/[\s\u3000]+/)
    .every((word) => haystack.includes(word));
}

/** Open work by urgency, what is done by when it was done: the latest first. */
export function listCases(cases: readonly Case[], filter: CaseFilter, query: string, viewer: Viewer): Case[] {
  return cases
    .filter((item) => passes(filter, item, viewer) && matches(item, query))
    .sort((a, b) => {
      if (isClosed(a) !== isClosed(b)) return isClosed(a) ? 1 : -1;
      if (isClosed(a)) return (b.closed_at ?? '').localeCompare(a.closed_at ?? '');
      return byUrgency(a, b);
    });
}

/** Open cases that I have to move, the most pressing first. */
export function myWork(cases: readonly Case[], viewer: Viewer): Case[] {
  return cases
    .filter((item) => !item.void && !isClosed(item))
    .filter(
      (item) =>
        viewer.mine.has(item.assignee ?? '') || (!item.assignee && viewer.mine.has(item.author ?? '')),
    )
    .sort(byUrgency);
}

/** A leader's inbox: open, and nobody has it yet. The latest first. */
export function inboxOf(cases: readonly Case[]): Case[] {
  return cases
    .filter((item) => !item.void && !isClosed(item) && !item.assignee)
    .sort((a, b) => Date.parse(b.made_at ?? '') - Date.parse(a.made_at ?? '') || 0);
}

export function overnight(cases: readonly Case[], now: Date): Case[] {
  const end = endOfDay(now);
  return cases.filter((item) => !item.void && sleepsOver(item, end)).sort(byUrgency);
}
