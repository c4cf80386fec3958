import type { RouteLocationRaw } from 'vue-router';
import type { Attention } from '@/sync';

/** The form in which something refused can be put right, with everything in it; none: it can only be sent again. */
export function wayToCorrect(attention: Attention): RouteLocationRaw | undefined {
  const { collection, record, root, base, fields } = attention;
  if (fields === undefined || attention.waiting || fields.void === true) return undefined;
  const query = { fix: attention.mutation };
  if (collection === 'cases') {
    return base ? { name: 'case-edit', params: { id: record }, query } : { name: 'case-new', query };
  }
  if (base) return undefined;
  if (collection === 'entries') return { name: 'case-entry', params: { id: root }, query };
  if (collection === 'parties')
    return { name: 'case', params: { id: root }, query: { ...query, sheet: 'party' } };
  if (collection === 'inspections' && typeof fields.place === 'string') {
    return { name: 'inspect', params: { patrol: root, place: fields.place }, query };
  }
  return undefined;
}

interface Handed {
  id: string;
  of_collection: string;
  of_record: string;
  of_root?: string | null;
  content: unknown;
}

/** The form in which whoever leads takes over what was handed to them. `here`: whether a case is on this phone. */
export function wayToTakeOver(handed: Handed, here: (id: string) => boolean): RouteLocationRaw | undefined {
  const query = { from: handed.id };
  const { text } = (handed.content ?? {}) as { text?: unknown };
  if (handed.of_collection === 'cases' && here(handed.of_record)) {
    return { name: 'case-edit', params: { id: handed.of_record }, query };
  }
  if (handed.of_collection === 'entries' && here(handed.of_root ?? '')) {
    return { name: 'case-entry', params: { id: handed.of_root as string }, query };
  }
  const worded = typeof text === 'string' && text !== '';
  const opens = handed.of_collection === 'cases' || (handed.of_collection === 'entries' && worded);
  return opens ? { name: 'case-new', query } : undefined;
}
