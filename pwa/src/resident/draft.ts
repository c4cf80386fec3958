import { newId } from './ids.ts';
import { keep, kept } from './kept.ts';
import { type Place, wire } from './place.ts';

/** What is written so far. It survives a reload and a closed browser; photos do not. */
export interface Draft {
  text: string;
  phone: string;
  place: Place;
  /** A report that was sent and not answered: it goes again word for word, and cannot become two. */
  pending: Report | null;
}

export interface Report {
  id: string;
  text: string;
  place: Record<string, unknown>;
  phone?: string;
}

/** The kept one; a poster that was just scanned says the place. */
export function openDraft(at: string): Draft {
  const draft = { text: '', phone: '', place: {}, pending: null, ...kept<Partial<Draft>>('report') };
  if (at && !draft.pending) draft.place = { at };
  return draft;
}

export function keepDraft(draft: Draft | null): void {
  keep('report', draft);
}

export type Missing = 'text' | 'place' | 'phone';

/** What is missing or wrong, in the order of the page. */
export function missing(draft: Draft): Missing[] {
  const found: Missing[] = [];
  if (!draft.text.trim()) found.push('text');
  if (!wire(draft.place)) found.push('place');
  const phone = draft.phone.trim();
  if (phone && !/^\+?[0-9][0-9 -]{4,28}[0-9]$/.test(phone)) found.push('phone');
  return found;
}

export function reportOf(draft: Draft): Report {
  const phone = draft.phone.trim();
  return {
    id: newId(),
    text: draft.text.trim(),
    place: wire(draft.place) ?? {},
    ...(phone ? { phone } : {}),
  };
}
