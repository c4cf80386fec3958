import { type ComputedRef, computed, type MaybeRefOrGetter, toValue } from 'vue';
import type { CollectionOptions, LiveRows } from './collectionOptions.ts';
import { phone } from './phone.ts';
import type { CollectionName, Rec } from './types.ts';
import { useServerCollection } from './useServerCollection.ts';

/**
 * The records of a collection as a person should see them now: committed, with this phone's unsent work laid over
 * them, and always current. A record that did not change is the same object as before.
 */
export function useCollection<C extends CollectionName>(
  collection: C,
  options: CollectionOptions<C> = {},
): LiveRows<C> {
  if (options.from === 'server') return useServerCollection(collection, options);
  const { where, sort, index } = options;
  const root = () => toValue(index?.root);
  // An index that is not known yet is nothing, not everything.
  const shelf = computed(() =>
    index !== undefined && root() === undefined ? undefined : phone.value?.live.shelf(collection, root()),
  );
  const rows = computed(() => {
    const listed = (shelf.value?.list(root()) ?? []) as unknown as Rec<C>[];
    const chosen = where === undefined ? listed : listed.filter(where);
    return sort === undefined ? chosen : chosen.sort(sort);
  });
  const ready = computed(() => shelf.value?.isHere(root()) ?? false);
  return { rows, ready, error: computed(() => null), total: computed(() => rows.value.length) };
}

/** One record, live. `ready` says whether the phone has looked; then an undefined record is not on this phone. */
export function useRecord<C extends CollectionName>(
  collection: C,
  id: MaybeRefOrGetter<string | undefined>,
): { record: ComputedRef<Rec<C> | undefined>; ready: ComputedRef<boolean> } {
  const shelf = computed(() => {
    const wanted = toValue(id);
    return wanted === undefined ? undefined : phone.value?.live.shelf(collection, undefined);
  });
  const record = computed(() => shelf.value?.get(toValue(id) as string) as Rec<C> | undefined);
  return { record, ready: computed(() => shelf.value?.isHere(undefined) ?? false) };
}
