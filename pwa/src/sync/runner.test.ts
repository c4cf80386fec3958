import { expect, test } from 'vitest';
import { soloLocks } from './locks.ts';
import { Runner } from './runner.ts';

/** A piece of work whose runs are ended by hand. */
function byHand(): { runner: Runner; runs: () => number; end: () => void } {
  let runs = 0;
  let end: () => void = () => {};
  const runner: Runner = new Runner({
    lock: `by hand ${Math.random()}`,
    locks: soloLocks,
    work: () =>
      new Promise<void>((resolve) => {
        runs += 1;
        end = resolve;
      }),
  });
  return { runner, runs: () => runs, end: () => end() };
}

test('who asks for a run at once, while one is failing, gets one more without the wait', async () => {
  const { runner, runs, end } = byHand();
  const first = runner.poke();
  await expect.poll(runs).toBe(1);
  void runner.poke(true);
  runner.retryIn(60_000);
  end();
  await expect.poll(runs).toBe(2);
  runner.retryIn(60_000);
  end();
  await first;
  expect(runs()).toBe(2);
  await runner.stop();
});

test('who only asks, while one is failing, waits as long as the failure asks for', async () => {
  const { runner, runs, end } = byHand();
  const first = runner.poke();
  await expect.poll(runs).toBe(1);
  void runner.poke();
  runner.retryIn(60_000);
  end();
  await first;
  expect(runs()).toBe(1);
  await runner.stop();
});
