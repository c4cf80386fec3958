import type { UploadRow } from './db.ts';
import type { OutboxRow } from './types.ts';

/**
 * The records and attachments that are not at the server yet: what *waiting* counts. A photo is there when its
 * record says *stored*: bytes that were sent may still turn out to be no picture.
 */
export function waitingRecords(outbox: Iterable<OutboxRow>, uploads: Iterable<UploadRow>): Set<string> {
  const waiting = new Set<string>();
  for (const row of outbox) waiting.add(row.record);
  for (const row of uploads) if (row.state === 'queued' || row.state === 'sent') waiting.add(row.record);
  return waiting;
}
