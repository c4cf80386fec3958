import { describe, expect, it } from 'vitest';
import type { Matter, Step } from './api.ts';
import { inFours, isCode, plain } from './code.ts';
import { newId } from './ids.ts';
import { said, stepTitle } from './said.ts';
import { when } from './when.ts';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

const NOW = '2026-11-23T11:00:00+08:00';

function matter(steps: Step[], more: Partial<Matter> = {}): Matter {
  return {
    number: '东社区〔2026〕00017',
    state: 'received',
    text: '下水道堵了',
    address: '公明街道',
    received_at: '2026-11-22T09:12:00+08:00',
    promised_by: '2026-11-23T15:00:00+08:00',
    steps: [{ kind: 'received', at: '2026-11-22T09:12:00+08:00' }, ...steps],
    photos: { arrived: 0, refused: 0 },
    not_solved_until: null,
    mark: null,
    server_time: NOW,
    ...more,
  };
}

const TAKEN: Step = { kind: 'taken', at: '2026-11-22T09:20:00+08:00', role: 'patroller' };

describe('how a matter stands', () => {
  it('says when it was taken, by whose role, and until when there is an answer', () => {
    const told = said(matter([TAKEN], { state: 'taken' }), zh);
    expect(told).toEqual(['您的事 昨天 09:20 网格员接了，今天 15:00前给您答复。']);
  });

  it('says sorry when the promise was not kept, and promises nothing more', () => {
    const late = matter([TAKEN], { state: 'taken', promised_by: '2026-11-23T10:00:00+08:00' });
    expect(said(late, zh)).toEqual([
      '您的事 昨天 09:20 网格员接了。',
      '说好今天 10:00前答复，已经晚了，对不起。',
    ]);
    expect(said(late, en)).toEqual([
      'Your matter was taken up yesterday 09:20 by the grid patroller.',
      'An answer was promised by today 10:00. It is late, and we are sorry.',
    ]);
  });

  it('tells the answer and what was not accepted, whatever was added since', () => {
    const answer: Step = { kind: 'answered', at: '2026-11-23T09:00:00+08:00', text: '好了' };
    const added: Step = { kind: 'added', at: NOW, text: '一' };
    const closed = { state: 'answered', promised_by: null } as const;
    expect(said(matter([TAKEN, answer, added], closed), zh)).toEqual(['您的事 今天 09:00 答复了。']);
    const again: Step = { kind: 'reopened', at: '2026-11-23T10:30:00+08:00' };
    expect(said(matter([TAKEN, answer, again]), zh)).toEqual([
      '您说没解决，今天 10:30 重新打开了，今天 15:00前给您答复。',
    ]);
  });

  it('knows a role that this page does not know yet as staff', () => {
    expect(stepTitle({ ...TAKEN, role: 'joint_office' }, zh)).toBe('工作人员接了');
  });
});

describe('a time of the district', () => {
  it('is read off its own clock, with the year where it is another one', () => {
    expect(when('2026-11-24T08:05:00+08:00', NOW, zh)).toBe('明天 08:05');
    expect(when('2026-11-26T18:00:00+08:00', NOW, zh)).toBe('11月26日 18:00');
    expect(when('2026-12-04T18:00:00+08:00', NOW, en)).toBe('Dec 4 18:00');
    expect(when('2027-01-02T18:00:00+08:00', NOW, zh)).toBe('2027 1月2日 18:00');
    expect(when('2026-11-24T00:00:00+08:00', '2026-11-23T23:59:59+08:00', zh)).toBe('明天 00:00');
  });
});

describe('a code', () => {
  it('is read as people write it, and a slip of the finger shows', () => {
    expect(plain(' 4539-1488 ０３４３ 6467')).toBe('4539148803436467');
    expect(isCode('4539148803436467')).toBe(true);
    expect(isCode('4539148803436476')).toBe(false);
    expect(isCode('453914880343646')).toBe(false);
    expect(inFours('45391488034364')).toBe('4539 1488 0343 64');
  });
});

describe('an id', () => {
  it('is a UUIDv7 of its moment', () => {
    const made = newId(1_795_395_600_000, (bytes) => bytes.fill(0xff));
    expect(made).toBe('01a205ea-be80-7fff-bfff-ffffffffffff'.replace('01a205ea-be80', made.slice(0, 13)));
    expect(Number.parseInt(made.replace(/-/g, '').slice(0, 12), 16)).toBe(1_795_395_600_000);
    expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
