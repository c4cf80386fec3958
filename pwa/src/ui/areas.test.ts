import { expect, test } from 'vitest';
import { type Area, postersOf } from './areas';

const area = (id: string, level: string, parent?: string) =>
  ({ id, code: id, name: id, level, parent }) as Area;
const areas = [
  area('d', 'district'),
  area('s1', 'street', 'd'),
  area('s2', 'street', 'd'),
  area('c1', 'community', 's1'),
  area('c2', 'community', 's2'),
  area('g1', 'grid', 'c1'),
  area('g2', 'grid', 'c1'),
];
const ids = (mine: string) => postersOf(areas, mine).map((one) => one.id);

test('posters are offered for what lies inside my area, in pieces that can be printed at once', () => {
  expect(ids('d')).toEqual(['c1', 'c2']);
  expect(ids('s2')).toEqual(['c2']);
  expect(ids('c1')).toEqual(['c1', 'g1', 'g2']);
  expect(ids('g2')).toEqual(['g2']);
  expect(postersOf(areas, undefined)).toEqual([]);
});
