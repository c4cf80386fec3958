import type { Rec } from '@/sync';

type Fields = Readonly<Record<string, unknown>>;
export type Handover = Rec<'handovers'>;

/** One record that hung from what was refused, with all that was done to it. */
export interface Part {
  collection: string;
  record: string;
  fields: Fields;
}

/** What was handed over, with later work on the same record laid over it, as its author saw it. */
export function contentOf({
  content,
  parts,
  of_record,
}: Pick<Handover, 'content' | 'parts' | 'of_record'>): Fields {
  const later = (parts ?? []).filter((part) => part.record === of_record);
  return Object.assign({}, content as Fields, ...later.map((part) => part.fields as Fields)) as Fields;
}

/** What hung from it: of each record one, whole. */
export function partsOf({ parts, of_record }: Pick<Handover, 'parts' | 'of_record'>): Part[] {
  const found = new Map<string, Part>();
  for (const { collection, record, fields } of parts ?? []) {
    if (record === of_record) continue;
    const before = found.get(record);
    found.set(record, { collection, record, fields: { ...before?.fields, ...(fields as Fields) } });
  }
  return [...found.values()];
}

/** Open ones first, the oldest of them first; then those settled within a month, the latest first. */
export function handoversToShow(rows: readonly Handover[], now: Date): Handover[] {
  const time = (text: string | null | undefined) => Date.parse(text ?? '') || 0;
  const live = rows.filter((row) => !row.void);
  const open = live.filter((row) => !row.outcome).sort((a, b) => (a.id < b.id ? -1 : 1));
  const settled = live
    .filter((row) => row.outcome && now.getTime() - (time(row.settled_at) || now.getTime()) < MONTH)
    .sort((a, b) => time(b.settled_at) - time(a.settled_at));
  return [...open, ...settled];
}

const MONTH = 30 * 24 * 60 * 60_000;
