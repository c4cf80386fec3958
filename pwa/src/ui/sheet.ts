import { computed, ref, type WritableComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/**
 * A sheet is part of the address (`?sheet=sync`), so that the phone's back key closes it and the page beneath,
 * with whatever was being typed, stays as it is.
 */
export function useSheet(name: string): WritableComputedRef<boolean> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => route.query.sheet === name,
    set(open) {
      if (open === (route.query.sheet === name)) return;
      if (open) {
        void router.push({ query: { ...route.query, sheet: name }, state: { sheet: name } });
      } else if (window.history.state?.sheet === name) {
        router.back();
      } else {
        const { sheet: _closed, ...query } = route.query;
        void router.replace({ query });
      }
    },
  });
}

const open = ref(0);

/** While a sheet is open, what lies beneath can be neither tapped nor reached with the keyboard. */
export const beneathIsInert = computed(() => open.value > 0);

export function sheetOpened(): () => void {
  let counted = true;
  open.value += 1;
  return () => {
    if (counted) open.value -= 1;
    counted = false;
  };
}
