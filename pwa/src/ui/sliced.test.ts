// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { type Slices, useGrowing, useSliced } from './sliced';

/** Adds up, and works a moment at each number, as a slow phone does. */
function* sum(numbers: readonly number[], seen: number[] = []): Slices<number> {
  let total = 0;
  for (const number of numbers) {
    const until = performance.now() + 2;
    while (performance.now() < until);
    total += number;
    seen.push(number);
    yield;
  }
  return total;
}

const LONG = Array.from({ length: 40 }, (_, number) => number);

test('what is quick is there at once', () => {
  const scope = effectScope();
  expect(scope.run(() => useSliced(() => sum([])))?.value).toBe(0);
  scope.stop();
});

test('what takes long lets others have their turn, and comes in the end', async () => {
  const scope = effectScope();
  let turns = 0;
  const found = scope.run(() => useSliced(() => sum(LONG)));
  expect(found?.value).toBeUndefined();
  const timer = setInterval(() => {
    turns += 1;
  });
  await vi.waitFor(() => expect(found?.value).toBe(780), 30_000);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
  scope.stop();
});

test('a change begins anew: the older calculation is left, its result never shown', async () => {
  const scope = effectScope();
  const numbers = ref<readonly number[]>([...LONG, 1_000]);
  const seen: number[] = [];
  const found = scope.run(() => useSliced(() => sum(numbers.value, seen)));
  numbers.value = LONG;
  await nextTick();
  await vi.waitFor(() => expect(found?.value).toBe(780), 30_000);
  expect(seen).not.toContain(1_000);
  scope.stop();
});

test('nothing is calculated any more for a screen that has gone', async () => {
  const scope = effectScope();
  const seen: number[] = [];
  scope.run(() => useSliced(() => sum(LONG, seen)));
  scope.stop();
  const before = seen.length;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(seen.length).toBe(before);
});

test('a list grows to its end a few at a time, and another list begins again', async () => {
  const scope = effectScope();
  const all = ref(LONG);
  const name = ref('first');
  const drawn = scope.run(() =>
    useGrowing(
      () => all.value,
      4,
      () => name.value,
    ),
  );
  expect(drawn?.value).toEqual([]);
  const lengths = new Set<number>();
  await vi.waitFor(() => {
    lengths.add(drawn?.value.length ?? 0);
    expect(drawn?.value).toEqual(LONG);
  }, 30_000);
  expect([...lengths].every((length) => length % 4 === 0)).toBe(true);
  all.value = LONG.map((number) => number + 100);
  await nextTick();
  expect(drawn?.value.length).toBe(40);
  name.value = 'second';
  await nextTick();
  expect(drawn?.value).toEqual([100, 101, 102, 103]);
  await vi.waitFor(() => expect(drawn?.value.length).toBe(40), 30_000);
  scope.stop();
});
