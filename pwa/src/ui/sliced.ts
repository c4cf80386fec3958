import { computed, onScopeDispose, type Ref, ref, shallowRef, watch, watchEffect } from 'vue';

/** A long calculation that offers a break at each `yield`. */
export type Slices<T> = Generator<void, T, void>;

/** So long a slow phone works before it looks for the finger again; the first slice is part of what a tap does. */
const FIRST_MS = 3;
const SLICE_MS = 6;

/** All of it at once. */
export function finished<T>(slices: Slices<T>): T {
  for (;;) {
    const step = slices.next();
    if (step.done) return step.value;
  }
}

/**
 * What `make` comes to, calculated in slices and anew whenever something changes that `make` itself reads; until then
 * the last result stands. `undefined` until there is a first one: at once, if it takes no longer than a slice.
 */
export function useSliced<T>(make: () => Slices<T>): Readonly<Ref<T | undefined>> {
  const result = shallowRef<T>();
  let turn = 0;
  watchEffect(() => {
    const slices = make();
    turn += 1;
    void run(slices, turn);
  });
  onScopeDispose(() => {
    turn = -1;
  });

  async function run(slices: Slices<T>, mine: number) {
    for (let length = FIRST_MS; mine === turn; length = SLICE_MS) {
      const until = performance.now() + length;
      do {
        const step = slices.next();
        if (step.done) {
          result.value = step.value;
          return;
        }
      } while (performance.now() < until);
      await pause();
    }
  }
  return result;
}

/**
 * The rows of a list, a few at a time once the screen around it stands: drawing them takes longer than finding them.
 * `other`: what makes it another list, which begins again.
 */
export function useGrowing<T>(
  all: () => readonly T[],
  atOnce: number,
  other: () => unknown,
): Readonly<Ref<readonly T[]>> {
  const drawn = ref(0);
  let growing = false;
  let gone = false;
  watch(other, () => {
    drawn.value = atOnce;
  });
  watch([all, drawn], grow, { immediate: true });
  onScopeDispose(() => {
    gone = true;
  });

  async function grow() {
    if (growing) return;
    growing = true;
    while (!gone && drawn.value < all().length) {
      await painted();
      drawn.value += atOnce;
    }
    growing = false;
  }
  return computed(() => all().slice(0, drawn.value));
}

/** Lets everything else that waits have its turn first. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}
