import { computed, shallowRef, watch } from 'vue';
import { isClosed } from './full.ts';
import { phone } from './phone.ts';
import type { Afresh, Replica } from './types.ts';

/** What is worst comes first. */
const ORDER = ['stays', 'found', 'agrees'] as const;
const replica = shallowRef<Replica | undefined>();

/**
 * Whether the phone was found not to hold what it should within the last day, and what came of it: see section 10 of
 * the agreement. Null when all was well.
 */
export function useSelfCheck() {
  return computed<Afresh | null>(() => {
    const all = Object.values(replica.value?.afresh ?? {});
    for (const state of ORDER) {
      const found = all.find((one) => one.state === state);
      if (found !== undefined) return found;
    }
    return null;
  });
}

async function refresh(): Promise<void> {
  try {
    replica.value = (await phone.value?.db.get('meta', 'replica')) as Replica | undefined;
  } catch (error) {
    // Signed out meanwhile: there is nothing to show.
    if (!isClosed(error)) throw error;
  }
}

watch(
  phone,
  (open, _before, onCleanup) => {
    replica.value = undefined;
    if (open === null) return;
    void refresh();
    onCleanup(
      open.channel.listen((message) => {
        if (message.kind === 'status') void refresh();
      }),
    );
  },
  { flush: 'sync', immediate: true },
);
