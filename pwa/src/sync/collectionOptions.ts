import type { ComputedRef, MaybeRefOrGetter, Ref } from 'vue';
import type { Problem } from './protocol.ts';
import type { CollectionName, Rec } from './types.ts';

/** `where` and `sort` as `GET /api/records/<collection>` takes them. */
export interface ServerQuery {
  where?: Record<string, unknown>;
  sort?: string;
  page?: number;
  per_page?: number;
}

export interface CollectionOptions<C extends CollectionName> {
  /** Which records; may read refs, and is asked again when they change. */
  where?: (record: Rec<C>) => boolean;
  sort?: (a: Rec<C>, b: Rec<C>) => number;
  /** Only the records of one root, without looking at the others. */
  index?: { root?: MaybeRefOrGetter<string | undefined> };
  /** `server`: what is not on the phone, asked for over the network. */
  from?: 'phone' | 'server';
  query?: MaybeRefOrGetter<ServerQuery>;
}

export interface LiveRows<C extends CollectionName> {
  rows: ComputedRef<Rec<C>[]>;
  ready: ComputedRef<boolean>;
  error: Readonly<Ref<Problem | null>>;
  /** How many there are in all: of `server` more than the page that is here. */
  total: Readonly<Ref<number>>;
}
