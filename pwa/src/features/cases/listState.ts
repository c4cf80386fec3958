import { ref } from 'vue';
import type { CaseFilter } from '@/ui/caseFilters';

/** What the list showed last: coming back from a case finds it as it was left. */
export const filter = ref<CaseFilter>('open');
export const query = ref('');

/** Lines drawn at once; a district's worth of rows would freeze a small phone. */
export const STEP = 60;
export const drawn = ref(STEP);
