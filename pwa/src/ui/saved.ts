import { readonly, shallowRef } from 'vue';

/** A save that is on the phone's disk: the only thing that may be called "saved". */
export interface Saved {
  record: string;
  sequence: number;
}

export const SAVED_SECONDS = 2;

const latest = shallowRef<Saved | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;
let sequence = 0;

export const currentSaved = readonly(latest);

/** Shows "saved" anew for two seconds; the next save takes the place of the last. */
export function showSaved(record: string): void {
  clearTimeout(timer);
  sequence += 1;
  latest.value = { record, sequence };
  timer = setTimeout(() => {
    latest.value = null;
  }, SAVED_SECONDS * 1_000);
}
