import type { Attention } from './attention.ts';
import { call } from './client.ts';
import { strictly } from './db.ts';
import { currentPhone } from './phone.ts';
import type { Mutation, Receipt } from './protocol.ts';

/**
 * Asks the station for what was entered, on a phone that did not enter it. Needs the network; throws `NoAnswer`
 * without one, and the server's `Problem` where it is kept no more.
 */
export async function recall(attention: Attention): Promise<void> {
  const { db, channel, live, fetch, token } = currentPhone();
  const path = `/api/mutations/${attention.mutation}`;
  const kept = (await call(fetch, path, await token())) as { body: Mutation; receipt: Receipt };
  const { mutation: id, collection, record } = attention;
  await strictly(db, ['attention'], async (tx) => {
    tx.objectStore('attention').put({ id, record, collection, mutation: kept.body, receipt: kept.receipt });
  });
  channel.post({ kind: 'changed', records: [], outbox: true, uploads: false });
  await live.settled();
}
