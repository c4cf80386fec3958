import { NoAnswer } from '@/sync/client.ts';
import { type Phone, phone } from '@/sync/phone.ts';
import { Problem } from '@/sync/protocol.ts';
import type { Rec } from '@/sync/types.ts';

/** Object URLs of what is shown, by record and size. They live as long as the person is signed in. */
const addresses = new Map<string, Promise<string | undefined>>();

/** A small picture for lists. What was fetched once is kept on the phone with the record. */
export function addressOf(record: Rec<'attachments'>): Promise<string | undefined> {
  return once(`${record.id} thumb`, async (open) => {
    const thumb = await open.db.get('thumbs', record.id);
    if (thumb !== undefined) return urlOf(thumb.data, thumb.type);
    const own = await ownBytes(open, record);
    if (own !== undefined || !record.stored) return own;
    const fetched = await fromServer(open, record.id, 'thumb');
    if (fetched === undefined) return undefined;
    const data = await fetched.arrayBuffer();
    await open.db.put('thumbs', { record: record.id, data, type: fetched.type });
    return urlOf(data, fetched.type);
  });
}

/** The whole of it: from this phone as long as it has the bytes, else from the server. */
export function fullAddressOf(record: Rec<'attachments'>): Promise<string | undefined> {
  return once(`${record.id} view`, async (open) => {
    const own = await ownBytes(open, record);
    if (own !== undefined) return own;
    const fetched = record.stored ? await fromServer(open, record.id, 'view') : undefined;
    return fetched && URL.createObjectURL(fetched);
  });
}

export function forgetAddresses(): void {
  for (const address of addresses.values()) void address.then((url) => url && URL.revokeObjectURL(url));
  addresses.clear();
}

/** Remembers what was found; what was not is asked for again the next time. */
function once(key: string, find: (open: Phone) => Promise<string | undefined>): Promise<string | undefined> {
  const open = phone.value;
  if (open === null) return Promise.resolve(undefined);
  const known = addresses.get(key);
  if (known !== undefined) return known;
  const found = find(open).catch(() => undefined);
  addresses.set(key, found);
  void found.then((url) => url === undefined && addresses.delete(key));
  return found;
}

async function ownBytes(open: Phone, record: Rec<'attachments'>): Promise<string | undefined> {
  const blob = await open.db.get('blobs', record.id);
  return blob && urlOf(blob.data, record.type ?? '');
}

async function fromServer(open: Phone, id: string, size: 'thumb' | 'view'): Promise<Blob | undefined> {
  const token = await open.token();
  const headers = { Authorization: `Bearer ${token}` };
  const init = { headers, credentials: 'omit', cache: 'no-store', redirect: 'error' } as const;
  const response = await open.fetch(`/api/attachments/${id}?size=${size}`, init);
  const type = response.headers.get('Content-Type') ?? '';
  if (!response.ok) throw new Problem(`http_${response.status}`);
  if (type.startsWith('text/html')) throw new NoAnswer('a captive portal');
  return response.blob();
}

function urlOf(data: ArrayBuffer, type: string): string {
  return URL.createObjectURL(new Blob([data], { type }));
}
