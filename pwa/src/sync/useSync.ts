import { type ComputedRef, computed, type Ref, ref, shallowRef, watch } from 'vue';
import { attentionOf, type Settlement } from './attention.ts';
import type { Photo, Status } from './channel.ts';
import { exportUnsent } from './exportUnsent.ts';
import { isClosed } from './full.ts';
import { isLate, isLateUpload, linesOf, type SyncLine } from './lines.ts';
import type { SyncLog } from './log.ts';
import { currentPhone, phone } from './phone.ts';
import type { JsonFields } from './protocol.ts';
import { giveUp, settleAttention, settleUpload } from './settle.ts';
import type { SentRow } from './types.ts';
import { useCollection } from './useCollection.ts';
import { waitingRecords } from './waiting.ts';

export interface UseSync {
  /** The first that holds. `synced` only when the last try was answered and nothing waits. */
  state: ComputedRef<'attention' | 'waiting' | 'offline' | 'synced'>;
  /** This person's records and attachments that are not at the server. */
  waiting: ComputedRef<number>;
  counts: ComputedRef<{ records: number; photos: number; attention: number }>;
  /** Photos that had arrived and went from this phone to make room, before a backup held them. */
  freed: ComputedRef<number>;
  lines: ComputedRef<SyncLine[]>;
  last: Ref<SyncLog | null>;
  /** Whether a run is going on, and the photo that is on its way. */
  progress: ComputedRef<{ running: boolean; photo: Photo | null }>;
  /** What stops sending: `upgrade_required`, `storage_full` …; null when nothing does. */
  problem: ComputedRef<string | null>;
  syncNow(): Promise<void>;
  exportUnsent(): Promise<Blob>;
  /**
   * `line`: its id. A refused photo, and what the server has put off for a day, is tried again with `mine` and given
   * up for good with `dismissed`.
   */
  settle(line: string, how: Settlement, fields?: JsonFields): Promise<void>;
}

/** When the last try began or ended: by it the screens tell what has waited too long. There is one every half minute. */
const now = ref(Date.now());
const UNKNOWN: Status = { running: false, reached: null, problem: null };
const status = shallowRef<Status>(UNKNOWN);
const photo = shallowRef<Photo | null>(null);
const last = shallowRef<SyncLog | null>(null);
const sent = shallowRef<SentRow[]>([]);
/** Sealed work of this person that could not be opened: it is not at the server either. */
export const sealedOfPerson = ref(0);

/** The truth about what has arrived and what has not. */
export function useSync(): UseSync {
  const records = useCollection('attention').rows;
  const live = computed(() => phone.value?.live);
  const outbox = computed(() => [...(live.value?.outbox.value.values() ?? [])]);
  const uploads = computed(() => [...(live.value?.uploads.value.values() ?? [])]);
  const attention = computed(() => attentionOf(records.value, live.value?.attention.value.values() ?? []));
  const lines = computed(() => {
    readSent();
    return linesOf(outbox.value, uploads.value, attention.value, sent.value, now.value);
  });
  const unsent = computed(() => waitingRecords(outbox.value, uploads.value));
  const waiting = computed(() => unsent.value.size + sealedOfPerson.value);
  const counts = computed(() => {
    const photos = uploads.value.filter((row) => unsent.value.has(row.record)).length;
    const late = outbox.value.filter((row) => isLate(row, now.value));
    const named = new Set([...attention.value, ...outbox.value].map((one) => one.record));
    const bytes = uploads.value.filter((row) => row.state === 'refused' || isLateUpload(row, now.value));
    const unnamed = bytes.filter((row) => !named.has(row.record));
    return {
      records: waiting.value - photos,
      photos,
      attention: attention.value.length + new Set(late.map((row) => row.record)).size + unnamed.length,
    };
  });
  return {
    state: computed(() => {
      if (counts.value.attention > 0) return 'attention';
      if (waiting.value > 0) return 'waiting';
      return status.value.reached && status.value.problem === null ? 'synced' : 'offline';
    }),
    waiting,
    counts,
    freed: computed(() => uploads.value.filter((row) => row.freed && row.state === 'stored').length),
    lines,
    last,
    progress: computed(() => ({ running: status.value.running, photo: photo.value })),
    problem: computed(() => status.value.problem),
    syncNow,
    exportUnsent,
    async settle(id, how, fields) {
      const wanted = attention.value.find((one) => one.id === id || one.mutation === id);
      const waits = live.value?.outbox.value.get(id);
      if (wanted !== undefined) await settleAttention(wanted, how, fields);
      else if (waits === undefined) await settleUpload(id, how);
      else if (how === 'dismissed') await giveUp(waits.record);
      else await syncNow();
    },
  };
}

/** Text and photos, without keeping any wait. Resolves when both have been tried. */
async function syncNow(): Promise<void> {
  const { sender, uploader } = currentPhone();
  await sender.poke(true);
  await uploader.poke(true);
}

/** What has gone is read when somebody looks at the lines, not with every run. */
let sentWanted = false;

function readSent(): void {
  if (sentWanted) return;
  sentWanted = true;
  void refresh();
}

async function refresh(): Promise<void> {
  const db = phone.value?.db;
  if (db === undefined) return;
  try {
    last.value = ((await db.get('meta', 'log')) as SyncLog | undefined) ?? null;
    if (sentWanted) sent.value = await db.getAll('sent');
  } catch (error) {
    // Signed out meanwhile: there is nothing to show.
    if (!isClosed(error)) throw error;
  }
}

watch(
  phone,
  (open, _before, onCleanup) => {
    status.value = UNKNOWN;
    photo.value = null;
    last.value = null;
    sent.value = [];
    sentWanted = false;
    now.value = Date.now();
    if (open === null) return;
    void refresh();
    onCleanup(
      open.channel.listen((message) => {
        if (message.kind === 'photo') photo.value = message.photo;
        if (message.kind === 'status') {
          status.value = message.status;
          now.value = Date.now();
        }
        if (message.kind === 'status' && !message.status.running) void refresh();
      }),
    );
  },
  { flush: 'sync' },
);
