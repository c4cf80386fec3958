import 'fake-indexeddb/auto';
import type { Mutation } from '@/sync/protocol.ts';

/** Who opened a connection: is told of every event of it, and may be gone by then. */
export interface Owner {
  dead: boolean;
  disk: Disk;
  step(): void;
}

/** What the database in memory keeps of itself beyond the standard. */
interface Transaction extends IDBTransaction {
  _state: string;
  _rollbackLog: (() => void)[];
  _abort(name: string): void;
  written?: Mutation[];
}
interface Connection extends IDBDatabase {
  _rawDatabase: { transactions: Transaction[] };
  owner?: Owner;
}
interface Target {
  dispatchEvent(event: Event): boolean;
}

/**
 * The storage of one phone. What is not committed is lost when its tab is gone; what is committed but not strictly is
 * lost in a power cut, newest first. Every mutation that is durably in an outbox is noted in `made`.
 */
export class Disk {
  readonly factory = new IDBFactory();
  readonly made = new Map<string, Mutation>();
  /** The same id with another body: a mutation must never change. */
  readonly changed: string[] = [];
  private unflushed: (() => void)[][] = [];
  private readonly connections = new Set<Connection>();

  /** `indexedDB` as one tab has it. */
  of(owner: Owner): IDBFactory {
    const { factory } = this;
    const open = (name: string, version?: number) => {
      const request = factory.open(name, version);
      const take = () => this.take(request, owner);
      request.addEventListener('upgradeneeded', take);
      request.addEventListener('success', take);
      return owner.dead ? nothing() : request;
    };
    const deleteDatabase = (name: string) => (owner.dead ? nothing() : factory.deleteDatabase(name));
    return Object.assign(Object.create(factory) as IDBFactory, { open, deleteDatabase });
  }

  /** The tab is gone in this moment. */
  drop(owner: Owner): void {
    for (const connection of this.connections) {
      if (connection.owner !== owner) continue;
      for (const tx of [...connection._rawDatabase.transactions]) {
        if (tx.db === connection && tx._state !== 'finished') tx._abort('AbortError');
      }
      connection.close();
      this.connections.delete(connection);
    }
  }

  /** The battery is taken out: what was not flushed never was. All tabs must be gone before. */
  losePower(): number {
    const lost = this.unflushed.reverse();
    this.unflushed = [];
    for (const log of lost) for (const undo of [...log].reverse()) undo();
    return lost.length;
  }

  committed(tx: Transaction): void {
    for (const mutation of tx.written ?? []) {
      const before = this.made.get(mutation.id);
      if (before !== undefined && !same(before, mutation)) this.changed.push(mutation.id);
      this.made.set(mutation.id, mutation);
    }
    if (tx.mode === 'versionchange' || tx.durability === 'strict') this.unflushed = [];
    else if (tx.mode === 'readwrite') this.unflushed.push(tx._rollbackLog);
  }

  private take(request: IDBOpenDBRequest, owner: Owner): void {
    const connection = request.result as Connection;
    connection.owner = owner;
    this.connections.add(connection);
    if (!owner.dead) return;
    (request.transaction as Transaction | null)?._abort('AbortError');
    connection.close();
  }
}

/** A request that is never answered. */
const nothing = (): IDBOpenDBRequest => new IDBOpenDBRequest();
const same = (a: Mutation, b: Mutation): boolean => JSON.stringify(a) === JSON.stringify(b);

function connectionOf(target: object): Connection | undefined {
  if (target instanceof IDBTransaction) return target.db as Connection;
  if (!(target instanceof IDBRequest) || target instanceof IDBOpenDBRequest) return undefined;
  const source = target.source as IDBObjectStore | IDBIndex | IDBCursor | null;
  const store =
    source instanceof IDBIndex ? source.objectStore : source instanceof IDBCursor ? source.source : source;
  const tx = (store instanceof IDBIndex ? store.objectStore : store)?.transaction;
  return tx?.db as Connection | undefined;
}

const targets = Object.getPrototypeOf(IDBTransaction.prototype) as Target;
const { dispatchEvent } = targets;
targets.dispatchEvent = function (this: object, event: Event): boolean {
  const owner = connectionOf(this)?.owner;
  const over = this instanceof IDBTransaction && event.type === 'complete';
  if (over) owner?.disk.committed(this as Transaction);
  if (event.type === 'success' || over) owner?.step();
  return dispatchEvent.call(this, event);
};

const { put } = IDBObjectStore.prototype;
IDBObjectStore.prototype.put = function (value: unknown, key?: IDBValidKey) {
  if (this.name === 'outbox') {
    const tx = this.transaction as Transaction;
    tx.written = [...(tx.written ?? []), structuredClone((value as { mutation: Mutation }).mutation)];
  }
  return key === undefined ? put.call(this, value) : put.call(this, value, key);
};
