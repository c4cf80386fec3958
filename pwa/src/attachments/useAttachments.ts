import { type ComputedRef, computed, type MaybeRefOrGetter, reactive, toValue, watch } from 'vue';
import { phone } from '@/sync/phone.ts';
import type { Rec } from '@/sync/types.ts';
import { useCollection } from '@/sync/useCollection.ts';
import { useSync } from '@/sync/useSync.ts';
import { addressOf, forgetAddresses, fullAddressOf } from './addresses.ts';

export interface Attachment {
  id: string;
  kind: string;
  /** A small picture: from this phone's own bytes, else the server's. Undefined while it is not here. */
  url: string | undefined;
  /** `stored` when the record says so; `sent` when the server has the bytes; `queued` before. */
  state: 'queued' | 'sent' | 'stored';
  /** Why the bytes are not wanted, if they were refused. */
  refused: string | undefined;
  /** Made on this phone and not there yet, or made elsewhere. */
  mine: boolean;
  record: Rec<'attachments'>;
  /** The address of the whole picture, sound or document. */
  open(): Promise<string | undefined>;
}

/** The attachments of one record, oldest first, live, each with how far it is on its way. */
export function useAttachments(parent: MaybeRefOrGetter<string | undefined>): ComputedRef<Attachment[]> {
  const { rows } = useCollection('attachments', {
    where: (record) => record.parent === toValue(parent) && !record.void,
    sort: (a, b) => (a.id < b.id ? -1 : 1),
  });
  const urls = reactive(new Map<string, string>());
  const lastSync = useSync().last;
  // Looked for again after each sync: the server may not have had the small picture ready the first time.
  watch(
    () => rows.value.map((row) => `${row.id} ${row.stored === true}`).join() + lastSync.value?.at,
    () => {
      for (const row of rows.value) {
        if (urls.has(row.id)) continue;
        void addressOf(row).then((url) => url !== undefined && urls.set(row.id, url));
      }
    },
    { immediate: true },
  );
  return computed(() => rows.value.map((row) => described(row, urls.get(row.id))));
}

function described(record: Rec<'attachments'>, url: string | undefined): Attachment {
  const upload = phone.value?.live.uploads.value.get(record.id);
  const state = record.stored ? 'stored' : upload?.state === 'sent' ? 'sent' : 'queued';
  const refused = record.refused_code ?? (upload?.state === 'refused' ? upload.code : undefined) ?? undefined;
  const { id, kind } = record;
  const open = () => fullAddressOf(record);
  return { id, kind: kind ?? 'photo', url, state, refused, mine: upload !== undefined, record, open };
}

watch(phone, forgetAddresses, { flush: 'sync' });
