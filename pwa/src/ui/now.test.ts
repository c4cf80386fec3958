import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { computed, effectScope } from 'vue';
import { useNow } from './now';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-22T10:00:00+08:00') });
});

afterEach(() => {
  vi.useRealTimers();
});

test('the first who looks sees the present moment, and it is renewed every half minute', () => {
  const scope = effectScope();
  const now = scope.run(useNow);
  expect(now?.value.toISOString()).toBe('2026-11-22T02:00:00.000Z');
  vi.advanceTimersByTime(30_000);
  expect(now?.value.toISOString()).toBe('2026-11-22T02:00:30.000Z');
  scope.stop();
  vi.advanceTimersByTime(10_000);
  const later = effectScope();
  expect(later.run(useNow)?.value.toISOString()).toBe('2026-11-22T02:00:40.000Z');
  later.stop();
});

test('one more line that shows a time has nothing calculated anew', () => {
  const scope = effectScope();
  const now = scope.run(useNow);
  let calculated = 0;
  const late = computed(() => {
    calculated += 1;
    return now?.value.getTime();
  });
  for (let line = 0; line < 60; line++) {
    vi.advanceTimersByTime(10);
    scope.run(useNow);
    expect(late.value).toBe(Date.parse('2026-11-22T10:00:00+08:00'));
  }
  expect(calculated).toBe(1);
  scope.stop();
});

test('after the phone has slept, the next who looks moves it for all', () => {
  const scope = effectScope();
  const now = scope.run(useNow);
  vi.setSystemTime(new Date('2026-11-22T18:00:00+08:00'));
  scope.run(useNow);
  expect(now?.value.toISOString()).toBe('2026-11-22T10:00:00.000Z');
  scope.stop();
});
