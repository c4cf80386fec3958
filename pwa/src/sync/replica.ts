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

/**
 * Decides what one answer does to the phone's copy.
 *
 * `held` are the records the answer names, and all records of streams that are lost; `all` is asked for only when
 * a restore's sweep ends. Leaving the last stream drops a record; an older version never replaces a newer one.
 */
export function read(replica: Replica, answer: SyncAnswer, held: ReadonlyMap<string, Held>): Reading {
  const rows = new Map(held);
  const touched = new Set<string>();
  const leave = (id: string, streams: ReadonlySet<string>) => {
    const row = rows.get(id);
    if (row === undefined || !row.streams.some((stream) => streams.has(stream))) return;
    rows.set(id, { ...row, streams: row.streams.filter((stream) => !streams.has(stream)) });
    touched.add(id);
  };
  const lost = new Set(lostStreams(replica, answer));
  if (lost.size > 0) for (const id of held.keys()) leave(id, lost);
  for (const change of answer.changes) {
    if (change.gone === true) {
      leave(change.record, new Set(Object.keys(change.streams)));
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

function arrived(row: Held | undefined, change: Change, epoch: string): Held {
  const streams = Object.keys(change.streams);
  const { collection, record: id, version = 0, fields = {} } = change;
  const root = change.root ?? row?.root ?? id;
  if (row === undefined || row.epoch !== epoch)
    return { id, collection, root, version, epoch, fields, streams };
  const joined = [...new Set([...row.streams, ...streams])];
  if (version < row.version) return { ...row, streams: joined };
  return { id, collection, root, version, epoch, fields, streams: joined };
}

function moved(replica: Replica, answer: SyncAnswer, lost: ReadonlySet<string>): Replica {
  const cursors = Object.fromEntries(Object.entries(replica.cursors).filter(([name]) => !lost.has(name)));
  return {
    epoch: answer.epoch,
    scope: answer.scope,
    streams: answer.streams ?? replica.streams,
    cursors: { ...cursors, ...answer.cursors },
    backed_up: answer.backed_up,
    server_time: answer.server_time,
    sweep: replica.sweep && answer.more,
  };
}

/** A restore's first answer: everything is read again from the start, what is here stays shown until then. */
export function startAgain(replica: Replica, answer: SyncAnswer): Replica {
  return { ...moved(replica, answer, new Set()), cursors: {}, sweep: true };
}
