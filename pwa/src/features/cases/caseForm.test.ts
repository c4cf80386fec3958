import { describe, expect, it } from 'vitest';
import type { Case } from '@/ui/caseFilters';
import { blankCase, changedFields, formOf, newFields, reporterOf } from './caseForm';

describe('a new case', () => {
  it('needs only its text: everything else has a default and what is empty is not sent', () => {
    expect(newFields({ ...blankCase(), text: ' 漏水 ', area: 'g1' })).toEqual({
      text: '漏水',
      kind: 'other',
      severity: 'ordinary',
      channel: 'patrol',
      area: 'g1',
    });
  });

  it('takes a head count only if it is one', () => {
    expect(newFields({ ...blankCase(), people: '94' }).people_count).toBe(94);
    expect(newFields({ ...blankCase(), people: '很多' })).not.toHaveProperty('people_count');
  });
});

describe('who brought a new case', () => {
  const form = { ...blankCase(), channel: 'hotline', reporter: ' 陈女士 ', phone: '13800138000' };

  it('is noted down apart from the case, which does not name them', () => {
    expect(reporterOf(form)).toEqual({ name: '陈女士', phone: '13800138000' });
    expect(JSON.stringify(newFields(form))).not.toMatch(/陈女士|138/);
  });

  it('is nobody where nothing was said, or what was found on a round', () => {
    expect(reporterOf({ ...form, reporter: ' ', phone: '' })).toBeNull();
    expect(reporterOf({ ...form, channel: 'patrol' })).toBeNull();
  });
});

describe('changing a case', () => {
  const item = { text: '漏水', severity: 'ordinary', address: '3单元', area: 'g1' } as Case;

  it('sends only what was changed', () => {
    const before = formOf(item);
    expect(changedFields(before, { ...before, severity: 'severe' })).toEqual({ severity: 'severe' });
    expect(changedFields(before, { ...before, text: '漏水 ' })).toEqual({});
  });

  it('empties a field with null', () => {
    const before = formOf(item);
    expect(changedFields(before, { ...before, address: '' })).toEqual({ address: null });
  });
});
