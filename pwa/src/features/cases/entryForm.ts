import { type CollectionChanges, localTime } from '@/sync';

export const ENTRY_KINDS = ['note', 'visit', 'mediation', 'step', 'answer'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];
export const VISITS = ['met', 'nobody_home', 'declined'] as const;
export const ANSWER_CHANNELS = ['in_person', 'phone', 'message', 'letter'] as const;

export interface Side {
  who: string;
  wants: string;
}

export interface Term {
  text: string;
  due: string;
  yuan: string;
}

/** An entry as a form holds it; each kind uses its own part. */
export interface EntryForm {
  kind: EntryKind;
  text: string;
  visit: string;
  step: string;
  sides: Side[];
  agreed: string;
  terms: Term[];
  channel: string;
  answeredAt: string;
}

/** What somebody is called who has given no name, by their place in the conversation. */
export const sideAt = (index: number) => (['party_a', 'party_b'] as const)[index] ?? 'other';

export function blankEntry(kind: EntryKind = 'note'): EntryForm {
  return {
    kind,
    text: '',
    visit: 'met',
    step: '',
    sides: [
      { who: '', wants: '' },
      { who: '', wants: '' },
    ],
    agreed: '',
    terms: [],
    channel: 'in_person',
    answeredAt: '',
  };
}

/** The fields that the form shows, each kind its own. */
export const ENTRY_FIELDS = [
  'kind',
  'text',
  'visit_result',
  'step',
  'spoke',
  'wants',
  'agreed',
  'terms',
  'answer_channel',
  'answered_at',
] as const;

/** The form of an entry that was written already, to be put right or taken over. */
export function entryFormOf(fields: Partial<CollectionChanges['entries']>): EntryForm {
  const kind = ENTRY_KINDS.find((one) => one === fields.kind) ?? 'note';
  const blank = blankEntry(kind);
  const wants = (fields.wants ?? []).map(({ who, wants: what }) => ({ who: who ?? '', wants: what ?? '' }));
  const spoke = fields.spoke ?? [];
  const named = spoke.map((who) => wants.find((side) => side.who === who) ?? { who, wants: '' });
  const sides = [...named, ...wants.filter((side) => !spoke.includes(side.who))];
  return {
    ...blank,
    text: fields.text ?? '',
    visit: fields.visit_result ?? blank.visit,
    step: fields.step ?? '',
    sides: [...sides, ...blank.sides.slice(sides.length)],
    agreed: fields.agreed ?? '',
    terms: (fields.terms ?? []).map(({ text, due, amount_fen }) => ({
      text,
      due: due ?? '',
      yuan: amount_fen ? String(amount_fen / 100) : '',
    })),
    channel: fields.answer_channel ?? blank.channel,
    answeredAt: fields.answered_at ? localMinute(new Date(fields.answered_at)) : '',
  };
}

/** `2026-11-22T15:00` as the phone's own picker wants it. */
export function localMinute(moment: Date): string {
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Which steps make sense now: a closed case can only be opened again, and only by who leads. */
export function stepsFor(status: string | null | undefined, leads: boolean): string[] {
  if (status === 'closed') return leads ? ['reopen'] : [];
  return status === 'in_progress' ? ['hand_over'] : ['accept', 'start', 'hand_over'];
}

export function kindsFor(status: string | null | undefined, leads: boolean, mayAnswer: boolean): EntryKind[] {
  return ENTRY_KINDS.filter((kind) => {
    if (kind === 'answer') return mayAnswer && status !== 'closed';
    return kind !== 'step' || stepsFor(status, leads).length > 0;
  });
}

/** What is missing before this can be saved, by the code of its message; nothing when it is whole. */
export function missing(form: EntryForm): string | undefined {
  if (form.kind === 'visit') return undefined;
  if (form.kind === 'step') return form.step ? undefined : 'step_missing';
  if (form.kind === 'answer') return form.text.trim() ? undefined : 'answer_missing';
  return fieldsOf(form, new Date(0)).text ? undefined : 'text_missing';
}

type Fields = Partial<CollectionChanges['entries']>;

export function fieldsOf(form: EntryForm, now: Date): Fields {
  const said = form.text.trim();
  if (form.kind === 'visit')
    return { kind: 'visit', visit_result: form.visit, ...(said ? { text: said } : {}) };
  if (form.kind === 'step') return { kind: 'step', step: form.step, ...(said ? { text: said } : {}) };
  if (form.kind === 'mediation') return mediation(form, said);
  if (form.kind === 'note') return { kind: 'note', text: said };
  const at = form.answeredAt ? new Date(form.answeredAt) : now;
  return { kind: 'answer', text: said, answer_channel: form.channel, answered_at: localTime(at) };
}

/** The text of a mediation may be left out where the agreement or the sides' own words say it. */
function mediation(form: EntryForm, said: string): Fields {
  const sides = form.sides
    .map(({ who, wants }) => ({ who: who.trim(), wants: wants.trim() }))
    .filter(({ who, wants }) => who || wants);
  const spoke = sides.map(({ who }) => who).filter(Boolean);
  const wants = sides.filter((side) => side.wants);
  const agreed = form.agreed.trim();
  const terms = form.terms.filter((term) => term.text.trim()).map(termOf);
  const text =
    said || agreed || wants.map((side) => side.wants).join('\n') || terms.map((term) => term.text).join('\n');
  return {
    kind: 'mediation',
    text,
    ...(spoke.length ? { spoke } : {}),
    ...(wants.length ? { wants } : {}),
    ...(agreed ? { agreed } : {}),
    ...(terms.length ? { terms } : {}),
  };
}

function termOf({ text, due, yuan }: Term): { text: string; due?: string; amount_fen?: number } {
  const fen = Math.round(Number.parseFloat(yuan) * 100);
  return {
    text: text.trim(),
    ...(due ? { due } : {}),
    ...(Number.isFinite(fen) && fen > 0 ? { amount_fen: fen } : {}),
  };
}
