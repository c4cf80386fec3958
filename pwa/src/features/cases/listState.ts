import { ref } from 'vue';
import type { CaseFilter } from '@/ui/caseFilters';

/** What the list showed last: coming back from a case finds it as it was left. */
export const filter = ref<CaseFilter>('open');
export const query = ref('');

/** Lines of a list before "more", and of those at once: a hundred rows in one go would freeze a small phone. */
export const AT_ONCE = 2;
export const STEP = 60;
export const drawn = ref(STEP);
