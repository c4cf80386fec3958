import { describe, expect, it } from 'vitest';
import { deadlineOf, isOverdue, pressing, sleepsOver } from './deadlines';
import { endOfDay } from './time';

const now = new Date('2026-11-22T11:00:00+08:00');
const end = endOfDay(now);
const due = (due_at: string | null, status = 'open') => ({ due_at, status });

describe('deadlines in words', () => {
  it('counts what is overdue in minutes, hours, then days', () => {
    expect(deadlineOf(due('2026-11-22T10:40:00+08:00'), now)).toEqual({
      key: 'deadline.lateMinutes',
      named: { n: 20 },
      urgency: 'late',
    });
    expect(deadlineOf(due('2026-11-22T09:00:00+08:00'), now)?.key).toBe('deadline.lateHours');
    expect(deadlineOf(due('2026-11-19T10:00:00+08:00'), now)).toMatchObject({
      key: 'deadline.lateDays',
      named: { n: 3 },
    });
  });

  it('is soon while the day it falls on is today', () => {
    expect(deadlineOf(due('2026-11-22T13:00:00+08:00'), now)).toMatchObject({
      key: 'deadline.leftHours',
      urgency: 'soon',
    });
    expect(deadlineOf(due('2026-11-22T18:00:00+08:00'), now)).toMatchObject({
      key: 'deadline.today',
      urgency: 'soon',
    });
  });

  it('is calm from tomorrow on, and silent where the station has set none yet', () => {
    expect(deadlineOf(due('2026-11-23T18:00:00+08:00'), now)?.urgency).toBe('calm');
    expect(deadlineOf(due('2026-11-29T18:00:00+08:00'), now)?.named).toEqual({ month: 11, day: 29 });
    expect(deadlineOf(due(null), now)).toBeNull();
  });

  it('never calls a closed case overdue', () => {
    const closed = due('2026-11-01T18:00:00+08:00', 'closed');
    expect(deadlineOf(closed, now)?.urgency).toBe('done');
    expect(isOverdue(closed, now)).toBe(false);
    expect(sleepsOver(closed, end)).toBe(false);
  });

  it('names what will sleep over tonight: due today or before, still open', () => {
    expect(sleepsOver(due('2026-11-22T18:00:00+08:00'), end)).toBe(true);
    expect(sleepsOver(due('2026-11-20T18:00:00+08:00'), end)).toBe(true);
    expect(sleepsOver(due('2026-11-23T09:00:00+08:00'), end)).toBe(false);
  });

  it('puts the most pressing first and what has no clock last, newest first', () => {
    const list = [
      { ...due(null), made_at: '2026-11-22T08:00:00Z', id: 'old' },
      { ...due(null), made_at: '2026-11-22T09:00:00Z', id: 'new' },
      { ...due('2026-11-25T10:00:00+08:00'), id: 'later' },
      { ...due('2026-11-22T10:00:00+08:00'), id: 'now' },
    ];
    expect(list.sort((a, b) => pressing(a) - pressing(b)).map((item) => item.id)).toEqual([
      'now',
      'later',
      'new',
      'old',
    ]);
  });
});
