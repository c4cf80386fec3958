import type { FieldConflict, JsonFields } from './protocol.ts';
import type { AttentionRow, OutboxRow, Rec } from './types.ts';

export type Settlement = 'theirs' | 'mine' | 'dismissed' | 'corrected' | 'handed_over';
export type FieldSettlement = 'theirs' | 'mine' | 'merged';

/** One thing that needs a person: the server's `attention` record, this phone's own note of it, or both. */
export interface Attention {
  /** The id to settle it by: the record's, or the mutation's while the record is not here. */
  id: string;
  mutation: string;
  kind: 'conflict' | 'refused';
  collection: string;
  record: string;
  root: string;
  code: string | undefined;
  detail: string | undefined;
  errors: Record<string, string[]>;
  /** The fields that are still open. */
  conflicts: FieldConflict[];
  /** Those that have been settled one by one. */
  settled: { field: string; how: FieldSettlement }[];
  /** It stands in the outbox still: the server puts it off and may yet take it. */
  waiting?: true;
  /** The version of the record that its author had seen; 0 when it was a new one. */
  base: number | undefined;
  /** What was entered, while this phone still has it. */
  fields: JsonFields | undefined;
  made_at: string;
}

/** Both sources by mutation. What the record says goes first; the phone's own note has what was entered. */
export function attentionOf(records: readonly Rec<'attention'>[], rows: Iterable<AttentionRow>): Attention[] {
  const own = new Map([...rows].map((row) => [row.id, row]));
  const settled = new Set(records.filter((record) => record.settled).map((record) => record.mutation));
  const known = records.filter((record) => !record.settled && !record.void);
  const fromRecords = known.map((record) => ofRecord(record, own.get(record.mutation ?? '')));
  const named = new Set(known.map((record) => record.mutation));
  const alone = [...own.values()].filter((row) => !named.has(row.id) && !settled.has(row.id));
  return [...fromRecords, ...alone.map(ofRow)]
    .filter(isOpen)
    .sort((a, b) => (a.mutation < b.mutation ? -1 : 1));
}

/** A conflict whose fields were settled one by one, on two phones, is over with the last of them. */
const isOpen = (one: Attention) => one.kind === 'refused' || one.conflicts.length > 0;

function ofRecord(record: Rec<'attention'>, own: AttentionRow | undefined): Attention {
  const settled = settledOf(record.fields_settled, own);
  return {
    id: record.id,
    mutation: record.mutation ?? record.id,
    kind: record.kind === 'conflict' ? 'conflict' : 'refused',
    collection: record.of_collection ?? own?.collection ?? '',
    record: record.of_record ?? own?.record ?? '',
    root: record.of_root ?? own?.mutation.root ?? '',
    code: record.code ?? undefined,
    detail: record.detail ?? undefined,
    errors: (record.errors ?? {}) as Record<string, string[]>,
    conflicts: open((record.conflicts ?? []) as FieldConflict[], settled),
    settled,
    base: own?.mutation.base,
    fields: own?.mutation.fields,
    made_at: own?.mutation.at ?? record.made_at ?? '',
  };
}

/** What the record says, and what this phone knows beyond it. */
function settledOf(said: Rec<'attention'>['fields_settled'], own: AttentionRow | undefined) {
  const known = (said ?? []) as Attention['settled'];
  const more = (own?.fieldsSettled ?? []).filter((part) => !known.some(({ field }) => field === part.field));
  return [...known, ...more];
}

function open(conflicts: readonly FieldConflict[], settled: Attention['settled']): FieldConflict[] {
  return conflicts.filter((one) => !settled.some((part) => part.field === one.field));
}

/** What the server has put off for long, as something that can be handed over. */
export function attentionOfWaiting({ id, record, collection, mutation, retryCode }: OutboxRow): Attention {
  const { root, fields, base, at: made_at } = mutation;
  const empty = { detail: undefined, errors: {}, conflicts: [], settled: [] };
  const about = { id, mutation: id, collection, record, root, base, fields, made_at };
  return { ...about, ...empty, kind: 'refused', code: retryCode, waiting: true };
}

function ofRow(row: AttentionRow): Attention {
  const { id, record, collection, mutation, receipt } = row;
  const settled = settledOf(undefined, row);
  return {
    id,
    mutation: id,
    kind: receipt.outcome === 'conflict' ? 'conflict' : 'refused',
    collection,
    record,
    root: mutation.root,
    code: receipt.code,
    detail: receipt.detail,
    errors: receipt.errors ?? {},
    conflicts: open(receipt.conflicts ?? [], settled),
    settled,
    base: mutation.base,
    fields: mutation.fields,
    made_at: mutation.at,
  };
}
