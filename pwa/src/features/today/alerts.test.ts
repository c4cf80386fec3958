import { expect, it } from 'vitest';
import { type Alert, alertsToShow } from './alerts';

const now = new Date('2026-11-22T12:00:00Z');
const alert = (id: string, made_at: string, seen_at?: string) =>
  ({ id, made_at, seen_at, kind: 'case_opened' }) as Alert;

it('shows what is unseen first, then what was seen today, the latest first', () => {
  const alerts = [
    alert('old', '2026-11-20T08:00:00Z', '2026-11-20T09:00:00Z'),
    alert('seen', '2026-11-22T08:00:00Z', '2026-11-22T09:00:00Z'),
    alert('first', '2026-11-22T07:00:00Z'),
    alert('second', '2026-11-22T10:00:00Z'),
  ];
  expect(alertsToShow(alerts, now).map((one) => one.id)).toEqual(['second', 'first', 'seen']);
});

it('never hides an unseen one, however many there are', () => {
  const many = Array.from({ length: 20 }, (_, n) => alert(`${n}`, '2026-11-22T07:00:00Z'));
  expect(alertsToShow(many, now)).toHaveLength(20);
});
