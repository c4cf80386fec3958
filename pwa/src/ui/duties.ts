import { computed } from 'vue';
import { useWords } from '@/i18n/words';
import { useCollection } from '@/sync';

/** What each duty class is called: by the newest checklist that has it. */
export function useDuties() {
  const { text } = useWords();
  const { rows } = useCollection('checklists', { sort: (a, b) => a.edition - b.edition });
  return computed(() => new Map(rows.value.map((list) => [list.duty_class, text(list.name)])));
}
