import { describe, expect, it } from 'vitest';
import { clockOf, dayOf, daysBetween, endOfDay, partOfDay, sayWhen } from './time';

const now = new Date('2026-11-22T07:50:00+08:00');
const say = (at: string) => sayWhen(new Date(at), now);

describe('times as people say them', () => {
  it('says minutes for the last hour', () => {
    expect(say('2026-11-22T07:49:40+08:00').key).toBe('time.justNow');
    expect(say('2026-11-22T07:38:00+08:00')).toEqual({ key: 'time.minutesAgo', named: { n: 12 } });
  });

  it('says today, yesterday and tomorrow with the clock', () => {
    expect(say('2026-11-22T15:00:00+08:00')).toEqual({ key: 'time.today', named: { time: '15:00' } });
    expect(say('2026-11-21T09:41:00+08:00')).toEqual({ key: 'time.yesterday', named: { time: '09:41' } });
    expect(say('2026-11-23T00:00:00+08:00')).toEqual({ key: 'time.tomorrow', named: { time: '00:00' } });
  });

  it('gives the date within the year and the year beyond it', () => {
    expect(say('2026-11-03T18:00:00+08:00').named).toEqual({ month: 11, day: 3, time: '18:00' });
    expect(say('2025-12-31T18:00:00+08:00').named).toEqual({ year: 2025, month: 12, day: 31 });
  });

  it('counts days in the district even when the moment is another day in UTC', () => {
    const night = new Date('2026-11-21T23:30:00Z');
    expect(dayOf(night)).toBe('2026-11-22');
    expect(clockOf(night)).toBe('07:30');
    expect(daysBetween(now, new Date('2026-11-22T15:59:00Z'))).toBe(0);
    expect(daysBetween(now, new Date('2026-11-22T16:00:00Z'))).toBe(1);
  });

  it('ends the day at midnight of the district', () => {
    expect(new Date(endOfDay(now)).toISOString()).toBe('2026-11-22T16:00:00.000Z');
    expect(new Date(endOfDay(new Date('2026-11-22T15:59:59.999Z'))).toISOString()).toBe(
      '2026-11-22T16:00:00.000Z',
    );
  });

  it('knows the part of the day for a greeting', () => {
    const at = (hour: string) => partOfDay(new Date(`2026-11-22T${hour}:00:00+08:00`));
    expect([at('03'), at('07'), at('12'), at('16'), at('20')]).toEqual([
      'night',
      'morning',
      'noon',
      'afternoon',
      'evening',
    ]);
  });
});
