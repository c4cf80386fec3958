import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { useCollection } from '@/sync';
import { useMe } from './me';
import { useNow } from './now';
import { activePatrol, type Patrol, type Point, placesOf, progressOf } from './round';
import { dayOf } from './time';

/** The round I am in, if any: begun in the post I work in now. */
export function useActivePatrol() {
  const { assignment } = useMe();
  const now = useNow();
  const { rows, ready } = useCollection('patrols');
  const active = computed(() => activePatrol(rows.value, assignment.value?.id, now.value));
  return { active, ready, patrols: rows };
}

/** A round's places and what has been checked in it, always current. */
export function useProgress(
  patrol: MaybeRefOrGetter<Pick<Patrol, 'id' | 'area' | 'duty_class'> | undefined>,
  here?: MaybeRefOrGetter<Point | undefined>,
) {
  const now = useNow();
  const places = useCollection('places');
  const inspections = useCollection('inspections', { index: { root: () => toValue(patrol)?.id } });
  const today = computed(() => dayOf(now.value));
  const progress = computed(() => {
    const round = toValue(patrol);
    const own = round ? placesOf(round, places.rows.value, today.value) : [];
    return progressOf(own, round ? inspections.rows.value : [], toValue(here));
  });
  return { progress, ready: places.ready };
}
