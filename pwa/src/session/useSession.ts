import { type ComputedRef, computed, type Ref, ref, shallowRef } from 'vue';
import { browserLocks } from '@/sync/locks.ts';
import { phone } from '@/sync/phone.ts';
import { sealedOfPerson } from '@/sync/useSync.ts';
import { waitingRecords } from '@/sync/waiting.ts';
import { getSession } from './api.ts';
import { choose, described, enter } from './enter.ts';
import { type AssignmentInfo, readSession, type SessionRow, type UserInfo, updateSession } from './home.ts';
import { finishLeaving, leave, revokeTokens } from './leave.ts';
import { closePhone, type Edge, openPhone } from './open.ts';
import { countSealed } from './sealing.ts';

const session = shallowRef<SessionRow | null>(null);
const ready = ref(false);
/** Whose session was taken away while the app was open, and why. */
const takenAway = shallowRef<{ login: string; code: string } | null>(null);
/** The server's words for a session that is not to go on, unlike one that only ran out. */
const FOR_GOOD: ReadonlySet<string> = new Set(['device_revoked', 'person_disabled']);
const sealedCount = ref(0);
const others = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('gridwalk');
let edge: Edge;

export interface UseSession {
  /** Whether the phone knows by now who is signed in. */
  ready: Ref<boolean>;
  /** The person who may work now; null: show the sign-in. */
  user: ComputedRef<UserInfo | null>;
  /** Whose session the server has ended: their work is kept, the login is known. */
  ended: ComputedRef<{ login: string; code: string } | null>;
  assignment: ComputedRef<AssignmentInfo | null>;
  assignments: ComputedRef<AssignmentInfo[]>;
  /** Whether the district is made up, to be tried out. */
  demonstration: ComputedRef<boolean>;
  switchTo(assignment: string): Promise<void>;
  signIn(login: string, password: string): Promise<void>;
  signOut(): Promise<void>;
  /** Records and attachments that wait sealed on this phone for their authors. */
  sealedCount: Ref<number>;
  /** Records and attachments of this person that are not at the server; the sign-out warns of them. */
  unsentCount: ComputedRef<number>;
}

/** Who is signed in, in which assignment, and the ways in and out. */
export function useSession(): UseSession {
  const assignments = computed(() => session.value?.user.assignments ?? []);
  return {
    ready,
    user: computed(() => (session.value && !session.value.ended ? session.value.user : null)),
    ended: computed(() => endedOf(session.value) ?? takenAway.value),
    assignment: computed(() => assignments.value.find((one) => one.id === session.value?.assignment) ?? null),
    assignments,
    demonstration: computed(() => session.value?.demonstration === true),
    switchTo: (assignment) => change({ assignment }),
    signIn,
    signOut,
    sealedCount,
    unsentCount: computed(() =>
      phone.value === null
        ? 0
        : waitingRecords(phone.value.live.outbox.value.values(), phone.value.live.uploads.value.values())
            .size,
    ),
  };
}

function endedOf(row: SessionRow | null): { login: string; code: string } | null {
  return row?.ended === undefined ? null : { login: row.user.login, code: row.ended };
}

/** Once, when the page starts. Opens whoever was signed in, with or without a network. */
export async function startSession(given?: Partial<Edge>): Promise<void> {
  edge = { fetch: (path, init) => fetch(path, init), locks: browserLocks(), ...given };
  if (others) others.onmessage = () => void resume();
  await finishLeaving(edge.locks);
  await resume();
  ready.value = true;
  revokeBehind();
  globalThis.addEventListener?.('online', revokeBehind);
}

let turn: Promise<void> = Promise.resolve();

function resume(): Promise<void> {
  turn = turn.then(resumeNow, resumeNow);
  return turn;
}

/** Takes what `gridwalk` says now: at the start, and when another tab has signed somebody in or out. */
async function resumeNow(): Promise<void> {
  const row = (await readSession()) ?? null;
  sealedCount.value = await countSealed();
  sealedOfPerson.value = row === null ? 0 : await countSealed(row.user.id);
  const before = session.value;
  session.value = row;
  if (row !== null && FOR_GOOD.has(row.ended ?? '')) return takeAway(row);
  if (row === null || row.ended !== undefined || row.leaving) return closePhone();
  takenAway.value = null;
  if (phone.value?.person === row.user.id && before?.ended === undefined) return;
  await openPhone(row.user.id, edge, {
    actor: () => ({ as: session.value?.assignment ?? '', scope: session.value?.scope ?? 0 }),
    onEnded: (code) => end(row.user.id, code),
    onScope: (scope) => void refresh(scope),
    onLeaving: () => void closePhone(),
  });
}

/**
 * Whoever signs a device out from elsewhere, or shuts its person out, wants nothing left on it: a lost phone shows
 * nobody's work. What is unsent is sealed as at any sign-out; where there is no room for that, it stays as it is.
 */
async function takeAway(row: SessionRow): Promise<void> {
  await closePhone();
  try {
    await leave(row, edge.locks);
  } catch {
    return;
  }
  takenAway.value = endedOf(row);
  session.value = (await readSession()) ?? null;
  sealedCount.value = await countSealed();
}

async function signIn(login: string, password: string): Promise<void> {
  await closePhone();
  try {
    await enter(edge.fetch, login, password, edge.locks);
    others?.postMessage('session');
  } finally {
    await resume();
  }
}

async function signOut(): Promise<void> {
  const row = await readSession();
  if (row === undefined) return;
  await closePhone();
  try {
    await leave(row, edge.locks);
  } finally {
    others?.postMessage('session');
    await resume();
  }
  revokeBehind();
}

/** What does not succeed stays noted, and is tried again at the next start or when a network comes. */
function revokeBehind(): void {
  revokeTokens(edge.fetch).catch(() => {});
}

/** Not while somebody else's session has taken its place. */
async function change(part: Partial<SessionRow>, person = session.value?.user.id): Promise<void> {
  const row = person === undefined ? undefined : await updateSession(person, part);
  if (row === undefined) return;
  session.value = row;
  others?.postMessage('session');
}

async function end(person: string, code: string): Promise<void> {
  await change({ ended: code }, person);
  // Not waited for: it stops the sender, which is what noticed.
  void resume();
}

/** Assignments have changed when the scope has: the server is asked for them. */
async function refresh(scope: number): Promise<void> {
  const row = session.value;
  if (row === null || row.scope === scope || row.ended !== undefined) return;
  const answer = await getSession(edge.fetch, row.token).catch(() => undefined);
  if (answer === undefined) return;
  const assignment = choose(answer.user.assignments, row.assignment);
  await change({ ...(await described(answer)), assignment }, row.user.id);
}
