import type { JsonFields, Mutation, Receipt } from './protocol.ts';
import type { CollectionChanges, CollectionFields, CollectionName } from './types.gen.ts';

export type { Mutation, Receipt } from './protocol.ts';
export type { CollectionChanges, CollectionFields, CollectionName };

/** What a screen shows of one record: the committed one with this phone's unanswered work laid over it. */
export type Rec<C extends CollectionName> = Readonly<
  CollectionFields[C] & {
    id: string;
    collection: C;
    root: string;
    /** The committed version that is shown; 0 while the record is only on this phone. */
    version: number;
    /** Whether something in the outbox is laid over it. */
    pending: boolean;
  }
>;

export type AnyRec = Rec<CollectionName>;

/** A committed record as the phone holds it, with the streams it has it from. */
export interface Held {
  id: string;
  collection: string;
  root: string;
  version: number;
  /** The life of the database that `version` counts in. */
  epoch: string;
  fields: JsonFields;
  /** `~s17` instead of `s17` while that stream is read from its beginning again: not confirmed yet. */
  streams: string[];
}

/** A mutation that the server has not finally answered. */
export interface OutboxRow {
  /** The mutation's id; ids rise, so the store's order is the order of making. */
  id: string;
  record: string;
  collection: string;
  mutation: Mutation;
  /** Whether it has been handed to the network at least once: then it cannot be taken back silently. */
  offered: boolean;
  tries: number;
  /** When it was first answered `retry` (phone time, ms), and with which code. */
  retrySince?: number;
  retryCode?: string;
}

/** An applied mutation, kept until a backup has passed it. */
export interface SentRow {
  id: string;
  record: string;
  collection: string;
  mutation: Mutation;
  version: number;
  /** The server's time of the answer. */
  applied_at: string;
  /** 1 until a pull has reached past it: until then it is still laid over the committed record. */
  laid: 0 | 1;
}

/** A mutation that was refused or in conflict, until its author has settled it. */
export interface AttentionRow {
  /** The mutation's id. */
  id: string;
  record: string;
  collection: string;
  mutation: Mutation;
  receipt: Receipt;
  /** Which fields of a conflict have been settled already. */
  fieldsSettled?: { field: string; how: 'theirs' | 'mine' | 'merged' }[];
  /** How it was settled while the server's `attention` record was not here yet. */
  settled?: string;
}

/** How far the phone has read, and what it may read. */
export interface Replica {
  epoch: string | null;
  /** The scope number whose streams these are; null before the first answer. */
  scope: number | null;
  streams: string[] | null;
  cursors: Record<string, number>;
  backed_up: string | null;
  server_time: string | null;
  /** Set while everything, or some stream, is read again: what nobody confirms until the end of it is dropped. */
  sweep: boolean;
  /** Streams that differed from the server's digest within the last day; absent where none did. */
  afresh?: Record<string, Afresh>;
}

/** When a stream differed, by the server's time. `found`: it is read afresh. `stays`: it differs still. */
export interface Afresh {
  since: string;
  state: 'found' | 'stays' | 'agrees';
}

export const NEW_REPLICA: Replica = {
  epoch: null,
  scope: null,
  streams: null,
  cursors: {},
  backed_up: null,
  server_time: null,
  sweep: false,
};
