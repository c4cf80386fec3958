import { expect, test } from 'vitest';
import { soloLocks } from './locks.ts';

function held(): { free: () => void; until: Promise<void> } {
  let free: () => void = () => {};
  const until = new Promise<void>((resolve) => {
    free = resolve;
  });
  return { free, until };
}

test('whoever does not want to wait any more leaves the queue at once', async () => {
  const first = held();
  const stop = new AbortController();
  const done: string[] = [];
  const holding = soloLocks.request('a', async () => {
    await first.until;
    done.push('first');
  });
  const leaving = soloLocks.request('a', { signal: stop.signal }, async () => void done.push('never'));
  const last = soloLocks.request('a', async () => void done.push('last'));
  stop.abort();
  await expect(leaving).rejects.toMatchObject({ name: 'AbortError' });
  expect(done).toEqual([]);
  first.free();
  await Promise.all([holding, last]);
  expect(done).toEqual(['first', 'last']);
});

test('who has it already keeps it until the work is over', async () => {
  const work = held();
  const stop = new AbortController();
  const done: string[] = [];
  const holding = soloLocks.request('b', { signal: stop.signal }, async () => {
    stop.abort();
    await work.until;
    done.push('first');
  });
  const next = soloLocks.request('b', async () => void done.push('next'));
  work.free();
  await Promise.all([holding, next]);
  expect(done).toEqual(['first', 'next']);
});
