import { ref, watch } from 'vue';
import { loosely } from '@/sync/db';
import { phone } from '@/sync/phone';

/** What somebody has put aside for now: the ids of the lines, so that a new one opens the list again. */
const aside = ref<ReadonlySet<string>>(new Set());
const KEY = 'aside';

watch(
  phone,
  async (open) => {
    aside.value = new Set();
    if (!open) return;
    const kept = (await open.db.get('meta', KEY).catch(() => undefined)) as string[] | undefined;
    if (kept && phone.value === open) aside.value = new Set(kept);
  },
  { immediate: true },
);

export function isAside(ids: readonly string[]): boolean {
  return ids.length > 0 && ids.every((id) => aside.value.has(id));
}

/** Put aside or taken up again; nothing is settled by it and nothing stops for it. */
export function putAside(ids: readonly string[]): void {
  aside.value = new Set(ids);
  const open = phone.value;
  if (!open) return;
  void loosely(open.db, ['meta'], async (tx) => {
    tx.objectStore('meta').put([...ids], KEY);
  }).catch(() => {});
}
