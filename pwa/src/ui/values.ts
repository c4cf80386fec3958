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
} as const;

/** Fields and their values in words, for whoever has to choose between two of them. */
export function useValues() {
  const { t, word, when } = useWords();
  const { nameOf } = useNames();
  const areas = useAreas();
  const { rows: places } = useCollection('places');
  const placeNames = computed(() => new Map(places.value.map((place) => [place.id, place.name])));

  const fieldWord = (field: string) => word('field', field);

  function valueWord(field: string, value: unknown): string {
    if (value === null || value === undefined || value === '') return t('conflict.empty');
    if (typeof value === 'object')
      return Array.isArray(value) ? value.map(String).join(t('common.comma')) : t('conflict.other');
    const text = String(value);
    if (field in CHOICES) return word(CHOICES[field as keyof typeof CHOICES], text);
    if (field === 'assignee') return nameOf(text);
    if (field === 'area') return areas.nameOf(text) || t('conflict.other');
    if (field === 'place') return placeNames.value.get(text) ?? t('conflict.other');
    return field.endsWith('_at') ? when(text) : text;
  }

  return { fieldWord, valueWord };
}
