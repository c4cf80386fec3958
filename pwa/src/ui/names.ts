import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useCollection } from '@/sync';
import { useMe } from './me';
import { shared } from './shared';

const useAssignments = shared(() => {
  const { rows } = useCollection('assignments');
  const names = computed(() => new Map(rows.value.map((row) => [row.id, row.person_name])));
  return { rows, names };
});

/** Names of colleagues by their assignment: only of those whose work the reader shares. */
export function useNames() {
  const { t } = useI18n();
  const { mine } = useMe();
  const { rows, names } = useAssignments();

  function nameOf(assignment: string | null | undefined): string {
    if (!assignment) return t('common.someone');
    if (mine.value.has(assignment)) return t('common.you');
    if (assignment === 'system') return t('common.system');
    return names.value.get(assignment) ?? t('common.someone');
  }

  return { nameOf, assignments: rows };
}
