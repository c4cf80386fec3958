import { Problem } from '@/sync/protocol.ts';
import { pageCanvas } from './pageCanvas.ts';
import { type Shrunk, sha256, shrink } from './shrink.ts';

const IDLE_MS = 20_000;

let worker: Worker | undefined;
let idle: ReturnType<typeof setTimeout> | undefined;
let turn: Promise<unknown> = Promise.resolve();

/** Makes a photo small, away from the page's own thread. One at a time: each may cost 70 MB while it lasts. */
export function shrinkPhoto(file: Blob): Promise<Shrunk> {
  const next = turn.then(() => shrinkSomewhere(file));
  turn = next.catch(() => {});
  return next;
}

async function shrinkSomewhere(file: Blob): Promise<Shrunk> {
  try {
    const small = typeof OffscreenCanvas === 'undefined' ? undefined : await inWorker(file);
    return small ?? (await shrink(file, pageCanvas));
  } catch (error) {
    throw new Problem('photo_unreadable', error instanceof Error ? error.message : String(error));
  }
}

/** Undefined when this browser has no module workers. Rejects when the picture cannot be read. */
function inWorker(file: Blob): Promise<Shrunk | undefined> {
  clearTimeout(idle);
  try {
    worker ??= new Worker(new URL('./shrink.worker.ts', import.meta.url), { type: 'module' });
  } catch {
    return Promise.resolve(undefined);
  }
  const busy = worker;
  return new Promise<Shrunk | undefined>((resolve, reject) => {
    busy.onmessage = ({ data }: MessageEvent<Shrunk | { failed: string }>) => {
      if ('failed' in data) reject(new Error(data.failed));
      else resolve(data);
    };
    busy.onerror = () => {
      endWorker();
      resolve(undefined);
    };
    busy.postMessage(file);
  }).finally(() => {
    // Its memory goes back to the phone between rounds of photos.
    idle = setTimeout(endWorker, IDLE_MS);
  });
}

function endWorker(): void {
  worker?.terminate();
  worker = undefined;
}

/** Bytes that are kept as they are: voice, signature, document. */
export async function takeWhole(file: Blob): Promise<{ data: ArrayBuffer; type: string; hash: string }> {
  const data = await file.arrayBuffer();
  return { data, type: file.type || 'application/octet-stream', hash: await sha256(data) };
}
