import type { Channel, Photo } from '@/sync/channel.ts';
import { type Fetch, NoAnswer } from '@/sync/client.ts';
import type { PersonDb, UploadRow } from '@/sync/db.ts';
import { browserLocks, type Locks } from '@/sync/locks.ts';
import { Problem } from '@/sync/protocol.ts';
import { afterFailure, fresh } from './afterFailure.ts';
import { changeUpload, nextUpload } from './uploads.ts';

export interface UploaderParts {
  person: string;
  db: PersonDb;
  channel: Channel;
  fetch: Fetch;
  token: () => Promise<string | undefined>;
  onSignedOut: (code: string) => Promise<void>;
  locks?: Locks;
  now?: () => number;
  random?: () => number;
}

const STORED_AFTER_MS = [2_000, 8_000];

/** Who holds it may send this person's photos. Text has a lock of its own and never waits for a photo. */
export const uploadLock = (person: string): string => `gridwalk-upload-${person}`;

/** Sends the bytes of attachments, one at a time, oldest first, once their description has been accepted. */
export class Uploader {
  /** Asked for when bytes have arrived, so that the record's word for it is read. */
  afterPhoto: () => void = () => {};
  private readonly parts: UploaderParts;
  private readonly stopped = new AbortController();
  private running: Promise<void> | undefined;
  private again = false;
  private notBefore = 0;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly later: ReturnType<typeof setTimeout>[] = [];

  constructor(parts: UploaderParts) {
    this.parts = parts;
  }

  /** Asks for a run; `now` does not keep the wait after a failure. Resolves when the run is over. */
  poke(now = false): Promise<void> {
    if (this.stopped.signal.aborted) return Promise.resolve();
    const wait = this.notBefore - this.now();
    if (wait > 0 && !now) {
      this.wakeIn(wait);
      return this.running ?? Promise.resolve();
    }
    if (this.running !== undefined) {
      this.again = true;
      return this.running;
    }
    this.running = this.runs().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  stop(): Promise<void> {
    for (const timer of [this.timer, ...this.later]) clearTimeout(timer);
    this.stopped.abort();
    return this.running ?? Promise.resolve();
  }

  private async runs(): Promise<void> {
    const { person, locks = browserLocks() } = this.parts;
    try {
      do {
        this.again = false;
        await locks.request(uploadLock(person), { signal: this.stopped.signal }, () => this.sendAll());
      } while (this.again && !this.stopped.signal.aborted && this.notBefore <= this.now());
    } catch (error) {
      if (!this.stopped.signal.aborted) throw error;
    }
  }

  private async sendAll(): Promise<void> {
    const tried = new Set<string>();
    let sent = 0;
    while (!this.stopped.signal.aborted) {
      const row = await nextUpload(this.parts.db, tried, this.now());
      const token = row && (await this.parts.token());
      if (row === undefined || token === undefined) break;
      tried.add(row.record);
      if (!(await this.sendOne(row, token))) break;
      sent += 1;
    }
    this.tellPhoto(null);
    if (sent === 0 || this.stopped.signal.aborted) return;
    this.afterPhoto();
    // The server looks at the pictures after it has answered: its word *stored* comes a little later.
    for (const wait of STORED_AFTER_MS) this.later.push(setTimeout(() => this.afterPhoto(), wait));
  }

  /** Gives false when the others are not worth trying now. */
  private async sendOne(row: UploadRow, token: string): Promise<boolean> {
    const { db, fetch } = this.parts;
    const blob = await db.get('blobs', row.record);
    if (blob === undefined) return this.change(row, { state: 'refused', code: 'bytes_lost' });
    try {
      // Loaded when there is something to send: it is not part of the first screen.
      const { upload } = await import('./tus.ts');
      await upload(row, blob.data, {
        fetch,
        token,
        signal: this.stopped.signal,
        onUrl: async (url) => void (await this.change(row, { url })),
        onProgress: (bytes) => this.tellPhoto({ record: row.record, sent: bytes, size: row.size }),
      });
      this.failures = 0;
      this.notBefore = 0;
      return await this.change(row, { ...fresh, state: 'sent', sent_at: this.now() });
    } catch (error) {
      if (this.stopped.signal.aborted) return false;
      return this.failed(row, error);
    }
  }

  private async failed(row: UploadRow, error: unknown): Promise<boolean> {
    if (!(error instanceof Problem) && !(error instanceof NoAnswer)) console.error(error);
    if (error instanceof Problem && error.status === 401) {
      await this.parts.onSignedOut(error.code);
      return false;
    }
    const { change, goOn, wait } = afterFailure(
      row,
      error,
      ++this.failures,
      this.parts.random ?? Math.random,
    );
    await this.change(row, change);
    if (goOn) return true;
    this.notBefore = this.now() + wait;
    this.wakeIn(wait);
    return false;
  }

  private async change(row: UploadRow, change: Partial<UploadRow>): Promise<true> {
    await changeUpload(this.parts.db, row.record, change);
    this.parts.channel.post({ kind: 'changed', records: [], outbox: false, uploads: true });
    return true;
  }

  private tellPhoto(photo: Photo | null): void {
    this.parts.channel.post({ kind: 'photo', photo });
  }

  private wakeIn(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.poke(), wait);
  }

  private now(): number {
    return (this.parts.now ?? Date.now)();
  }
}
