import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mismatched } from './afresh.ts';
import { apply } from './apply.ts';
import { exchange, NoAnswer } from './client.ts';
import { openPerson, type PersonDb, strictly } from './db.ts';
import { type Check, count, type Sums } from './digest.ts';
import { newId } from './ids.ts';
import { append, scopeToSend } from './outbox.ts';
import { overlay, type Shown } from './overlay.ts';
import type { JsonFields, Mutation, Receipt, SyncAnswer, SyncRequest } from './protocol.ts';
import { selfCheck } from './selfCheck.ts';
import type { Replica } from './types.ts';

/** The same cases that the server's Python runs: see sync/vectors/README.md. */
function vectors<T>(name: string): T[] {
  return JSON.parse(readFileSync(new URL(`../../../sync/vectors/${name}`, import.meta.url), 'utf8')) as T[];
}

interface DigestVector {
  description: string;
  when: { lines: [record: string, version: number][] };
  then: { check: Check };
}

test.each(vectors<DigestVector>('digest.json'))('digest: $description', ({ when, then }) => {
  const sums: Sums = { s1: [0, 0] };
  const row = { collection: 'cases', root: 'r1', epoch: 'e1', fields: {}, streams: ['s1'] };
  for (const [id, version] of when.lines) count(sums, undefined, { ...row, id, version });
  expect(sums.s1).toEqual(then.check);
  for (const [id, version] of when.lines) count(sums, { ...row, id, version }, undefined);
  expect(sums.s1).toEqual([0, 0]);
});

interface OverlayVector {
  description: string;
  given: { record: Shown | null; union: string[] };
  when: { mutations: Mutation[] };
  then: { shown: Shown | null };
}

test.each(vectors<OverlayVector>('overlay.json'))('overlay: $description', ({ given, when, then }) => {
  const isUnion = (_collection: string, field: string) => given.union.includes(field);
  expect(overlay(given.record ?? undefined, when.mutations, isUnion) ?? null).toEqual(then.shown);
});

interface State {
  replica: Replica;
  records: Record<
    string,
    {
      collection: string;
      root: string;
      version: number;
      epoch: string;
      fields: JsonFields;
      streams: string[];
    }
  >;
  outbox: { mutation: Mutation; retry: string | null }[];
  sent: { mutation: Mutation; version: number; applied_at: string; laid: boolean }[];
  attention: { mutation: Mutation; receipt: Receipt }[];
}

interface Asked {
  epoch: string | null;
  scope: number | null;
  cursors: Record<string, number>;
  mutations: string[];
  mismatched?: Record<string, 'found' | 'stays'>;
}

interface Saved {
  base: number;
  epoch: string | null;
  scope: number;
}

interface ReplicaVector {
  description: string;
  given: State;
  when: { asked: Asked; answer?: SyncAnswer; body?: string };
  then: State & { next?: Asked; saves?: Record<string, Saved> };
}

test.each(vectors<ReplicaVector>('replica.json'))('replica: $description', async ({ given, when, then }) => {
  const db = await openPerson(newId());
  await write(db, given);
  await receive(db, given, when);
  const { next, saves = {}, ...state } = then;
  expect(await read(db)).toEqual(normal(state));
  if (next !== undefined) expect(await nextAsked(db)).toEqual(next);
  for (const [record, saved] of Object.entries(saves)) expect(await save(db, record)).toEqual(saved);
  db.close();
});

async function receive(db: PersonDb, given: State, when: ReplicaVector['when']): Promise<void> {
  const { asked } = when;
  const all = [...given.outbox, ...given.sent, ...given.attention].map((row) => row.mutation);
  const mutations = asked.mutations.map((id) => all.find((one) => one.id === id) ?? stranger(id));
  const request: SyncRequest = { ...asked, mutations, protocol: 1, phone_time: '', limit: 1000 };
  const body = when.body ?? JSON.stringify(when.answer);
  const fetch = async () => new Response(body, { headers: { 'Content-Type': 'application/json' } });
  try {
    const answer = await exchange(fetch, 'token', request);
    const { late } = await apply(db, request, answer, 0);
    if (!late && !answer.more) await selfCheck(db, answer.digests ?? {}, false);
  } catch (error) {
    expect(error).toBeInstanceOf(NoAnswer);
  }
}

/** What was asked with it is not in the outbox any more: another answer was quicker. */
const stranger = (id: string): Mutation => ({ id }) as Mutation;

async function write(db: PersonDb, state: State): Promise<void> {
  const stores = ['records', 'outbox', 'sent', 'attention', 'meta'] as const;
  const tx = db.transaction(stores, 'readwrite');
  tx.objectStore('meta').put(state.replica, 'replica');
  for (const [id, row] of Object.entries(state.records)) tx.objectStore('records').put({ id, ...row });
  for (const { mutation, retry } of state.outbox) {
    const code = retry === null ? {} : { retryCode: retry, retrySince: 0 };
    tx.objectStore('outbox').put({ ...keysOf(mutation), mutation, offered: true, tries: 0, ...code });
  }
  for (const { laid, applied_at, ...row } of state.sent) {
    const at = new Date(applied_at).toISOString();
    tx.objectStore('sent').put({ ...keysOf(row.mutation), ...row, applied_at: at, laid: laid ? 1 : 0 });
  }
  for (const row of state.attention) tx.objectStore('attention').put({ ...keysOf(row.mutation), ...row });
  await tx.done;
}

const keysOf = ({ id, record, collection }: Mutation) => ({ id, record, collection });

async function read(db: PersonDb): Promise<State> {
  const records = (await db.getAll('records')).map(({ id, ...row }) => [id, row] as const);
  return normal({
    replica: (await db.get('meta', 'replica')) as Replica,
    records: Object.fromEntries(records),
    outbox: (await db.getAll('outbox')).map(({ mutation, retryCode = null }) => ({
      mutation,
      retry: retryCode,
    })),
    sent: (await db.getAll('sent')).map(({ mutation, version, applied_at, laid }) => ({
      mutation,
      version,
      applied_at,
      laid: laid === 1,
    })),
    attention: (await db.getAll('attention')).map(({ mutation, receipt }) => ({ mutation, receipt })),
  });
}

/** Streams are a set, and a moment is a moment however it is written. */
function normal(state: State): State {
  const records = Object.entries(state.records).map(([id, row]) => [
    id,
    { ...row, streams: [...row.streams].sort() },
  ]);
  const sent = state.sent.map((row) => ({ ...row, applied_at: new Date(row.applied_at).toISOString() }));
  return { ...state, records: Object.fromEntries(records), sent };
}

async function nextAsked(db: PersonDb): Promise<Asked> {
  const replica = (await db.get('meta', 'replica')) as Replica;
  const waiting = await db.getAll('outbox');
  const { epoch, cursors } = replica;
  const mutations = waiting.map((row) => row.id);
  const differs = mismatched(replica);
  return {
    epoch,
    scope: scopeToSend(replica, waiting),
    cursors,
    mutations,
    ...(differs && { mismatched: differs }),
  };
}

/** What new work on a record is based on. */
async function save(db: PersonDb, record: string): Promise<Saved> {
  const entry = { collection: 'cases', record, fields: {}, as: 'a1', schema: 1, at: new Date() };
  const [row] = await strictly(db, ['outbox', 'sent', 'records', 'meta'], (tx) => append(tx, [entry]));
  const { base, epoch, scope } = (row as { mutation: Mutation }).mutation;
  return { base, epoch, scope };
}
