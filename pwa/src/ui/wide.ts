import { readonly, ref } from 'vue';

const query = typeof window === 'undefined' ? undefined : window.matchMedia?.('(min-width: 900px)');
const matches = ref(query?.matches ?? false);
query?.addEventListener?.('change', (event) => {
  matches.value = event.matches;
});

/** Room for a list and what was opened from it, side by side. */
export const isWide = readonly(matches);
