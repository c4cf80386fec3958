/** The wire of `POST /api/sync`, version 1, and its limits: the phone's copy of `sync/protocol.py`. */

export const PROTOCOL = 1;
export const MAX_MUTATIONS = 200;
export const MAX_BODY_BYTES = 2_000_000;
export const MAX_CHANGES = 1_000;
/** Sent work is kept until a backup has passed it, but never longer than this. */
export const SENT_DAYS = 14;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonFields = { [field: string]: Json };

/** What a person did, word for word: it is sent again exactly so until it is answered. */
export interface Mutation {
  id: string;
  collection: string;
  record: string;
  root: string;
  /** The version the person saw, 0 for a new record. */
  base: number;
  /** The life of the database that `base` belongs to; null before the first answer. */
  epoch: string | null;
  fields: JsonFields;
  /** The phone's time with offset: evidence, never an order. */
  at: string;
  /** The assignment it was done in. */
  as: string;
  scope: number;
  schema: number;
}

export interface FieldConflict {
  field: string;
  yours: Json;
  /** What stands now; with its author and time null where the asker may not see it any more. */
  theirs: Json;
  author: string | null;
  at: string | null;
}

export interface Receipt {
  mutation: string | null;
  outcome: 'applied' | 'conflict' | 'refused' | 'retry';
  version?: number;
  repeated?: boolean;
  voided?: boolean;
  late_scope?: boolean;
  code?: string;
  detail?: string;
  errors?: Record<string, string[]>;
  conflicts?: FieldConflict[];
}

/** A record as the server has it now, or that it has left the named streams. */
export interface Change {
  streams: Record<string, number>;
  collection: string;
  record: string;
  root?: string;
  version?: number;
  fields?: JsonFields;
  gone?: boolean;
}

export interface SyncRequest {
  protocol: number;
  epoch: string | null;
  phone_time: string;
  scope: number | null;
  mutations: Mutation[];
  cursors: Record<string, number>;
  limit: number;
  /** The digests of all streams are wanted, not only of those that move. */
  check?: boolean;
  /** Streams that differ from their digest: read afresh now, or differing still. */
  mismatched?: Record<string, 'found' | 'stays'>;
}

export interface SyncAnswer {
  protocol: number;
  epoch: string;
  server_time: string;
  backed_up: string | null;
  receipts: Receipt[];
  scope: number;
  streams?: string[];
  changes: Change[];
  /** Those that moved. Negative: a reading from the beginning that is not complete yet. */
  cursors: Record<string, number>;
  more: boolean;
  /** Streams that are read from the beginning again, because the phone's position is too old to go on from. */
  restarted?: string[];
  /** Count and digest of streams, when `more` is false. */
  digests?: Record<string, [count: number, digest: number]>;
}

/** RFC 9457, as every error of the server; the phone's own errors have the same shape with status 0. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: Record<string, string[]>;
  /** Seconds to wait before the next try, where the server named them. */
  readonly retryAfter: number | undefined;

  constructor(
    code: string,
    detail = code,
    more: { status?: number; errors?: Record<string, string[]>; retryAfter?: number } = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.status = more.status ?? 0;
    this.errors = more.errors ?? {};
    this.retryAfter = more.retryAfter;
  }
}
