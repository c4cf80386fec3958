import { type Ref, ref, shallowRef, triggerRef } from 'vue';
import type { Channel, Message } from './channel.ts';
import type { PersonDb, UploadRow } from './db.ts';
import { isClosed } from './full.ts';
import { getMany, pagesOf } from './many.ts';
import { Shelf, type Unanswered } from './shelf.ts';
import type { AttentionRow, OutboxRow, SentRow } from './types.ts';

/**
 * The page's memory of the person's database: what screens look at, kept in step with every change of any tab.
 *
 * Collections are read when a screen first asks for them and then only the records that moved are read again.
 * Everything goes through one queue, so that a change is never overtaken by an older reading.
 */
export class Live {
  readonly outbox = shallowRef(new Map<string, OutboxRow>());
  readonly uploads = shallowRef(new Map<string, UploadRow>());
  readonly attention = shallowRef(new Map<string, AttentionRow>());
  readonly ready: Ref<boolean> = ref(false);
  private laid = new Map<string, SentRow>();
  private readonly shelves = new Map<string, Shelf>();
  private work: Promise<void> = Promise.resolve();
  private readonly db: PersonDb;
  private readonly stop: () => void;

  constructor(db: PersonDb, channel: Channel) {
    this.db = db;
    this.stop = channel.listen((message) => this.hear(message));
    this.queue(async () => {
      await this.readOutbox();
      await this.readUploads();
      this.ready.value = true;
    });
  }

  close(): void {
    this.stop();
  }

  /** Resolves when everything heard until now is shown. */
  settled(): Promise<void> {
    return this.work;
  }

  /** The shelf of a collection; its records, or those of one root, are read if they are not here yet. */
  shelf(collection: string, root?: string): Shelf {
    let shelf = this.shelves.get(collection);
    if (shelf === undefined) {
      shelf = new Shelf(collection);
      this.shelves.set(collection, shelf);
    }
    if (shelf.wants(root)) this.load(shelf, root);
    return shelf;
  }

  private load(shelf: Shelf, root: string | undefined): void {
    shelf.asked(root);
    this.queue(async () => {
      const records = this.db.transaction('records').store;
      for await (const page of pagesOf(records, shelf.collection, root)) shelf.take(page, this.unanswered());
      shelf.filled(this.unanswered(), root);
    });
  }

  private hear(message: Message): void {
    if (message.kind === 'saved') this.queue(() => this.takeSaved(message.rows, message.uploads));
    if (message.kind === 'changed') this.queue(() => this.takeChanged(message));
  }

  private async takeSaved(rows: OutboxRow[], uploads: boolean): Promise<void> {
    for (const row of rows) this.outbox.value.set(row.id, row);
    triggerRef(this.outbox);
    if (uploads) await this.readUploads();
    await this.refresh(new Set(rows.map((row) => row.record)));
  }

  private async takeChanged(message: Extract<Message, { kind: 'changed' }>): Promise<void> {
    const touched = new Set(message.records);
    if (message.outbox) {
      for (const row of this.unansweredRows()) touched.add(row.record);
      await this.readOutbox();
      for (const row of this.unansweredRows()) touched.add(row.record);
    }
    if (message.uploads) await this.readUploads();
    await this.refresh(touched);
  }

  /** Reads the named records again where a shelf may show them. */
  private async refresh(records: ReadonlySet<string>): Promise<void> {
    if (this.shelves.size === 0 || records.size === 0) return;
    const store = this.db.transaction('records').store;
    const rows = await getMany(store, records);
    const unanswered = this.unanswered();
    for (const shelf of this.shelves.values()) {
      shelf.update(
        [...records].map((id) => ({ id, held: rows.get(id) })),
        unanswered,
      );
    }
  }

  private async readOutbox(): Promise<void> {
    const tx = this.db.transaction(['outbox', 'sent', 'attention']);
    const [outbox, laid, attention] = await Promise.all([
      tx.objectStore('outbox').getAll(),
      tx.objectStore('sent').index('laid').getAll(1),
      tx.objectStore('attention').getAll(),
    ]);
    this.outbox.value = new Map(outbox.map((row) => [row.id, row]));
    this.laid = new Map(laid.map((row) => [row.id, row]));
    this.attention.value = new Map(attention.map((row) => [row.id, row]));
  }

  private async readUploads(): Promise<void> {
    const rows = await this.db.getAll('uploads');
    this.uploads.value = new Map(rows.map((row) => [row.record, row]));
  }

  private unansweredRows(): (OutboxRow | SentRow)[] {
    return [...this.laid.values(), ...this.outbox.value.values()];
  }

  /** By record, in the order of making: what was applied but not read yet, and what is waiting. */
  private unanswered(): Map<string, Unanswered> {
    const byRecord = new Map<string, Unanswered>();
    for (const row of this.unansweredRows().sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const work = byRecord.get(row.record) ?? [];
      byRecord.set(row.record, work);
      work.push(
        'version' in row ? { mutation: row.mutation, version: row.version } : { mutation: row.mutation },
      );
    }
    return byRecord;
  }

  private queue(task: () => Promise<void>): void {
    this.work = this.work.then(task).catch((error: unknown) => {
      // A database that was closed by a sign-out has nothing to show any more.
      if (!isClosed(error)) console.error(error);
    });
  }
}
