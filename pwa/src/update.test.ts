import { afterEach, expect, it, vi } from 'vitest';
import { effectScope } from 'vue';
import { useFormGuard } from './update.ts';

/** Locks as far as a form needs them: who holds one lets go when their promise resolves. */
function fakeLocks() {
  let held = 0;
  const request = async (_name: string, _options: object, work: () => Promise<void>) => {
    held += 1;
    await work();
    held -= 1;
  };
  return { request, held: () => held };
}

afterEach(() => vi.unstubAllGlobals());

it('holds back a new build while a form is dirty', async () => {
  const locks = fakeLocks();
  vi.stubGlobal('navigator', { locks });
  const scope = effectScope();
  const { dirty } = scope.run(() => useFormGuard()) as ReturnType<typeof useFormGuard>;
  expect(locks.held()).toBe(0);
  dirty.value = true;
  expect(locks.held()).toBe(1);
  dirty.value = false;
  await Promise.resolve();
  await Promise.resolve();
  expect(locks.held()).toBe(0);
  scope.stop();
});

it('lets go when a form that is still dirty is closed', async () => {
  const locks = fakeLocks();
  vi.stubGlobal('navigator', { locks });
  const scope = effectScope();
  const { dirty } = scope.run(() => useFormGuard()) as ReturnType<typeof useFormGuard>;
  dirty.value = true;
  scope.stop();
  await Promise.resolve();
  await Promise.resolve();
  expect(locks.held()).toBe(0);
});
