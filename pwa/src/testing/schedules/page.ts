import { saveWithAttachments } from '@/attachments/attach.ts';
import { takeWhole } from '@/attachments/capture.ts';
import { startSession, useSession } from '@/session/useSession.ts';
import { sendInBackground } from '@/sw/background.ts';
import { attentionOf, type Settlement } from '@/sync/attention.ts';
import { currentPhone, phone } from '@/sync/phone.ts';
import { Problem } from '@/sync/protocol.ts';
import { type Draft, saveAll } from '@/sync/save.ts';
import { settleAttention } from '@/sync/settle.ts';
import { localTime } from '@/sync/time.ts';
import { collections } from '@/sync/types.gen.ts';
import type { AnyRec, CollectionName, Rec } from '@/sync/types.ts';
import { undo as takeBack } from '@/sync/undo.ts';
import { wrongOnScreen } from './screen.ts';

/**
 * What a person can do on one page of the app, in words that a test can say. Every page is a run of its own of the
 * whole code of the app, so that its memory is its own too.
 */
const session = useSession();
const names = Object.keys(collections) as CollectionName[];

/** The page is opened: whoever was signed in goes on. */
export async function start(): Promise<void> {
  await startSession();
  await show();
}

export async function signIn(login: string, password: string): Promise<object | null> {
  await session.signIn(login, password);
  await show();
  return who();
}

export const signOut = (): Promise<void> => session.signOut();

/** Who is signed in, with what they may do where. */
export function who(): object | null {
  const user = session.user.value;
  return user === null ? null : { ...user, ended: session.ended.value, now: session.assignment.value?.id };
}

/** Saves these, one transaction. Gives their ids. */
export async function save(drafts: Draft[]): Promise<string[]> {
  return (await saveAll(drafts)).map(({ id }) => id);
}

/** Sets fields of one of these records, the `pick`th of those that are shown here; null: none is. */
export async function change(
  collection: CollectionName,
  among: string[],
  pick: number,
  fields: object,
): Promise<string | null> {
  const id = choose(collection, among, pick)?.id;
  if (id !== undefined) await saveAll([{ collection, id, fields } as Draft]);
  return id ?? null;
}

/** Adds a record under one of these roots; null: none of them is shown here. */
export async function add(
  collection: CollectionName,
  under: CollectionName,
  among: string[],
  pick: number,
  fields: object,
): Promise<{ id: string; root: string } | null> {
  const root = choose(under, among, pick)?.id;
  if (root === undefined) return null;
  const [saved] = await saveAll([{ collection, root, fields } as Draft]);
  return { id: saved?.id ?? '', root };
}

/** Adds a photo to one of these roots, with its bytes (base64). */
export async function photo(
  under: CollectionName,
  among: string[],
  pick: number,
  base64: string,
  filename: string,
): Promise<{ id: string; root: string; sha256: string } | null> {
  const root = choose(under, among, pick)?.id;
  if (root === undefined) return null;
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const whole = await takeWhole(new Blob([bytes], { type: 'image/png' }));
  const prepared = { ...whole, kind: 'photo' as const, filename, taken_at: localTime(new Date()) };
  const parent = { collection: under, id: root, root };
  const [saved] = await saveWithAttachments([], [{ parent, prepared }]);
  return { id: saved?.id ?? '', root, sha256: whole.hash };
}

/** Takes back what was done to one of these. Gives the mutations that went for good, null: too late, or not here. */
export async function undo(
  collection: CollectionName,
  among: string[],
  pick: number,
): Promise<string[] | null> {
  const id = choose(collection, among, pick)?.id;
  if (id === undefined) return null;
  const { db } = currentPhone();
  const before = await db.getAllKeys('outbox');
  try {
    await takeBack(id, 'taken back');
  } catch (error) {
    if (error instanceof Problem && error.code === 'too_late') return null;
    throw error;
  }
  const after = new Set(await db.getAllKeys('outbox'));
  return before.filter((key) => !after.has(key));
}

/** Settles what needs attention, the `pick`th of it; null: nothing does. */
export async function settle(pick: number, how: Settlement): Promise<string | null> {
  const { live } = currentPhone();
  await live.settled();
  const records = live.shelf('attention').list(undefined) as unknown as Rec<'attention'>[];
  const open = attentionOf(records, live.attention.value.values());
  const one = open[pick % Math.max(1, open.length)];
  if (one === undefined) return null;
  // A refusal is not put forward again by itself: what was refused would be refused again.
  await settleAttention(one, one.kind === 'refused' && how === 'mine' ? 'dismissed' : how);
  return one.mutation;
}

/** Text, photos, and what the station says of them. */
export async function sync(): Promise<void> {
  const open = phone.value;
  await open?.sender.poke(true);
  await open?.uploader.poke(true);
  await open?.sender.poke(true);
}

/** The service worker's turn. */
export const background = (): Promise<void> => sendInBackground().catch(() => {});

/** What is still on its way here: work that the station was not asked about in vain, and bytes without its word. */
export async function pending(): Promise<{ work: number; bytes: number }> {
  const open = phone.value;
  if (open === null) return { work: 0, bytes: 0 };
  const outbox = await open.db.getAll('outbox');
  const uploads = await open.db.getAll('uploads');
  const held = new Set(outbox.filter((row) => row.retrySince !== undefined).map((row) => row.record));
  const ready = uploads.filter((row) => !held.has(row.record));
  return {
    work: outbox.filter((row) => !held.has(row.record)).length,
    bytes: ready.filter((row) => row.state === 'queued' || row.state === 'sent').length,
  };
}

/** What is shown here is not what is committed with the unsent work laid over it: each such case in words. */
export const wrong = (): Promise<string[]> => (phone.value === null ? Promise.resolve([]) : wrongOnScreen());

/** All lists are open, as on screens that somebody looks at. */
async function show(): Promise<void> {
  const open = phone.value;
  if (open === null) return;
  for (const name of names) open.live.shelf(name);
  await open.live.settled();
}

function choose(collection: CollectionName, among: readonly string[], pick: number): AnyRec | undefined {
  const shelf = phone.value?.live.shelf(collection);
  const here = among.flatMap((id) => shelf?.get(id) ?? []).filter((row) => !row.void);
  return here[pick % Math.max(1, here.length)];
}
