import { shallowRef } from 'vue';
import { overlay } from './overlay.ts';
import type { Mutation } from './protocol.ts';
import { isUnionField } from './schema.ts';
import type { AnyRec, Held } from './types.ts';

/** Work on a record: waiting in the outbox, or applied as `version` and not read yet. In order of making. */
export type Unanswered = { mutation: Mutation; version?: number }[];

/** One collection in memory. A record that did not change stays the same object, so lists redraw only what did. */
export class Shelf {
  readonly collection: string;
  readonly rows = new Map<string, AnyRec>();
  /** Goes up with every change; a computed value that reads it runs again. */
  readonly changes = shallowRef(0);
  /** What each row was made from: the same again is the same object again. */
  private readonly marks = new Map<string, string>();
  private readonly byRoot = new Map<string, Set<string>>();
  private readonly rootsAsked = new Set<string>();
  private readonly rootsHere = shallowRef<ReadonlySet<string>>(new Set());
  private allAsked = false;
  private readonly allHere = shallowRef(false);

  constructor(collection: string) {
    this.collection = collection;
  }

  wants(root: string | undefined): boolean {
    return !this.allAsked && (root === undefined || !this.rootsAsked.has(root));
  }

  asked(root: string | undefined): void {
    if (root === undefined) this.allAsked = true;
    else this.rootsAsked.add(root);
  }

  isHere(root: string | undefined): boolean {
    return this.allHere.value || (root !== undefined && this.rootsHere.value.has(root));
  }

  get(id: string): AnyRec | undefined {
    this.changes.value;
    return this.rows.get(id);
  }

  list(root: string | undefined): AnyRec[] {
    this.changes.value;
    if (root === undefined) return [...this.rows.values()];
    const ids = this.byRoot.get(root) ?? new Set<string>();
    return [...ids].map((id) => this.rows.get(id) as AnyRec);
  }

  /** Takes a part of what the database holds of the collection, or of one root; it is shown with the rest. */
  take(held: readonly Held[], unanswered: ReadonlyMap<string, Unanswered>): void {
    for (const row of held) this.set(row.id, row, unanswered.get(row.id));
  }

  /** All that the database holds was taken: with what is only waiting here, the collection or the root is whole. */
  filled(unanswered: ReadonlyMap<string, Unanswered>, root: string | undefined): void {
    for (const [id, work] of unanswered) {
      const { collection, root: where } = work[0]?.mutation ?? {};
      if (collection !== this.collection || this.rows.has(id)) continue;
      // Work on a record of another root is not missing here: it is shown with that root.
      if (root === undefined || where === root) this.set(id, undefined, work);
    }
    if (root === undefined) this.allHere.value = true;
    else this.rootsHere.value = new Set([...this.rootsHere.value, root]);
    this.changes.value++;
  }

  /** Takes what has become of single records; those of other collections are passed by. */
  update(
    records: readonly { id: string; held: Held | undefined }[],
    unanswered: ReadonlyMap<string, Unanswered>,
  ): void {
    let moved = false;
    for (const { id, held } of records) {
      const work = unanswered.get(id);
      const collection = held?.collection ?? work?.[0]?.mutation.collection;
      if (collection !== this.collection && !this.rows.has(id)) continue;
      const root = held?.root ?? work?.[0]?.mutation.root;
      if (!this.rows.has(id) && this.wants(root)) continue;
      this.set(id, held, work);
      moved = true;
    }
    if (moved) this.changes.value++;
  }

  private set(id: string, held: Held | undefined, work: Unanswered = []): void {
    // What was applied at a version that has been read already is in the committed record.
    const laid = work.filter((item) => item.version === undefined || (held?.version ?? 0) < item.version);
    const before = this.rows.get(id);
    const mark = [
      held?.epoch,
      held?.version,
      ...laid.map((item) => item.mutation.id + (item.version ?? '')),
    ].join();
    if (before !== undefined && this.marks.get(id) === mark) return;
    const mutations = laid.map((item) => item.mutation);
    const shown = overlay(held, mutations, isUnionField);
    if (before !== undefined && before.root !== shown?.root) this.byRoot.get(before.root)?.delete(id);
    if (shown === undefined) {
      this.rows.delete(id);
      this.marks.delete(id);
      return;
    }
    const { collection, root, version, fields } = shown;
    const pending = laid.some((item) => item.version === undefined);
    this.rows.set(id, Object.freeze({ ...fields, id, collection, root, version, pending }) as AnyRec);
    this.marks.set(id, mark);
    const ids = this.byRoot.get(root) ?? new Set<string>();
    this.byRoot.set(root, ids.add(id));
  }
}
