/** What the station answers about a matter; see `/api/openapi.json`. Times are the district's, with offset. */
export interface Step {
  kind: 'received' | 'taken' | 'answered' | 'added' | 'rated' | 'reopened';
  at: string;
  role?: string;
  text?: string;
  mark?: number;
}

export interface Matter {
  number: string;
  state: 'received' | 'taken' | 'answered' | 'withdrawn';
  text: string;
  address: string;
  received_at: string;
  promised_by: string | null;
  steps: Step[];
  photos: { arrived: number; refused: number };
  not_solved_until: string | null;
  mark: number | null;
  server_time: string;
}

export interface Reported {
  code: string;
  digits: string | null;
  matter: Matter;
}

export interface Named {
  id: string;
  name: string;
}

export interface Places {
  streets?: Named[];
  communities?: (Named & { buildings: Named[] })[];
  place?: string;
}

/** Why it did not work: a code of the station's, or `no_answer` where nobody knows whether it arrived. */
export class Trouble extends Error {
  readonly code: string;
  readonly seconds: number;

  constructor(code: string, seconds = 0) {
    super(code);
    this.code = code;
    this.seconds = seconds;
  }
}

const PATIENCE_MS = 30_000;
const PHOTO_PATIENCE_MS = 180_000;

export function reportMatter(body: unknown): Promise<Reported> {
  return ask('POST', '/matters', JSON.stringify(body));
}

export function readMatter(held: Held): Promise<Matter> {
  return ask('GET', `/matters/${held.code}`, undefined, held);
}

export function sayOf(held: Held, body: unknown): Promise<Matter> {
  return ask('POST', `/matters/${held.code}`, JSON.stringify(body), held);
}

export function sendPhoto(held: Held, id: string, photo: Blob, of?: string): Promise<unknown> {
  const query = of ? `?of=${of}` : '';
  return ask('PUT', `/matters/${held.code}/photos/${id}${query}`, photo, held);
}

export function readPlaces(query: { street?: string; at?: string } = {}): Promise<Places> {
  const asked = new URLSearchParams(query as Record<string, string>).toString();
  return ask('GET', `/places${asked ? `?${asked}` : ''}`);
}

/** What opens a matter. */
export interface Held {
  code: string;
  digits: string;
}

async function ask<T>(method: string, path: string, body?: string | Blob, held?: Held): Promise<T> {
  const headers: Record<string, string> = {};
  if (held) headers['Matter-Digits'] = held.digits;
  if (body !== undefined) headers['Content-Type'] = typeof body === 'string' ? 'application/json' : body.type;
  const answer = await answerWithin(typeof body === 'object' ? PHOTO_PATIENCE_MS : PATIENCE_MS, (signal) =>
    fetch(`/api/public${path}`, { method, headers, body, signal, credentials: 'omit', cache: 'no-store' }),
  );
  const kind = answer.headers.get('Content-Type') ?? '';
  // What is not our JSON is nobody's answer: a captive portal's page, a proxy's.
  const told = /json/.test(kind) ? await answer.json().catch(() => null) : null;
  if (answer.ok && told) return told as T;
  if (!told || typeof told.code !== 'string') throw new Trouble('no_answer');
  throw new Trouble(told.code, Number(answer.headers.get('Retry-After')) || 0);
}

async function answerWithin(
  ms: number,
  begin: (signal?: AbortSignal) => Promise<Response>,
): Promise<Response> {
  const stop = typeof AbortController === 'function' ? new AbortController() : null;
  const timer = setTimeout(() => stop?.abort(), ms);
  try {
    return await begin(stop?.signal);
  } catch {
    throw new Trouble('no_answer');
  } finally {
    clearTimeout(timer);
  }
}
