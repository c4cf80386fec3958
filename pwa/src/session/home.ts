import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** An assignment as the server describes it: who works as what, where, from when to when. */
export interface AssignmentInfo {
  id: string;
  role: string;
  area: string;
  area_name: string;
  area_level: string;
  area_code: string;
  from: string;
  to: string | null;
  certified_mediator: boolean;
}

export interface UserInfo {
  id: string;
  name: string;
  login: string;
  assignments: AssignmentInfo[];
}

/** Who is signed in on this phone. It survives a kill of the browser, because it is written strictly. */
export interface SessionRow {
  user: UserInfo;
  device: { id: string; name: string };
  token: string;
  scope: number;
  epoch: string;
  /** Seals unsent work at sign-out. Not extractable, and gone with this row. */
  sealKey: CryptoKey;
  /** The assignment the person is working in. */
  assignment: string | null;
  /** Nothing in this district is real; a session that an older app began does not say. */
  demonstration?: boolean;
  /** Why the server does not know this session any more; the work is kept for the next sign-in. */
  ended?: string;
  /** A sign-out has begun, and is finished whatever happens: the name of the package that it seals. */
  leaving?: string | undefined;
}

/** Unsent work of a person who signed out, which only the server's key opens: a package, or one of its photos. */
export interface SealedRow {
  person: string;
  /** `work` and the package's name, or the photo's record. */
  id: string;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
  /** Only of a package: how much of it was not at the server. */
  waiting?: number;
}

interface HomeSchema extends DBSchema {
  session: { key: string; value: SessionRow };
  /** By a hash of the login: the device id that this installation is for that person, and its last mutation id. */
  devices: { key: string; value: { device: string; last?: string } };
  sealed: { key: [string, string]; value: SealedRow };
  /** Tokens to be revoked as soon as there is a network. */
  revoke: { key: string; value: { token: string } };
  /** Databases of people who have signed out, until they are really deleted. */
  doomed: { key: string; value: { name: string } };
}

export type Home = IDBPDatabase<HomeSchema>;

let opened: Promise<Home> | undefined;

/** The phone's own small database `gridwalk`: device, session and sealed work. */
export function home(): Promise<Home> {
  opened ??= openDB<HomeSchema>('gridwalk', 1, {
    upgrade(db) {
      db.createObjectStore('session');
      db.createObjectStore('devices');
      db.createObjectStore('sealed', { keyPath: ['person', 'id'] });
      db.createObjectStore('revoke', { keyPath: 'token' });
      db.createObjectStore('doomed', { keyPath: 'name' });
    },
    terminated() {
      opened = undefined;
    },
  });
  return opened;
}

/** The token to send with for this person; undefined once they have signed out or the server has ended it. */
export async function tokenOf(person: string): Promise<string | undefined> {
  const session = await readSession();
  const valid = session?.user.id === person && session.ended === undefined && !session.leaving;
  return valid ? session.token : undefined;
}

/** For tests: the next `home()` opens anew. */
export async function closeHome(): Promise<void> {
  (await opened)?.close();
  opened = undefined;
}

export async function readSession(): Promise<SessionRow | undefined> {
  return (await home()).get('session', 'current');
}

/** Strictly, so that neither a kill nor an empty battery signs anybody out. */
export async function writeSession(row: SessionRow): Promise<void> {
  const tx = (await home()).transaction('session', 'readwrite', { durability: 'strict' });
  tx.store.put(row, 'current');
  await tx.done;
}

/** Changes the session of this person, unless it is over or somebody else's by now. Gives what it is then. */
export async function updateSession(
  person: string,
  change: Partial<SessionRow>,
): Promise<SessionRow | undefined> {
  const tx = (await home()).transaction('session', 'readwrite', { durability: 'strict' });
  const row = await tx.store.get('current');
  const valid = row !== undefined && row.user.id === person && !row.leaving;
  if (valid) tx.store.put({ ...row, ...change }, 'current');
  await tx.done;
  return valid ? { ...row, ...change } : undefined;
}

/** Logins of former people are not written down in clear on a shared phone. */
export async function deviceKey(login: string): Promise<string> {
  const text = new TextEncoder().encode(`gridwalk device ${login.trim()}`);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
