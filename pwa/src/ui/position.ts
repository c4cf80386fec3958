import { onScopeDispose, type Ref, readonly, ref, shallowRef } from 'vue';
import { localTime } from '@/sync';
import type { Position } from '@/sync/types.gen';

export type Locating = 'searching' | 'found' | 'none';

/** A fix older than this says nothing about where a check was made. */
const FRESH_MS = 60_000;

let last: Position | undefined;

/** Where the last fix of this visit was: it only orders the list of places and is written nowhere. */
export function lastKnownPoint(): Position | undefined {
  return last;
}

/** Asks once. Gives nothing where there is no permission or no fix in time. */
export function locate(): Promise<Position | undefined> {
  const geolocation = globalThis.navigator?.geolocation;
  if (!geolocation) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const found = ({ coords, timestamp }: GeolocationPosition) => {
      last = {
        lat: coords.latitude,
        lon: coords.longitude,
        accuracy: Math.round(coords.accuracy),
        at: localTime(new Date(timestamp)),
      };
      resolve(last);
    };
    const options = { enableHighAccuracy: true, maximumAge: FRESH_MS, timeout: 20_000 };
    geolocation.getCurrentPosition(found, () => resolve(undefined), options);
  });
}

/**
 * Takes one position while a form is open. It goes into the record if it comes in time; saving never waits for it.
 * Nothing is followed: what arrives after the form was left is not used.
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
  void locate().then((found) => {
    if (!open) return;
    position.value = found;
    locating.value = found ? 'found' : 'none';
  });
  return { position: readonly(position), locating: readonly(locating) };
}
