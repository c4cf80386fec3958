import { type PersonDb, strictly } from './db.ts';
import type { Problem } from './protocol.ts';
import type { OutboxRow } from './types.ts';

/**
 * A single mutation that the server cannot even read must not stop the others: it is set aside under *needs
 * attention* with the server's word for it. Nothing of it is thrown away.
 */
export function refuseHere(db: PersonDb, row: OutboxRow, why: Problem): Promise<void> {
  return strictly(db, ['outbox', 'attention'], async (tx) => {
    const { id, record, collection, mutation } = row;
    const receipt = {
      mutation: id,
      outcome: 'refused' as const,
      code: why.code,
      detail: why.message,
      errors: why.errors,
    };
    tx.objectStore('attention').put({ id, record, collection, mutation, receipt });
    tx.objectStore('outbox').delete(id);
  });
}
