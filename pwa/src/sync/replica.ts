import { withAfresh } from './afresh.ts';
import type { Change, SyncAnswer } from './protocol.ts';
import type { Held, Replica } from './types.ts';

/** What an answer does to the committed records. `put` and `drop` name each record at most once. */
export interface Reading {
  replica: Replica;
  put: Held[];
  drop: string[];
}

/** Streams the phone held and may not read any more. */
export function lostStreams(replica: Replica, answer: SyncAnswer): string[] {
  if (answer.streams === undefined) return [];
  const readable = new Set(answer.streams);
  const held = new Set([...(replica.streams ?? []), ...Object.keys(replica.cursors)]);
  return [...held].filter((stream) => !readable.has(stream));
}

/** Whether the answer comes from another life of the database than the phone has read from. */
export function isNewLife(replica: Replica, answer: SyncAnswer): boolean {
  return replica.epoch !== null && answer.epoch !== replica.epoch;
}

/** An answer to a question that the phone would not ask like this any more says nothing new to its records. */
export function isLate(replica: Replica, asked: Pick<Replica, 'epoch' | 'cursors'>): boolean {
  if (asked.epoch !== replica.epoch) return true;
  const names = new Set([...Object.keys(asked.cursors), ...Object.keys(replica.cursors)]);
  return [...names].some((name) => (asked.cursors[name] ?? 0) !== (replica.cursors[name] ?? 0));
}

/** Where a record stood in a stream that is being read again from the beginning: not confirmed yet. */
const unsure = (stream: string): string => `~${stream}`;

/**
 * Decides what one answer does to the phone's copy.
 *
 * `held` are the records the answer names, and all records of streams that are lost or restarted. Leaving the last
 * stream drops a record; an older version never replaces a newer one. What stood in a restarted stream stays shown
 * until everything has been read again (`confirmed`).
 */
export function read(replica: Replica, answer: SyncAnswer, held: ReadonlyMap<string, Held>): Reading {
  const rows = new Map(held);
  const touched = new Set<string>();
  const move = (id: string, rename: (stream: string) => string | undefined) => {
    const row = rows.get(id);
    const streams = row?.streams.flatMap((stream) => rename(stream) ?? []);
    if (row === undefined || streams?.join() === row.streams.join()) return;
    rows.set(id, { ...row, streams: streams as string[] });
    touched.add(id);
  };
  const lost = new Set(lostStreams(replica, answer));
  const restarted = new Set(answer.restarted);
  for (const id of lost.size + restarted.size > 0 ? held.keys() : []) {
    move(id, (stream) => (restarted.has(stream) ? unsure(stream) : stream));
    move(id, (stream) => (lost.has(stream.replace('~', '')) ? undefined : stream));
  }
  for (const change of answer.changes) {
    if (change.gone === true) {
      const left = new Set(Object.keys(change.streams));
      move(change.record, (stream) => (left.has(stream.replace('~', '')) ? undefined : stream));
      continue;
    }
    rows.set(change.record, arrived(rows.get(change.record), change, answer.epoch));
    touched.add(change.record);
  }
  const changed = [...touched].map((id) => rows.get(id) as Held);
  return {
    replica: moved(replica, answer, lost),
    put: changed.filter((row) => row.streams.length > 0),
    drop: changed.filter((row) => row.streams.length === 0).map((row) => row.id),
  };
}

/** The row as it is once everything has been read again: without what nobody confirmed. */
export function confirmed(row: Held, epoch: string): Held | undefined {
  const streams = row.streams.filter((stream) => !stream.startsWith('~'));
  return row.epoch === epoch && streams.length > 0 ? { ...row, streams } : undefined;
}

function arrived(row: Held | undefined, change: Change, epoch: string): Held {
  const streams = Object.keys(change.streams);
  const { collection, record: id, version = 0, fields = {} } = change;
  const root = change.root ?? row?.root ?? id;
  if (row === undefined || row.epoch !== epoch)
    return { id, collection, root, version, epoch, fields, streams };
  const before = row.streams.filter((stream) => !streams.includes(stream.replace('~', '')));
  const joined = [...before, ...streams];
  // What the phone was not sure of is taken as it comes: the version it holds may be what is wrong.
  const sure = !streams.some((stream) => row.streams.includes(unsure(stream)));
  if (version < row.version && sure) return { ...row, streams: joined };
  return { id, collection, root, version, epoch, fields, streams: joined };
}

function moved(replica: Replica, answer: SyncAnswer, lost: ReadonlySet<string>): Replica {
  const cursors = Object.fromEntries(Object.entries(replica.cursors).filter(([name]) => !lost.has(name)));
  const afresh = Object.entries(replica.afresh ?? {}).filter(([name]) => !lost.has(name));
  const now: Replica = {
    epoch: answer.epoch,
    scope: answer.scope,
    streams: answer.streams ?? replica.streams,
    cursors: { ...cursors, ...answer.cursors },
    backed_up: answer.backed_up,
    server_time: answer.server_time,
    sweep: (replica.sweep || (answer.restarted?.length ?? 0) > 0) && answer.more,
  };
  return withAfresh(now, Object.fromEntries(afresh));
}

/** A restore's first answer: everything is read again from the start, what is here stays shown until then. */
export function startAgain(replica: Replica, answer: SyncAnswer): Replica {
  return withAfresh({ ...moved(replica, answer, new Set()), cursors: {}, sweep: true }, {});
}
