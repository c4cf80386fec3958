import type { ServerQuery } from '@/sync';

export const ONLINE_FILTERS = ['open', 'overdue', 'grid', 'closed'] as const;
export type OnlineFilter = (typeof ONLINE_FILTERS)[number];

const PAGE = 50;

/** The question to the server: open work by deadline, everything else the latest first. */
export function onlineQuery(filter: OnlineFilter, words: string, now: string, pages: number): ServerQuery {
  const where: Record<string, unknown> = {};
  if (filter === 'closed') where.status = 'closed';
  if (filter === 'open' || filter === 'overdue') where.status = { ne: 'closed' };
  if (filter === 'overdue') where.due_at = { lt: now };
  if (words) where.text = { contains: words };
  const sort = filter === 'closed' ? '-closed_at' : filter === 'grid' ? '-opened_at' : 'due_at';
  return { where, sort, per_page: PAGE * pages };
}
