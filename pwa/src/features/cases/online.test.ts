import { expect, it } from 'vitest';
import { onlineQuery } from './online';

const now = '2026-11-22T11:00:00+08:00';

it('asks for what is overdue: not settled, with a deadline that has passed', () => {
  expect(onlineQuery('overdue', '', now, 1)).toEqual({
    where: { status: { ne: 'closed' }, due_at: { lt: now } },
    sort: 'due_at',
    per_page: 50,
  });
});

it('asks for more by asking for a longer page, and for words in the text', () => {
  expect(onlineQuery('grid', '漏水', now, 2)).toEqual({
    where: { text: { contains: '漏水' } },
    sort: '-opened_at',
    per_page: 100,
  });
});
