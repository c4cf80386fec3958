import { describe, expect, it } from 'vitest';
import { choose } from './enter.ts';

describe('of several assignments', () => {
  const mediator = { id: 'a', area_level: 'community' };
  const patroller = { id: 'b', area_level: 'grid' };

  it('the one closest to the ground is taken first', () => {
    expect(choose([mediator, patroller], null)).toBe('b');
  });

  it('the one worked in before is kept while it holds', () => {
    expect(choose([mediator, patroller], 'a')).toBe('a');
    expect(choose([patroller], 'a')).toBe('b');
  });

  it('none is taken where there is none', () => {
    expect(choose([], 'a')).toBeNull();
  });
});
