/**
 * Times as people say them. Pure: what to say is a message key with its numbers; the wording is in i18n.
 * Days are those of the district (its zone), not of the phone, which may be set wrong.
 */
export const ZONE = 'Asia/Shanghai';

export interface Saying {
  key: string;
  named: Record<string, string | number>;
}

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  weekday: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const formatter = new Intl.DateTimeFormat('en-US', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  weekday: 'short',
});
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export function partsOf(at: Date): Parts {
  const found = Object.fromEntries(formatter.formatToParts(at).map((part) => [part.type, part.value]));
  return {
    year: Number(found.year),
    month: Number(found.month),
    day: Number(found.day),
    hour: Number(found.hour),
    minute: Number(found.minute),
    weekday: WEEKDAYS.indexOf(found.weekday ?? ''),
  };
}

/** `2026-11-22`: the district's day of a moment. */
export function dayOf(at: Date): string {
  const { year, month, day } = partsOf(at);
  return `${year}-${two(month)}-${two(day)}`;
}

/** `15:00`. */
export function clockOf(at: Date): string {
  const { hour, minute } = partsOf(at);
  return `${two(hour)}:${two(minute)}`;
}

/** How many district days from `now` to `at`: 0 today, 1 tomorrow, -1 yesterday. */
export function daysBetween(now: Date, at: Date): number {
  return Math.round((Date.parse(`${dayOf(at)}T00:00Z`) - Date.parse(`${dayOf(now)}T00:00Z`)) / DAY);
}

/** When this day of the district ends; its zone has no summer time. */
export function endOfDay(now: Date): number {
  const { hour, minute } = partsOf(now);
  const passed = (hour * 60 + minute) * MINUTE + (now.getTime() % MINUTE);
  return now.getTime() - passed + DAY;
}

/** Just now, 5 minutes ago, today 15:00, yesterday 09:41, tomorrow 15:00, 22 Nov 15:00, 22 Nov 2025. */
export function sayWhen(at: Date, now: Date): Saying {
  const ago = now.getTime() - at.getTime();
  if (Math.abs(ago) < MINUTE) return { key: 'time.justNow', named: {} };
  if (ago > 0 && ago < 60 * MINUTE) return { key: 'time.minutesAgo', named: { n: Math.floor(ago / MINUTE) } };
  const time = clockOf(at);
  const days = daysBetween(now, at);
  if (days === 0) return { key: 'time.today', named: { time } };
  if (days === -1) return { key: 'time.yesterday', named: { time } };
  if (days === 1) return { key: 'time.tomorrow', named: { time } };
  const { year, month, day } = partsOf(at);
  if (year === partsOf(now).year) return { key: 'time.date', named: { month, day, time } };
  return { key: 'time.dateYear', named: { year, month, day } };
}

/** Everything, for whoever wants the exact time: 2026-11-22 15:00. */
export function exact(at: Date): string {
  return `${dayOf(at)} ${clockOf(at)}`;
}

export type PartOfDay = 'night' | 'morning' | 'noon' | 'afternoon' | 'evening';

export function partOfDay(now: Date): PartOfDay {
  const { hour } = partsOf(now);
  if (hour < 5) return 'night';
  if (hour < 11) return 'morning';
  if (hour < 13) return 'noon';
  return hour < 18 ? 'afternoon' : 'evening';
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
