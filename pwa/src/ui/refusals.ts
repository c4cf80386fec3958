/** Why the station did not take something: its codes, by the words that a patroller reads. */
export const REFUSALS: Readonly<Record<string, string>> = {
  case_closed: 'case_closed',
  not_allowed: 'not_allowed',
  forbidden: 'not_allowed',
  erased: 'erased',
  invalid: 'invalid',
  unknown_fields: 'invalid',
  area_unknown: 'invalid',
  assignee_unknown: 'assignee_unknown',
  too_large: 'too_large',
  too_many_attachments: 'too_many_photos',
  parent_missing: 'parent_missing',
  unsent_for_a_day: 'unsent_for_a_day',
  bytes_lost: 'bytes_lost',
  bad_image: 'bad_image',
  bad_audio: 'bad_image',
  hash_mismatch: 'bad_image',
  schema_too_old: 'too_old',
  unknown_schema: 'too_old',
  upgrade_required: 'too_old',
};

/** The message key for a line's `why`. */
export function refusalKey(code: string | null | undefined): string {
  return `refused.${REFUSALS[code ?? ''] ?? 'other'}`;
}

const TOLD = new Set(['case_closed', 'not_allowed', 'invalid', 'parent_missing']);

/** The same for somebody else than its author. */
export function becauseKey(code: string | null | undefined): string {
  const reason = REFUSALS[code ?? ''] ?? 'other';
  return `handover.because.${TOLD.has(reason) ? reason : 'other'}`;
}
