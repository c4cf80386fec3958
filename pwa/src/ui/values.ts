import { computed } from 'vue';
import { useWords } from '@/i18n/words';
import { useCollection } from '@/sync';
import { useAreas } from './areas';
import { useNames } from './names';

const CHOICES = {
  kind: 'kind',
  service: 'service',
  severity: 'severity',
  channel: 'channel',
  status: 'status',
  result: 'result',
  visit_result: 'visit',
  answer_channel: 'answerChannel',
  side: 'side',
  step: 'step',
} as const;
/** The same field has other words in other collections. */
const KINDS: Readonly<Record<string, 'entry' | 'patrol'>> = { entries: 'entry', patrols: 'patrol' };

interface Part {
  question?: string;
  problem?: string;
  who?: string;
  wants?: string;
  text?: string;
  due?: string;
  amount_fen?: number;
}

/** Fields and their values in words, for whoever has to choose between two of them or reads what was refused. */
export function useValues() {
  const { t, word, when, day, text: localized } = useWords();
  const { nameOf } = useNames();
  const areas = useAreas();
  const { rows: places } = useCollection('places');
  const { rows: checklists } = useCollection('checklists');
  const placeNames = computed(() => new Map(places.value.map((place) => [place.id, place.name])));

  const fieldWord = (field: string, collection = 'cases') =>
    word('field', field === 'text' && collection === 'entries' ? 'entry_text' : field);

  function valueWord(field: string, value: unknown, collection = 'cases'): string {
    if (value === null || value === undefined || value === '') return t('conflict.empty');
    if (Array.isArray(value)) return value.map((one) => partWord(one)).join(t('common.comma'));
    if (typeof value === 'object') {
      const { add, lat } = value as { add?: unknown; lat?: number };
      if (add !== undefined) return valueWord(field, add, collection);
      return lat === undefined ? t('conflict.other') : t('values.located');
    }
    if (typeof value === 'boolean') return t(value ? 'values.yes' : 'values.no');
    const written = String(value);
    if (field === 'kind' && collection in KINDS) return word(KINDS[collection] as 'entry', written);
    if (field in CHOICES) return word(CHOICES[field as keyof typeof CHOICES], written);
    if (field === 'assignee') return nameOf(written);
    if (field === 'area') return areas.nameOf(written) || t('conflict.other');
    if (field === 'place') return placeNames.value.get(written) ?? t('conflict.other');
    return field.endsWith('_at') ? when(written) : written;
  }

  /** One element of a list: a problem of a checklist, what one side wants, one term of an agreement. */
  function partWord(value: unknown): string {
    if (typeof value !== 'object' || value === null) return String(value);
    const { question, problem, who, wants, text, due, amount_fen } = value as Part;
    if (question !== undefined) return problemWord(question, problem);
    if (wants !== undefined) return [who, wants].filter(Boolean).join(t('common.colon'));
    const more = [due && day(due), amount_fen && t('values.yuan', { n: amount_fen / 100 })].filter(Boolean);
    return [text ?? t('conflict.other'), ...more].join(' ');
  }

  function problemWord(question: string, problem: string | undefined): string {
    const asked = checklists.value.flatMap((list) => list.questions).find((one) => one.id === question);
    const found = asked?.problems?.find((one) => one.id === problem);
    return found ? localized(found.text) : asked ? localized(asked.text) : t('conflict.other');
  }

  return { fieldWord, valueWord };
}
