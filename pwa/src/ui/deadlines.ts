import { clockOf, daysBetween, partsOf, type Saying } from './time';

/** `late` is overdue, `soon` wants somebody today, `calm` has time, `done` needs nobody any more. */
export type Urgency = 'late' | 'soon' | 'calm' | 'done';

export interface Deadline extends Saying {
  urgency: Urgency;
}

interface Due {
  due_at?: string | null;
  status?: string | null;
}

interface Made {
  made_at?: string | null;
  closed_at?: string | null;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function isClosed(item: Due): boolean {
  return item.status === 'closed';
}

export function isOverdue(item: Due, now: Date): boolean {
  return !isClosed(item) && !!item.due_at && Date.parse(item.due_at) < now.getTime();
}

/** Still open and due before this day of the district ends: what will sleep over tonight if nobody moves it. */
export function sleepsOver(item: Due, endOfToday: number): boolean {
  return !isClosed(item) && !!item.due_at && Date.parse(item.due_at) < endOfToday;
}

/** A case's clock in words; `null` where there is none yet (not at the station, so no deadline is known). */
export function deadlineOf(item: Due, now: Date): Deadline | null {
  if (isClosed(item)) return { key: 'deadline.closed', named: {}, urgency: 'done' };
  if (!item.due_at) return null;
  const due = new Date(item.due_at);
  const left = due.getTime() - now.getTime();
  if (left < 0) return { ...span('deadline.late', -left), urgency: 'late' };
  if (left < 4 * HOUR) return { ...span('deadline.left', left), urgency: 'soon' };
  const days = daysBetween(now, due);
  const time = clockOf(due);
  if (days === 0) return { key: 'deadline.today', named: { time }, urgency: 'soon' };
  if (days === 1) return { key: 'deadline.tomorrow', named: { time }, urgency: 'calm' };
  const { month, day } = partsOf(due);
  return { key: 'deadline.date', named: { month, day }, urgency: 'calm' };
}

function span(key: string, length: number): Saying {
  if (length < HOUR) return { key: `${key}Minutes`, named: { n: Math.max(1, Math.floor(length / MINUTE)) } };
  if (length < 48 * HOUR) return { key: `${key}Hours`, named: { n: Math.floor(length / HOUR) } };
  return { key: `${key}Days`, named: { n: Math.floor(length / (24 * HOUR)) } };
}

/** Later than any clock. */
const NEVER = 1e14;

/**
 * A rank to sort by: the most pressing first; then what has no clock, newest first; at the end what is closed, the
 * latest first.
 */
export function pressing(item: Due & Made): number {
  if (isClosed(item)) return 3 * NEVER - (Date.parse(item.closed_at ?? '') || 0);
  if (item.due_at) return Date.parse(item.due_at) || NEVER;
  return 2 * NEVER - (Date.parse(item.made_at ?? '') || 0);
}
