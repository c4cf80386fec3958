import type { Channel, Photo } from '@/sync/channel.ts';
import { type Fetch, NoAnswer } from '@/sync/client.ts';
import type { PersonDb, UploadRow } from '@/sync/db.ts';
import type { Locks } from '@/sync/locks.ts';
import { Problem } from '@/sync/protocol.ts';
import { Runner } from '@/sync/runner.ts';
import { unlessStopped } from '@/sync/unlessStopped.ts';
import { afterFailure, fresh } from './afterFailure.ts';
import { changeUpload, nextUpload } from './uploads.ts';

export interface UploaderParts {
  person: string;
  db: PersonDb;
  channel: Channel;
  fetch: Fetch;
  token: () => Promise<string | undefined>;
  onSignedOut: (code: string) => Promise<void>;
  /** Loads what speaks tus, when there is something to send: it is not part of the first screen. */
  load: () => Promise<typeof import('./tus.ts')>;
  locks?: Locks;
  now?: () => number;
  random?: () => number;
}

const STORED_AFTER_MS = [500, 1_500, 4_000, 10_000];

/** Who holds it may send this person's photos. Text has a lock of its own and never waits for a photo. */
export const uploadLock = (person: string): string => `gridwalk-upload-${person}`;

/** Sends the bytes of attachments, one at a time, oldest first, once their description has been accepted. */
export class Uploader {
  /** Asked for when bytes have arrived, so that the record's word for it is read. */
  afterPhoto: () => void = () => {};
  private readonly parts: UploaderParts;
  private readonly runner: Runner;
  private readonly later: ReturnType<typeof setTimeout>[] = [];
  private failures = 0;
  /** How many arrived in this run, and in how many ms those that did not are worth another try. */
  private sent = 0;
  private again: number | undefined;

  constructor(parts: UploaderParts) {
    const { locks, now } = parts;
    this.parts = parts;
    this.runner = new Runner({ lock: uploadLock(parts.person), locks, now, work: () => this.sendAll() });
  }

  /** Asks for a run; unless `now`, the wait after a failure is kept. Resolves when it is over. */
  poke(now = false): Promise<void> {
    return this.runner.poke(now);
  }

  stop(): Promise<void> {
    for (const timer of this.later) clearTimeout(timer);
    return this.runner.stop();
  }

  private async sendAll(): Promise<void> {
    const tried = new Set<string>();
    this.sent = 0;
    this.again = undefined;
    while (!this.runner.signal.aborted) {
      const row = await nextUpload(this.parts.db, tried, this.runner.now());
      const token = row && (await this.parts.token());
      if (row === undefined || token === undefined) break;
      tried.add(row.record);
      if (!(await this.sendOne(row, token))) break;
    }
    this.tellPhoto(null);
    if (this.again !== undefined) this.runner.wakeIn(this.again);
    // Text asks for the photos when it has arrived: asked for by a photo that has not, the two would run in a circle.
    if (this.sent === 0 || this.runner.signal.aborted) return;
    this.afterPhoto();
    // The server looks at the pictures after it has answered: its word *stored* comes a little later.
    for (const timer of this.later.splice(0)) clearTimeout(timer);
    for (const wait of STORED_AFTER_MS) this.later.push(setTimeout(() => this.afterPhoto(), wait));
  }

  /** Gives false when the others are not worth trying now. */
  private async sendOne(row: UploadRow, token: string): Promise<boolean> {
    const { db, fetch } = this.parts;
    const blob = await db.get('blobs', row.record);
    if (blob === undefined) return this.change(row, { state: 'refused', code: 'bytes_lost' });
    try {
      const { signal } = this.runner;
      // A bad network may never bring the code: nobody who signs out waits for it.
      const { upload } = await unlessStopped(this.parts.load(), signal);
      await upload(row, blob.data, {
        fetch,
        token,
        signal,
        onUrl: async (url) => void (await this.change(row, { url })),
        onProgress: (bytes) => this.tellPhoto({ record: row.record, sent: bytes, size: row.size }),
      });
      this.failures = 0;
      this.sent += 1;
      this.runner.wentWell();
      return await this.change(row, { ...fresh, state: 'sent', sent_at: this.runner.now() });
    } catch (error) {
      if (this.runner.signal.aborted) return false;
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
    if (!goOn) {
      this.runner.retryIn(wait);
      return false;
    }
    if (change.state !== 'refused') this.again = Math.min(wait, this.again ?? wait);
    return true;
  }

  private async change(row: UploadRow, change: Partial<UploadRow>): Promise<true> {
    await changeUpload(this.parts.db, row.record, change);
    this.parts.channel.post({ kind: 'changed', records: [], outbox: false, uploads: true });
    return true;
  }

  private tellPhoto(photo: Photo | null): void {
    this.parts.channel.post({ kind: 'photo', photo });
  }
}
