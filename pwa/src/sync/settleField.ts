import type { Attention, FieldSettlement } from './attention.ts';
import { strictly } from './db.ts';
import { currentPhone } from './phone.ts';
import type { Json } from './protocol.ts';
import { type Draft, write } from './save.ts';
import type { CollectionName } from './types.ts';

/**
 * Settles one field of a conflict and leaves the others open. `mine` puts what was entered forward again, `merged` the
 * text in `value`: new mutations, seen against what is there now. With the last field the whole is settled.
 */
export async function settleField(
  attention: Attention,
  field: string,
  how: FieldSettlement,
  value?: Json,
): Promise<void> {
  const conflict = attention.conflicts.find((one) => one.field === field);
  if (conflict === undefined) return;
  const { collection, record, root, mutation } = attention;
  const drafts: Draft[] = [];
  if (how !== 'theirs') {
    const fields = { [field]: how === 'merged' ? (value ?? null) : conflict.yours };
    drafts.push({ collection: collection as CollectionName, id: record, root, fields } as Draft);
  }
  const part = { field, how };
  const all = [...attention.settled, part];
  const over = attention.conflicts.length === 1;
  if (attention.id !== mutation) {
    const fields = {
      fields_settled: { add: [part] },
      ...(over ? { settled: together(all), settled_at: new Date().toISOString() } : {}),
    };
    drafts.push({ collection: 'attention', id: attention.id, fields });
  }
  const note = async (tx: Parameters<Parameters<typeof strictly>[2]>[0]) => {
    const notes = tx.objectStore('attention');
    const row = await notes.get(mutation);
    if (over) notes.delete(mutation);
    else if (row) notes.put({ ...row, fieldsSettled: all });
  };
  const { db, channel, live } = currentPhone();
  if (drafts.length > 0) await write(drafts, ['attention'], note);
  else await strictly(db, ['attention'], note);
  channel.post({ kind: 'changed', records: [], outbox: true, uploads: false });
  await live.settled();
}

/** In one word how a conflict ended whose fields were settled one by one. */
function together(parts: readonly { how: FieldSettlement }[]): FieldSettlement {
  const hows = new Set(parts.map((part) => part.how));
  return hows.size === 1 ? (parts[0]?.how ?? 'theirs') : 'merged';
}
