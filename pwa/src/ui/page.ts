import { computed, type MaybeRefOrGetter, onScopeDispose, shallowRef, toValue } from 'vue';
import type { RouteLocationRaw } from 'vue-router';

export interface Page {
  title: string;
  /** Where "back" leads when the app was opened on this page; a page without it is one of the main ones. */
  up?: RouteLocationRaw;
  /** What people wrote (a place's name, a case's words) is marked as content. */
  content?: boolean;
}

/** Pages on screen, outer before inner: on a wide screen a list stays beside what was opened from it. */
const pages = shallowRef<readonly MaybeRefOrGetter<Page>[]>([]);

export const currentPage = computed<Page>(() => toValue(pages.value.at(-1)) ?? { title: '' });

/** What the header says while this view is on screen; the one opened last has the word. */
export function usePage(describe: MaybeRefOrGetter<Page>): void {
  pages.value = [...pages.value, describe];
  onScopeDispose(() => {
    pages.value = pages.value.filter((one) => one !== describe);
  });
}
