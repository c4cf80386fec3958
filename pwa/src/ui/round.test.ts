import { describe, expect, it } from 'vitest';
import {
  activePatrol,
  type Inspection,
  metres,
  nextStop,
  type Patrol,
  type Place,
  placesOf,
  progressOf,
} from './round';

const place = (code: string, lat?: number, more: Partial<Place> = {}) =>
  ({ id: code, code, name: code, area: 'g1', position: lat ? { lat, lon: 113.9 } : null, ...more }) as Place;
const checked = (at: string, result: string, minute: number, more: Partial<Inspection> = {}) =>
  ({
    id: `${at}${minute}`,
    place: at,
    result,
    inspected_at: `2026-11-22T08:${10 + minute}:00+08:00`,
    ...more,
  }) as Inspection;
const patrol = (id: string, started_at: string, more: Partial<Patrol> = {}) =>
  ({ id, area: 'g1', kind: 'daily', started_at, author: 'me', ...more }) as Patrol;

const now = new Date('2026-11-22T09:00:00+08:00');
const mine = 'me';

describe('the round a person is in', () => {
  it('is the latest one begun by them and not ended', () => {
    const patrols = [
      patrol('a', '2026-11-22T07:00:00+08:00'),
      patrol('b', '2026-11-22T08:00:00+08:00'),
      patrol('c', '2026-11-22T08:30:00+08:00', { ended_at: '2026-11-22T08:40:00+08:00' }),
      patrol('d', '2026-11-22T08:50:00+08:00', { author: 'somebody else' }),
    ];
    expect(activePatrol(patrols, mine, now)?.id).toBe('b');
  });

  it('is not the one that was left open yesterday', () => {
    expect(activePatrol([patrol('a', '2026-11-21T08:00:00+08:00')], mine, now)).toBeUndefined();
  });
});

describe('the places of a round', () => {
  it('are those of its grid that are in use today', () => {
    const places = [
      place('1'),
      place('2', undefined, { area: 'g2' }),
      place('3', undefined, { valid_to: '2026-11-01' }),
      place('4', undefined, { valid_from: '2026-12-01' }),
    ];
    expect(placesOf(patrol('a', ''), places, '2026-11-22').map((p) => p.id)).toEqual(['1']);
  });

  it('are only those of its duty class in a special round', () => {
    const places = [
      place('1', undefined, { duty_classes: ['gas'] }),
      place('2', undefined, { duty_classes: ['fire'] }),
    ];
    const special = patrol('a', '', { kind: 'special', duty_class: 'gas' });
    expect(placesOf(special, places, '2026-11-22').map((p) => p.id)).toEqual(['1']);
  });
});

describe('progress', () => {
  it('puts what is not yet checked first, in the order of codes read as numbers', () => {
    const progress = progressOf([place('10'), place('9'), place('2')], [checked('2', 'fine', 1)]);
    expect(progress.todo.map((stop) => stop.place.id)).toEqual(['9', '10']);
    expect(progress.done.map((stop) => stop.place.id)).toEqual(['2']);
  });

  it('puts the nearest first where a position is known', () => {
    const places = [place('1', 22.8), place('2', 22.7001), place('3')];
    const order = progressOf(places, [], { lat: 22.7, lon: 113.9 }).todo.map((stop) => stop.place.id);
    expect(order).toEqual(['2', '1', '3']);
  });

  it('counts a place by its latest check and ignores a voided one', () => {
    const checks = [
      checked('1', 'problem', 1),
      checked('1', 'fine', 5),
      checked('2', 'problem', 2, { void: true }),
    ];
    const progress = progressOf([place('1'), place('2')], checks);
    expect(progress).toMatchObject({ problems: 0, total: 2 });
    expect(progress.todo.map((stop) => stop.place.id)).toEqual(['2']);
  });
});

describe('the next place', () => {
  it('is the nearest to the one just left', () => {
    const places = [place('1', 22.7), place('2', 22.9), place('3', 22.701)];
    const progress = progressOf(places, [checked('1', 'fine', 1)]);
    expect(nextStop(progress, places[0] as Place)?.place.id).toBe('3');
  });

  it('follows the codes where positions are unknown, and starts over at the end', () => {
    const places = [place('1'), place('2'), place('3')];
    expect(nextStop(progressOf(places, []), places[1] as Place)?.place.id).toBe('3');
    expect(nextStop(progressOf(places, []), places[2] as Place)?.place.id).toBe('1');
  });

  it('is none when everything is checked', () => {
    const only = place('1');
    expect(nextStop(progressOf([only], [checked('1', 'fine', 1)]), only)).toBeUndefined();
  });
});

it('measures a thousandth of a degree of latitude as about 111 metres', () => {
  expect(Math.round(metres({ lat: 22.7, lon: 113.9 }, { lat: 22.701, lon: 113.9 }))).toBe(111);
});
