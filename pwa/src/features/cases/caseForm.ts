import type { CollectionChanges } from '@/sync';
import type { Case } from '@/ui/caseFilters';

/** A case as a form holds it: texts, and "" where nothing is chosen. */
export interface CaseForm {
  text: string;
  kind: string;
  severity: string;
  service: string;
  place: string;
  address: string;
  people: string;
  channel: string;
  area: string;
  /** Who brought it: kept apart from the case, and only in a new one. */
  reporter: string;
  phone: string;
}

export const KINDS = ['dispute', 'hazard', 'facility', 'environment', 'order', 'service', 'other'] as const;
export const SEVERITIES = ['minor', 'ordinary', 'severe'] as const;
export const SERVICES = ['dispute', 'legal', 'psychological', 'assistance', 'complaint'] as const;
export const CHANNELS = [
  'patrol',
  'station',
  'hotline',
  'web',
  'qr',
  'secretary_online',
  'forum',
  'clue',
] as const;

export function blankCase(): CaseForm {
  return {
    text: '',
    kind: 'other',
    severity: 'ordinary',
    service: '',
    place: '',
    address: '',
    people: '',
    channel: 'patrol',
    area: '',
    reporter: '',
    phone: '',
  };
}

export function formOf(item: Partial<Case>): CaseForm {
  return {
    text: item.text ?? '',
    kind: item.kind ?? 'other',
    severity: item.severity ?? 'ordinary',
    service: item.service ?? '',
    place: item.place ?? '',
    address: item.address ?? '',
    people: item.people_count ? String(item.people_count) : '',
    channel: item.channel ?? 'patrol',
    area: item.area ?? '',
    reporter: '',
    phone: '',
  };
}

/** The fields that the form shows; what else a case was written with is not the form's to change. */
export const COVERED = [
  'text',
  'kind',
  'severity',
  'service',
  'place',
  'address',
  'people_count',
  'channel',
  'area',
] as const;

type Fields = Partial<CollectionChanges['cases']>;

/** The fields of a new case: what was written and chosen, nothing that is empty. */
export function newFields(form: CaseForm): Fields {
  return Object.fromEntries(Object.entries(fieldsOf(form)).filter(([, value]) => value !== null)) as Fields;
}

/** How a matter reaches those who take it down for somebody: at the window, on the phone, at a forum. */
export const INTAKE = ['patrol', 'station', 'hotline', 'secretary_online', 'forum'] as const;

/** Who brought a new case, if anybody did and said so. */
export function reporterOf({
  channel,
  reporter,
  phone,
}: CaseForm): Partial<CollectionChanges['reporters']> | null {
  const fields = {
    ...(reporter.trim() ? { name: reporter.trim() } : {}),
    ...(phone.trim() ? { phone: phone.trim() } : {}),
  };
  return channel === 'patrol' || Object.keys(fields).length === 0 ? null : fields;
}

/** Only what a person changed: a field that was not touched is not theirs to dispute. */
export function changedFields(before: CaseForm, after: CaseForm): Fields {
  const old = fieldsOf(before) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(fieldsOf(after)).filter(([field, value]) => old[field] !== value),
  ) as Fields;
}

function fieldsOf(form: CaseForm): Fields {
  const people = Number.parseInt(form.people, 10);
  return {
    text: form.text.trim(),
    kind: form.kind,
    severity: form.severity,
    service: form.service || null,
    place: form.place || null,
    address: form.address.trim() || null,
    people_count: Number.isFinite(people) && people > 0 ? Math.min(people, 100_000) : null,
    channel: form.channel,
    area: form.area,
  };
}
