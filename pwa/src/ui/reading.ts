import { type ComputedRef, computed } from 'vue';
import { type CollectionName, type Rec, useCollection, useRecord } from '@/sync';
import { useMe } from './me';

/**
 * Most people's phones hold the records of their area. Who reads the whole district reads it online; the same
 * screens ask here, so that they need not know the difference.
 */
export function useOne<C extends CollectionName>(
  collection: C,
  id: () => string,
): { record: ComputedRef<Rec<C> | undefined>; ready: ComputedRef<boolean>; failed: ComputedRef<boolean> } {
  const { online } = useMe();
  if (!online.value) return { ...useRecord(collection, id), failed: computed(() => false) };
  const query = () => ({ where: { id: id() } });
  const { rows, ready, error } = useCollection(collection, { from: 'server', query });
  return { record: computed(() => rows.value[0]), ready, failed: computed(() => error.value !== null) };
}

/** The records that belong to one root, in the order of their making. */
export function useRootRows<C extends CollectionName>(
  collection: C,
  root: () => string,
): { rows: ComputedRef<Rec<C>[]>; ready: ComputedRef<boolean> } {
  const { online } = useMe();
  const sort = (a: Rec<C>, b: Rec<C>) =>
    (a.made_at ?? '').localeCompare(b.made_at ?? '') || (a.id < b.id ? -1 : 1);
  if (!online.value) return useCollection(collection, { index: { root }, sort });
  const query = () => ({ where: { root: root() }, sort: 'made_at', per_page: 200 });
  return useCollection(collection, { from: 'server', query });
}
