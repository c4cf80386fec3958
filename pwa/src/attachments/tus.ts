import { type DetailedError, Upload } from 'tus-js-client';
import { type Fetch, NoAnswer } from '@/sync/client.ts';
import type { UploadRow } from '@/sync/db.ts';
import { Problem } from '@/sync/protocol.ts';
import { unlessStopped } from '@/sync/unlessStopped.ts';
import { bufferReader, FetchStack } from './tusFetch.ts';

/** Large enough for any photo to go in one piece; a voice note or document shows how far it is. */
const CHUNK_BYTES = 512 * 1024;

export interface Sending {
  fetch: Fetch;
  token: string;
  signal: AbortSignal;
  /** Where the server keeps what arrives, as soon as it is known. */
  onUrl: (url: string) => Promise<void>;
  onProgress: (sent: number) => void;
}

/**
 * Sends the bytes of one attachment, going on where an earlier try was cut off.
 *
 * Resolves when the server has them all and has checked their hash; rejects with `Problem` or `NoAnswer`.
 */
export async function upload(row: UploadRow, data: ArrayBuffer, sending: Sending): Promise<void> {
  const sent = new Promise<void>((resolve, reject) => {
    const task = new Upload(data as unknown as Blob, {
      endpoint: '/api/uploads',
      uploadUrl: row.url ?? null,
      metadata: { attachment: row.record, sha256: row.hash, filename: row.filename },
      headers: { Authorization: `Bearer ${sending.token}` },
      chunkSize: CHUNK_BYTES,
      retryDelays: null,
      storeFingerprintForResuming: false,
      fingerprint: async () => '',
      fileReader: bufferReader,
      httpStack: new FetchStack(sending.fetch, sending.signal),
      onUploadUrlAvailable: () => {
        if (task.url !== null) void sending.onUrl(task.url);
      },
      onProgress: (sent) => sending.onProgress(sent),
      onError: (error) => reject(reasonOf(error)),
      onSuccess: () => resolve(),
    });
    task.start();
  });
  await unlessStopped(sent, sending.signal);
}

/** The server's own problem where there is one; anything else did not come from our server. */
function reasonOf(error: Error | DetailedError): Problem | NoAnswer {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  const type = response?.getHeader('Content-Type') ?? '';
  if (!response || !type.startsWith('application/problem+json')) return new NoAnswer(error.message);
  const body = parse(response.getBody());
  const wait = Number(response.getHeader('Retry-After') ?? Number.NaN);
  return new Problem(body.code ?? `http_${response.getStatus()}`, body.detail, {
    status: response.getStatus(),
    ...(Number.isFinite(wait) ? { retryAfter: wait } : {}),
  });
}

function parse(text: string): { code?: string; detail?: string } {
  try {
    return JSON.parse(text) as { code?: string; detail?: string };
  } catch {
    return {};
  }
}
