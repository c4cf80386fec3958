import { localTime, save } from '@/sync';
import type { Stop } from '@/ui/round';

/** Every word of the query somewhere in a place's name, code or address. */
export function findStops(stops: readonly Stop[], query: string): Stop[] {
  const words = query.toLowerCase().split(/[\s\u3000]+/);
  return stops.filter(({ place }) => {
    const haystack = `${place.name} ${place.code} ${place.address ?? ''}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

export function finishPatrol(id: string): Promise<{ id: string }> {
  return save('patrols', { ended_at: localTime(new Date()) }, { id });
}
