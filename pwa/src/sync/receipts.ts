import { type Receipt, SENT_DAYS, type SyncAnswer } from './protocol.ts';
import type { AttentionRow, OutboxRow, SentRow } from './types.ts';

/** What the receipts of one answer do to the outbox. */
export interface Answered {
  /** Out of the outbox: finally answered. */
  done: string[];
  sent: SentRow[];
  attention: AttentionRow[];
  /** Records that were erased for good: nothing of this work is kept either. */
  erased: string[];
  /** Still in the outbox, in their order. */
  retry: OutboxRow[];
}

/**
 * Decides by the protocol's table. `asked` is what the request named, in its order: a receipt belongs to the mutation
 * in its place. Null where that is not in the outbox any more: its receipt is ignored.
 */
export function readReceipts(
  answer: Pick<SyncAnswer, 'receipts' | 'server_time'>,
  asked: readonly (OutboxRow | null)[],
  now: number,
): Answered {
  const answered: Answered = { done: [], sent: [], attention: [], erased: [], retry: [] };
  for (const [place, receipt] of answer.receipts.entries()) {
    const row = asked[place] ?? null;
    if (row === null) continue;
    if (receipt.outcome === 'retry') {
      answered.retry.push(retried(row, receipt, now));
      continue;
    }
    answered.done.push(row.id);
    if (receipt.outcome !== 'refused') answered.sent.push(sentRow(row, receipt, answer.server_time));
    if (receipt.code === 'erased') answered.erased.push(row.record);
    else if (receipt.outcome !== 'applied') answered.attention.push(attentionRow(row, receipt));
  }
  return answered;
}

function retried(row: OutboxRow, receipt: Receipt, now: number): OutboxRow {
  const retrySince = row.retrySince ?? now;
  const { code } = receipt;
  return { ...row, tries: row.tries + 1, retrySince, ...(code === undefined ? {} : { retryCode: code }) };
}

/** What was in conflict took effect in part: it is kept and sent again after a restore like the rest. */
function sentRow(row: OutboxRow, receipt: Receipt, answeredAt: string): SentRow {
  const { id, record, collection, mutation } = row;
  const applied_at = new Date(answeredAt).toISOString();
  const laid = receipt.outcome === 'applied' ? 1 : 0;
  return { id, record, collection, mutation, version: receipt.version ?? mutation.base, applied_at, laid };
}

function attentionRow(row: OutboxRow, receipt: Receipt): AttentionRow {
  const { id, record, collection, mutation } = row;
  return { id, record, collection, mutation, receipt };
}

/** After a restore: what was answered by the lost life of the database goes into the outbox again. */
export function sendAgain(sent: readonly SentRow[]): OutboxRow[] {
  return sent.map(({ id, record, collection, mutation }) => ({
    id,
    record,
    collection,
    mutation,
    offered: true,
    tries: 0,
  }));
}

/**
 * Sent work that was applied before this moment may go: a backup holds it, or 14 days are over.
 *
 * Both times are the server's, so that a wrong phone clock throws nothing away. ISO times in UTC sort as text.
 */
export function keepSentSince(answer: Pick<SyncAnswer, 'backed_up' | 'server_time'>): string {
  const oldest = new Date(Date.parse(answer.server_time) - SENT_DAYS * 86_400_000).toISOString();
  const backed = answer.backed_up === null ? '' : new Date(answer.backed_up).toISOString();
  return backed > oldest ? backed : oldest;
}
