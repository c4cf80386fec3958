import { type Attention, attentionOfWaiting } from './attention.ts';
import type { UploadRow } from './db.ts';
import type { Json } from './protocol.ts';
import type { OutboxRow, SentRow } from './types.ts';

/** One line of the panel. `label` is what the person wrote, if anything: it is content, not a caption. */
export interface SyncLine {
  /** Stable; of an attention line the id to settle it by. */
  id: string;
  record: string;
  root: string;
  collection: string;
  kind: 'record' | 'photo';
  state: 'waiting' | 'retry' | 'sent' | 'attention';
  /** A code: why it waits, or what is wrong. Words for it are the screen's. */
  why?: string | undefined;
  made_at: string;
  label: string;
  attention?: Attention;
}

const DAY_MS = 86_400_000;
/** Why a line that nobody has refused needs a person. */
const UNSENT = 'unsent_for_a_day';

/** Every record and photo that is not at the station, then what has gone there, newest first. */
export function linesOf(
  outbox: readonly OutboxRow[],
  uploads: readonly UploadRow[],
  attention: readonly Attention[],
  sent: readonly SentRow[],
  now: number,
): SyncLine[] {
  const unsent = new Map<string, OutboxRow>();
  for (const row of outbox) {
    const before = unsent.get(row.record);
    unsent.set(row.record, before?.retrySince === undefined ? row : before);
  }
  const records = [...unsent.values()].map((row) => ofOutbox(row, now));
  const named = new Set([...unsent.keys(), ...attention.map((one) => one.record)]);
  const photos = uploads
    .filter((row) => row.state !== 'stored' && !named.has(row.record))
    .map((row) => ofUpload(row, now));
  const waiting = new Set([...unsent.keys(), ...photos.map((line) => line.record)]);
  const gone = new Map(
    sent.filter((row) => !waiting.has(row.record)).map((row) => [row.record, ofSent(row)]),
  );
  return [...attention.map(ofAttention), ...records, ...photos, ...[...gone.values()].reverse()];
}

function ofAttention(attention: Attention): SyncLine {
  const { id, record, root, collection, code, kind, made_at, fields = {} } = attention;
  const line = { id, record, root, collection, state: 'attention', why: code ?? kind, made_at } as const;
  return { ...line, kind: kindOf(collection), label: labelOf(fields), attention };
}

/** What is a day old, or was put off by the server for one, needs a person, though it stays in its place. */
export function isLate(row: OutboxRow, now: number): boolean {
  return now - Math.min(row.retrySince ?? now, Date.parse(row.mutation.at)) > DAY_MS;
}

/** The same of bytes that have not arrived. */
export function isLateUpload(row: UploadRow, now: number): boolean {
  return ['queued', 'sent'].includes(row.state) && now - Date.parse(row.made_at) > DAY_MS;
}

function ofOutbox(row: OutboxRow, now: number): SyncLine {
  const { id, record, collection, mutation, retrySince, retryCode } = row;
  const state = isLate(row, now) ? 'attention' : retrySince === undefined ? 'waiting' : 'retry';
  const { root, at: made_at, fields } = mutation;
  const kind = kindOf(collection);
  const why = state === 'attention' ? (retryCode ?? UNSENT) : retryCode;
  const line = { id, record, root, collection, kind, state, why, made_at, label: labelOf(fields) } as const;
  // What the server keeps putting off can be handed over; what only lacks a network goes by itself.
  const putOff = state === 'attention' && retrySince !== undefined && kind === 'record';
  return putOff ? { ...line, attention: attentionOfWaiting(row) } : line;
}

/** Bytes that were sent have not arrived before the station has looked at them: `arriving`. */
function ofUpload(row: UploadRow, now: number): SyncLine {
  const late = isLateUpload(row, now);
  const state = late || row.state === 'refused' ? 'attention' : 'waiting';
  const why = late ? UNSENT : row.state === 'sent' ? 'arriving' : row.code;
  const { record, root, made_at, filename: label } = row;
  return { id: record, record, root, collection: 'attachments', kind: 'photo', state, why, made_at, label };
}

function ofSent({ id, record, collection, mutation }: SentRow): SyncLine {
  const { root, at: made_at, fields } = mutation;
  const kind = kindOf(collection);
  return { id, record, root, collection, kind, state: 'sent', made_at, label: labelOf(fields) };
}

const kindOf = (collection: string): SyncLine['kind'] => (collection === 'attachments' ? 'photo' : 'record');

function labelOf(fields: { [field: string]: Json }): string {
  const words = [fields.text, fields.name, fields.agreed, fields.address, fields.filename];
  return words.find((word): word is string => typeof word === 'string' && word !== '')?.slice(0, 80) ?? '';
}
