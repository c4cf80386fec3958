import { onScopeDispose, type Ref, readonly, ref, shallowRef } from 'vue';
import { localTime } from '@/sync';
import type { Position } from '@/sync/types.gen';

export type Locating = 'searching' | 'found' | 'none';

const last = shallowRef<Position>();

/** Where the last fix of this visit was: it only orders the list of places and is written nowhere. */
export const lastKnownPoint = readonly(last) as Readonly<Ref<Position | undefined>>;

/** A fix older than this says nothing about where a check was made. */
const FRESH_MS = 60_000;

/**
 * Takes one position while a form is open. It goes into the record if it comes in time; saving never waits for it.
 * Nothing is followed: the request ends with the first fix or with the form.
 */
export function usePosition(): {
  position: Readonly<Ref<Position | undefined>>;
  locating: Readonly<Ref<Locating>>;
} {
  const position = shallowRef<Position>();
  const locating = ref<Locating>('searching');
  let open = true;
  onScopeDispose(() => {
    open = false;
  });
  const geolocation = globalThis.navigator?.geolocation;
  if (!geolocation) locating.value = 'none';
  geolocation?.getCurrentPosition(
    ({ coords, timestamp }) => {
      last.value = {
        lat: coords.latitude,
        lon: coords.longitude,
        accuracy: Math.round(coords.accuracy),
        at: localTime(new Date(timestamp)),
      };
      if (!open) return;
      position.value = last.value;
      locating.value = 'found';
    },
    () => {
      locating.value = 'none';
    },
    { enableHighAccuracy: true, maximumAge: FRESH_MS, timeout: 20_000 },
  );
  return { position, locating };
}
