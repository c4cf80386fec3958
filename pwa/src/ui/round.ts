import type { Rec } from '@/sync';

/** Pure questions about one round: which places are its own, what is done, where to go next. */
export type Place = Rec<'places'>;
export type Inspection = Rec<'inspections'>;
export type Patrol = Rec<'patrols'>;

export interface Point {
  lat: number;
  lon: number;
}

/** A place in a round with its latest check in it. */
export interface Stop {
  place: Place;
  inspection: Inspection | undefined;
  /** Metres from where the patroller is, when both are known. */
  distance: number | undefined;
}

export interface Progress {
  todo: Stop[];
  done: Stop[];
  problems: number;
  total: number;
}

/** A shift never lasts longer; a round that was left open yesterday does not hold today's. */
const SHIFT = 16 * 60 * 60_000;

/** The round somebody is in: begun in this assignment, not ended, in this shift. The latest, should there be several. */
export function activePatrol(
  patrols: readonly Patrol[],
  mine: string | undefined,
  now: Date,
): Patrol | undefined {
  return patrols
    .filter((patrol) => !patrol.void && !patrol.ended_at && patrol.author === mine)
    .filter((patrol) => now.getTime() - begun(patrol) < SHIFT)
    .sort((a, b) => begun(b) - begun(a))[0];
}

export function begun(patrol: Patrol): number {
  return Date.parse(patrol.started_at ?? patrol.made_at ?? '') || 0;
}

/** Places of the round's grid that are in use on `day`; a special round has only those of its duty class. */
export function placesOf(
  patrol: Patrol | { area: string; duty_class?: string | null },
  places: readonly Place[],
  day: string,
) {
  return places.filter(
    (place) =>
      place.area === patrol.area &&
      !place.void &&
      (!place.valid_from || place.valid_from <= day) &&
      (!place.valid_to || place.valid_to >= day) &&
      (!patrol.duty_class || (place.duty_classes ?? []).includes(patrol.duty_class)),
  );
}

/** Not yet checked first, nearest first where a position is known, else in the order of their codes. */
export function progressOf(
  places: readonly Place[],
  inspections: readonly Inspection[],
  here?: Point,
): Progress {
  const latest = new Map<string, Inspection>();
  for (const inspection of inspections) {
    if (inspection.void) continue;
    const known = latest.get(inspection.place);
    if (!known || madeAt(inspection) >= madeAt(known)) latest.set(inspection.place, inspection);
  }
  const stops = places.map((place) => ({
    place,
    inspection: latest.get(place.id),
    distance: here && place.position ? metres(here, place.position) : undefined,
  }));
  const todo = stops.filter((stop) => !stop.inspection).sort(byDistance);
  const done = stops
    .filter((stop) => stop.inspection)
    .sort((a, b) => madeAt(b.inspection as Inspection) - madeAt(a.inspection as Inspection));
  const problems = done.filter((stop) => stop.inspection?.result === 'problem').length;
  return { todo, done, problems, total: stops.length };
}

/** Where to go after `from`: the nearest place not yet checked, measured from the place just left. */
export function nextStop(progress: Progress, from: Place): Stop | undefined {
  const rest = progress.todo.filter((stop) => stop.place.id !== from.id);
  const at = from.position;
  if (!at) return rest.find((stop) => byCode(stop.place, from) > 0) ?? rest[0];
  return rest
    .map((stop) => ({ ...stop, distance: stop.place.position ? metres(at, stop.place.position) : undefined }))
    .sort(byDistance)[0];
}

function byDistance(a: Stop, b: Stop): number {
  if (a.distance !== undefined && b.distance !== undefined && a.distance !== b.distance) {
    return a.distance - b.distance;
  }
  if ((a.distance === undefined) !== (b.distance === undefined)) return a.distance === undefined ? 1 : -1;
  return byCode(a.place, b.place);
}

function byCode(a: Place, b: Place): number {
  return a.code.localeCompare(b.code, 'zh-CN', { numeric: true });
}

function madeAt(inspection: Inspection): number {
  return Date.parse(inspection.inspected_at ?? inspection.made_at ?? '') || 0;
}

/** Straight line in metres, exact enough within a city. */
export function metres(a: Point, b: Point): number {
  const radians = Math.PI / 180;
  const x = (b.lon - a.lon) * radians * Math.cos(((a.lat + b.lat) / 2) * radians);
  const y = (b.lat - a.lat) * radians;
  return Math.sqrt(x * x + y * y) * 6_371_000;
}
