import type { Json, JsonFields, Mutation } from './protocol.ts';

/** What is shown of a record. `version` is the committed one, 0 where there is none. */
export interface Shown {
  id: string;
  collection: string;
  root: string;
  version: number;
  fields: JsonFields;
}

interface Committed {
  id: string;
  collection: string;
  root: string;
  version: number;
  fields: JsonFields;
}

export type IsUnion = (collection: string, field: string) => boolean;

/**
 * Lays unanswered work over the committed record, in the order of its making; the server alone merges.
 *
 * A new record appears with its creating mutation (`base` 0); work on a record that is neither here nor made here
 * shows nothing. A field of the rule `union` is written `{add, remove}` and read as a list.
 */
export function overlay(
  committed: Committed | undefined,
  mutations: readonly Mutation[],
  isUnion: IsUnion,
): Shown | undefined {
  if (committed !== undefined && mutations.length === 0) return committed;
  let shown: Shown | undefined = committed && { ...committed, fields: { ...committed.fields } };
  for (const mutation of mutations) {
    if (shown === undefined) {
      if (mutation.base !== 0) continue;
      shown = created(mutation);
    }
    for (const [field, value] of Object.entries(mutation.fields)) {
      shown.fields[field] = isUnion(mutation.collection, field) ? union(shown.fields[field], value) : value;
    }
  }
  return shown;
}

function created(mutation: Mutation): Shown {
  const { collection, record: id, root, as: author, at: made_at } = mutation;
  return { id, collection, root, version: 0, fields: { author, made_at } };
}

/** Add wins: what is both added and removed stays, in its place. An element stands in the list once. */
function union(present: Json | undefined, change: Json): Json {
  if (change === null || typeof change !== 'object' || Array.isArray(change)) return change;
  const add = new Map(list(change.add).map((item) => [canonical(item), item]));
  const remove = new Set(list(change.remove).map(canonical));
  const kept = list(present).filter((item) => add.has(canonical(item)) || !remove.has(canonical(item)));
  const there = new Set(kept.map(canonical));
  return [...kept, ...[...add].filter(([name]) => !there.has(name)).map(([, item]) => item)];
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** Objects are equal whatever the order of their keys. */
function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((name) => `${JSON.stringify(name)}:${canonical(value[name] as Json)}`).join()}}`;
}
