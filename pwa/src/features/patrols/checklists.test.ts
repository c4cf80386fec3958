import { describe, expect, it } from 'vitest';
import {
  asksForCase,
  type Checklist,
  checklistsFor,
  dutyClasses,
  inForce,
  problemsOf,
  worst,
} from './checklists';

const list = (code: string, edition: number, more: Partial<Checklist> = {}) =>
  ({
    id: `${code}-${edition}`,
    code,
    edition,
    duty_class: code,
    name: { 'zh-CN': code },
    questions: [],
    ...more,
  }) as Checklist;
const day = '2026-11-22';

describe('which checklist is asked', () => {
  it('is the newest edition that is in force today', () => {
    const lists = [list('fire', 1), list('fire', 2), list('fire', 3, { valid_from: '2027-01-01' })];
    expect(inForce(lists, day).map((one) => one.id)).toEqual(['fire-2']);
    expect(inForce([list('fire', 1, { valid_to: '2026-11-21' })], day)).toEqual([]);
  });

  it('follows the duty classes of the place, in its order', () => {
    const lists = [list('fire', 1), list('gas', 1), list('hygiene', 1)];
    const place = { unit_type: 'residential_estate', duty_classes: ['gas', 'fire'] };
    expect(checklistsFor(place, lists, day).map((one) => one.code)).toEqual(['gas', 'fire']);
    expect(checklistsFor(place, lists, day, 'fire').map((one) => one.code)).toEqual(['fire']);
  });

  it('leaves out a list that is not for this type of place', () => {
    const site = list('gate', 1, { unit_types: ['construction_site'] });
    expect(checklistsFor({ unit_type: 'urban_village', duty_classes: ['gate'] }, [site], day)).toEqual([]);
    expect(
      checklistsFor({ unit_type: 'construction_site', duty_classes: ['gate'] }, [site], day),
    ).toHaveLength(1);
  });

  it('offers each duty class once for a special round', () => {
    const lists = [list('a', 1, { duty_class: 'gas' }), list('b', 1, { duty_class: 'gas' }), list('c', 1)];
    expect(dutyClasses(lists, day).map((one) => one.duty_class)).toEqual(['gas', 'c']);
  });
});

describe('what can be wrong', () => {
  const text = { 'zh-CN': '', en: '' };
  const fire = list('fire', 1, {
    questions: [
      {
        id: 'q1',
        text,
        problems: [
          { id: 'p1', text, severity: 'minor' },
          { id: 'p2', text, severity: 'severe' },
        ],
      },
      { id: 'q2', text, problems: [{ id: 'p3', text }] },
    ],
  });

  it('puts the worst first and takes a problem without a severity as ordinary', () => {
    expect(problemsOf([fire]).map((one) => [one.problem, one.severity])).toEqual([
      ['p2', 'severe'],
      ['p3', 'ordinary'],
      ['p1', 'minor'],
    ]);
  });

  it('opens a case by default for more than a trifle that was not put right', () => {
    expect(worst([{ severity: 'minor' }, { severity: 'severe' }])).toBe('severe');
    expect(asksForCase('problem', 'severe')).toBe(true);
    expect(asksForCase('problem', 'ordinary')).toBe(true);
    expect(asksForCase('problem', 'minor')).toBe(false);
    expect(asksForCase('problem', undefined)).toBe(false);
    expect(asksForCase('fixed', 'severe')).toBe(false);
  });
});
