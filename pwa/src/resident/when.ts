import { fill, type Words } from './words/index.ts';

/**
 * A time of the district as people say it: 今天 15:00, 11月22日 09:20. Both are RFC 3339 with the district's own
 * offset, so that what is read off is its wall clock, wherever the phone thinks it is.
 */
export function when(at: string, now: string, words: Words): string {
  return `${day(at, now, words)} ${at.slice(11, 16)}`;
}

export function day(at: string, now: string, words: Words): string {
  const away = number(at) - number(now);
  if (away === 0) return words.today;
  if (away === 1) return words.tomorrow;
  if (away === -1) return words.yesterday;
  const month = words.months.split(' ')[Number(at.slice(5, 7)) - 1] ?? '';
  const named = fill(words.date, { month, day: Number(at.slice(8, 10)) });
  return at.slice(0, 4) === now.slice(0, 4) ? named : `${at.slice(0, 4)} ${named}`;
}

/** Days since 1970 of the calendar day that the text begins with. */
function number(text: string): number {
  return Math.round(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / 86_400_000);
}
