import type { Rec } from '@/sync';
import { isClosed, isOverdue, pressing, sleepsOver } from './deadlines';
import type { Slices } from './sliced';
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

/** The first of a list in its order, and how many there are in all. */
export interface Found {
  first: Case[];
  total: number;
}

/** What the list of cases shows: as many as are drawn, and how many each filter has. */
export interface Survey extends Found {
  counts: Record<CaseFilter, number>;
}

/** So many are looked at between two breaks. */
const PART = 100;

/** Open work by urgency, what is done by when it was done: the latest first. */
export function* survey(
  cases: readonly Case[],
  filter: CaseFilter,
  query: string,
  viewer: Viewer,
  most: number,
): Slices<Survey> {
  const counts = { open: 0, mine: 0, overdue: 0, grid: 0, closed: 0 };
  const found = yield* top(cases, most, pressing, (item) => {
    let here = false;
    for (const each of CASE_FILTERS) {
      if (!passes(each, item, viewer)) continue;
      counts[each] += 1;
      here ||= each === filter;
    }
    return here && matches(item, query);
  });
  return { ...found, counts };
}

/** The `most` with the smallest rank. Sorting all of them would take a slow phone's breath away. */
function* top(
  cases: readonly Case[],
  most: number,
  rank: (item: Case) => number,
  belongs: (item: Case) => boolean,
): Slices<Found> {
  let best: { item: Case; rank: number }[] = [];
  let total = 0;
  for (let next = 0; next < cases.length; next += PART) {
    for (const item of cases.slice(next, next + PART)) {
      if (!belongs(item)) continue;
      total += 1;
      best.push({ item, rank: rank(item) });
    }
    best = best.sort((a, b) => a.rank - b.rank).slice(0, most);
    yield;
  }
  return { first: best.map(({ item }) => item), total };
}

const haystacks = new WeakMap<Case, string>();

/** Every word of the query has to be somewhere in the case; letters of any size, blanks of any width. */
export function matches(item: Case, query: string): boolean {
  if (query === '') return true;
  let haystack = haystacks.get(item);
  if (haystack === undefined) {
    haystack = [item.text, item.number, item.address].filter(Boolean).join(' ').toLowerCase();
    haystacks.set(item, haystack);
  }
  const words = query.toLowerCase().split(/[\s\u3000]+/);
  return words.every((word) => (haystack as string).includes(word));
}

/** Open cases that I have to move, the most pressing first. */
export function myWork(cases: readonly Case[], viewer: Viewer, most: number): Slices<Found> {
  return top(
    cases,
    most,
    pressing,
    (item) =>
      !item.void &&
      !isClosed(item) &&
      (viewer.mine.has(item.assignee ?? '') || (!item.assignee && viewer.mine.has(item.author ?? ''))),
  );
}

/** A leader's inbox: open, and nobody has it yet. The latest first. */
export function inboxOf(cases: readonly Case[], most: number): Slices<Found> {
  const latest = (item: Case) => -Date.parse(item.made_at ?? '') || 0;
  return top(cases, most, latest, (item) => !item.void && !isClosed(item) && !item.assignee);
}

/** Still open and due before the day ends. */
export function overnight(cases: readonly Case[], now: Date, most: number): Slices<Found> {
  const end = endOfDay(now);
  return top(cases, most, pressing, (item) => !item.void && sleepsOver(item, end));
}
