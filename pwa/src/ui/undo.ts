import { readonly, shallowRef } from 'vue';
import { tellError } from './messages';

export interface Offer {
  text: string;
  undo: () => Promise<void>;
  sequence: number;
}

export const UNDO_SECONDS = 5;

const offer = shallowRef<Offer | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;
let sequence = 0;

export const currentOffer = readonly(offer);

/** Offers to take back what was just done, for five seconds. A new offer takes the place of the last. */
export function offerUndo(text: string, undo: () => Promise<void>): void {
  clearTimeout(timer);
  sequence += 1;
  offer.value = { text, undo, sequence };
  timer = setTimeout(forgetUndo, UNDO_SECONDS * 1_000);
}

export async function takeBack(): Promise<void> {
  const taken = offer.value;
  forgetUndo();
  await taken?.undo().catch((error: unknown) => tellError(error));
}

export function forgetUndo(): void {
  clearTimeout(timer);
  offer.value = null;
}
