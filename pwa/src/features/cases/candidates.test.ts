import { expect, it } from 'vitest';
import type { Rec } from '@/sync';
import { candidates } from './candidates';

const person = (id: string, role: string, area: string, more = {}) =>
  ({ id, person_name: id, role, area, ...more }) as Rec<'assignments'>;
const areas = new Map([
  ['grid', { id: 'grid', parent: 'community' }],
  ['other', { id: 'other', parent: 'community' }],
  ['community', { id: 'community', parent: null }],
]);
const busy = [
  { id: 'c', assignee: 'Li', status: 'open' },
  { id: 'd', assignee: 'Li', status: 'closed' },
] as Rec<'cases'>[];

it('offers patrollers of the grid first, the least busy first, then mediators and leaders', () => {
  const people = [
    person('leader', 'grid_leader', 'grid'),
    person('Li', 'patroller', 'grid'),
    person('Wang', 'patroller', 'grid'),
    person('mediator', 'mediator', 'community'),
  ];
  const found = candidates(people, areas, 'grid', busy, '2026-11-22');
  expect(found.map((one) => [one.id, one.open])).toEqual([
    ['Wang', 0],
    ['Li', 1],
    ['mediator', 0],
    ['leader', 0],
  ]);
});

it('leaves out people of other grids, of other work, and those whose time is over', () => {
  const people = [
    person('elsewhere', 'patroller', 'other'),
    person('secretary', 'community_secretary', 'community'),
    person('gone', 'patroller', 'grid', { valid_to: '2026-11-21' }),
  ];
  expect(candidates(people, areas, 'grid', [], '2026-11-22')).toEqual([]);
});
