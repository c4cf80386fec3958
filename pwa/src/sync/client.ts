import { PROTOCOL, Problem, type SyncAnswer, type SyncRequest } from './protocol.ts';

/** The network's edge: the browser's `fetch`, and in tests a server of their own. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** No answer, or none of ours: no network, a time-out, a captive portal's page. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
  /** `captive_portal`: something answered, but not our server: a network that wants a login of its own. */
  readonly code: 'no_answer' | 'captive_portal';

  constructor(message: string, code: 'no_answer' | 'captive_portal' = 'no_answer') {
    super(message);
    this.code = code;
  }
}

/** How long a network may stand still: until the answer begins, and then until it is complete. */
const ANSWER_MS = 30_000;
const BODY_MS = 60_000;
/** Slower than this is no network. */
const SLOWEST_BYTES_PER_MS = 3;

/** For a request with a body of so many bytes. */
export function patience(bytes: number): number {
  return ANSWER_MS + bytes / SLOWEST_BYTES_PER_MS;
}

/** Below this, compressing costs more than it saves. */
const WORTH_COMPRESSING = 1_000;

/** One `POST /api/sync`. Throws `NoAnswer` or the server's `Problem`. */
export async function exchange(
  fetch: Fetch,
  token: string,
  request: SyncRequest,
  signal?: AbortSignal,
): Promise<SyncAnswer> {
  const { body, headers } = await pack(JSON.stringify(request));
  const init = { method: 'POST', body, headers: { ...headers, 'Content-Type': 'application/json' } };
  const answer = await call(fetch, '/api/sync', token, init, signal);
  if (!isAnswer(answer) || answer.receipts.length !== request.mutations.length) {
    throw new NoAnswer('not an answer to what was asked');
  }
  return answer;
}

/**
 * One call of our own interface with this device's token; no cookie is sent and none is kept.
 *
 * Gives the JSON body; throws the server's `Problem`, or `NoAnswer` when what came back is not from our server.
 */
export async function call(
  fetch: Fetch,
  path: string,
  token: string | undefined,
  init: RequestInit = {},
  signal?: AbortSignal,
): Promise<unknown> {
  const headers = new Headers(init.headers);
  headers.set('Accept', 'application/json');
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(), patience(sizeOf(init.body)));
  const onAbort = () => stop.abort();
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) stop.abort();
  try {
    const response = await fetch(path, {
      ...init,
      headers,
      cache: 'no-store',
      credentials: 'omit',
      // Our server never redirects; a captive portal does, or gives its own page.
      redirect: 'manual',
      signal: stop.signal,
    });
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), BODY_MS);
    return await readBody(response);
  } catch (error) {
    if (error instanceof Problem || error instanceof NoAnswer) throw error;
    throw new NoAnswer(error instanceof Error ? error.message : 'no network');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

function sizeOf(body: RequestInit['body']): number {
  if (typeof body === 'string') return body.length;
  return body instanceof ArrayBuffer ? body.byteLength : 0;
}

async function readBody(response: Response): Promise<unknown> {
  const type = response.headers.get('Content-Type') ?? '';
  if (response.type === 'opaqueredirect' || (response.ok && type.startsWith('text/html'))) {
    throw new NoAnswer('a page instead of an answer', 'captive_portal');
  }
  if (response.status === 204) return undefined;
  if (type.startsWith('application/problem+json')) throw problem(response, await response.json());
  if (response.ok && type.startsWith('application/json')) return response.json();
  if (response.status === 429 || response.status === 503) throw problem(response, {});
  throw new NoAnswer(`status ${response.status}, ${type || 'no type'}`);
}

function problem(response: Response, body: unknown): Problem {
  const { code, detail, errors } = (body ?? {}) as { code?: string; detail?: string; errors?: object };
  const retryAfter = secondsUntil(response.headers.get('Retry-After'));
  return new Problem(code ?? `http_${response.status}`, detail, {
    status: response.status,
    ...(errors === undefined ? {} : { errors: errors as Record<string, string[]> }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

/** `Retry-After` is a number of seconds or a date. */
function secondsUntil(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const moment = Date.parse(header);
  return Number.isNaN(moment) ? undefined : Math.max(0, (moment - Date.now()) / 1000);
}

function isAnswer(body: unknown): body is SyncAnswer {
  if (body === null || typeof body !== 'object') return false;
  const answer = body as Partial<SyncAnswer>;
  return (
    answer.protocol === PROTOCOL &&
    typeof answer.epoch === 'string' &&
    typeof answer.server_time === 'string' &&
    typeof answer.more === 'boolean' &&
    Array.isArray(answer.receipts) &&
    Array.isArray(answer.changes) &&
    typeof answer.cursors === 'object'
  );
}

async function pack(text: string): Promise<{ body: BodyInit; headers: Record<string, string> }> {
  if (text.length < WORTH_COMPRESSING || typeof CompressionStream === 'undefined') {
    return { body: text, headers: {} };
  }
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return { body: await new Response(stream).arrayBuffer(), headers: { 'Content-Encoding': 'gzip' } };
}
