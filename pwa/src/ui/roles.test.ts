import { expect, it } from 'vitest';
import { answers, leads, walks, writes } from './roles';

const mine = new Set(['me']);

it('lets a patroller answer what was given to them or opened by them, and nothing else', () => {
  expect(answers('patroller', { assignee: 'me' }, mine)).toBe(true);
  expect(answers('patroller', { author: 'me' }, mine)).toBe(true);
  expect(answers('patroller', { author: 'other', assignee: 'other' }, mine)).toBe(false);
});

it('lets a mediator answer only what was given to them, a leader everything', () => {
  expect(answers('mediator', { author: 'me' }, mine)).toBe(false);
  expect(answers('mediator', { assignee: 'me' }, mine)).toBe(true);
  expect(answers('grid_leader', {}, mine)).toBe(true);
  expect(answers('street_secretary', { assignee: 'me' }, mine)).toBe(false);
});

it('offers nothing to a role it does not know', () => {
  expect([leads('tomorrow'), walks('tomorrow'), writes(undefined)]).toEqual([false, false, false]);
});
