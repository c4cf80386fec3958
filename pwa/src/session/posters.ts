import { NoAnswer } from '@/sync/client.ts';
import { currentPhone } from '@/sync/phone.ts';
import { Problem } from '@/sync/protocol.ts';

/** The QR posters of an area's buildings, one PDF, drawn by the station. Rejects without a network. */
export async function fetchPosters(area: string): Promise<Blob> {
  const { fetch, token } = currentPhone();
  const headers = { Authorization: `Bearer ${await token()}` };
  const init = { headers, credentials: 'omit', cache: 'no-store', redirect: 'error' } as const;
  const response = await fetch(`/api/posters?area=${encodeURIComponent(area)}`, init);
  const type = response.headers.get('Content-Type') ?? '';
  if (!response.ok) throw new Problem(`http_${response.status}`);
  if (type !== 'application/pdf') throw new NoAnswer('a captive portal');
  return response.blob();
}
