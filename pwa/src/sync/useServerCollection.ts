import { computed, shallowRef, toValue, watch } from 'vue';
import { call } from './client.ts';
import type { CollectionOptions, LiveRows, ServerQuery } from './collectionOptions.ts';
import { phone } from './phone.ts';
import { Problem } from './protocol.ts';
import type { CollectionName, Rec } from './types.ts';

interface ServerRecord {
  record: string;
  collection: string;
  root: string;
  version: number;
  fields: Record<string, unknown>;
}

/** What is not on the phone: long histories, and lists for those who work online. */
export function useServerCollection<C extends CollectionName>(
  collection: C,
  options: CollectionOptions<C>,
): LiveRows<C> {
  const rows = shallowRef<Rec<C>[]>([]);
  const total = shallowRef(0);
  const ready = shallowRef(false);
  const error = shallowRef<Problem | null>(null);
  let latest = 0;
  watch(
    () => [phone.value, JSON.stringify(toValue(options.query) ?? {})] as const,
    async ([open]) => {
      latest += 1;
      const mine = latest;
      if (open === null) return;
      try {
        const path = `/api/records/${collection}?${search(toValue(options.query) ?? {})}`;
        const body = (await call(open.fetch, path, await open.token())) as {
          records: ServerRecord[];
          total: number;
        };
        if (mine !== latest) return;
        rows.value = body.records.map((record) => shown<C>(record));
        total.value = body.total;
        error.value = null;
        ready.value = true;
      } catch (reason) {
        if (mine === latest) error.value = reason instanceof Problem ? reason : new Problem('no_answer');
      }
    },
    { immediate: true },
  );
  return { rows: computed(() => rows.value), ready: computed(() => ready.value), error, total };
}

function search(query: ServerQuery): URLSearchParams {
  const search = new URLSearchParams();
  if (query.where !== undefined) search.set('where', JSON.stringify(query.where));
  if (query.sort !== undefined) search.set('sort', query.sort);
  if (query.page !== undefined) search.set('page', String(query.page));
  if (query.per_page !== undefined) search.set('per_page', String(query.per_page));
  return search;
}

function shown<C extends CollectionName>(record: ServerRecord): Rec<C> {
  const { record: id, root, version, fields } = record;
  return Object.freeze({
    ...fields,
    id,
    collection: record.collection,
    root,
    version,
    pending: false,
  }) as Rec<C>;
}
