import { lineDigest } from '@/sync/digest.ts';
import type { Change, JsonFields, Mutation, Receipt, SyncAnswer, SyncRequest } from '@/sync/protocol.ts';

interface Kept {
  collection: string;
  root: string;
  version: number;
  fields: JsonFields;
  /** Which mutation of the phone set a field last. */
  stamps: Record<string, string>;
}

/** Where a record is put, and by which mutations of the phone. */
interface Place {
  collection?: string;
  root?: string;
  stream?: string;
  stamps?: Record<string, string>;
}

type Reply = Response | Error | ((request: Request) => Response | Promise<Response>);

/**
 * The other end of the wire, in memory: enough of the protocol to test a phone against, and the faults of a bad
 * network. It keeps every request it has seen. Merging is the real server's work: here the later value stays.
 */
export class Station {
  epoch = 'epoch-1';
  backedUp: string | null = null;
  now = Date.parse('2026-11-22T01:00:00Z');
  scope = 1;
  streams = ['s1'];
  readonly records: Map<string, Kept> = new Map();
  readonly requests: SyncRequest[] = [];
  readonly inits: RequestInit[] = [];
  readonly calls: { method: string; path: string; headers: Headers }[] = [];
  /** What this mutation or record shall be answered, instead of being applied. */
  readonly verdicts = new Map<string, Omit<Receipt, 'mutation'>>();
  private readonly lines: { stream: string; position: number; record: string; gone: boolean }[] = [];
  private readonly receipts = new Map<string, Receipt>();
  private readonly faults: { path: string; reply: Reply; after: boolean }[] = [];
  private readonly routes = new Map<string, (request: Request) => Response | Promise<Response>>();

  /** The next call of this path gets this instead. `after`: the server does its work first, the reply is lost. */
  fail(reply: Reply, { path = '/api/sync', after = false } = {}): void {
    this.faults.push({ path, reply, after });
  }

  /** The network is well again. */
  heal(): void {
    this.faults.length = 0;
  }

  route(methodAndPath: string, reply: (request: Request) => Response | Promise<Response>): void {
    this.routes.set(methodAndPath, reply);
  }

  /** Somebody else wrote this. */
  put(record: string, fields: JsonFields, place: Place = {}): void {
    const { collection = 'cases', root = record, stream = 's1', stamps = {} } = place;
    const before = this.records.get(record);
    const version = (before?.version ?? 0) + 1;
    this.records.set(record, {
      collection,
      root,
      version,
      fields: { ...before?.fields, ...fields },
      stamps: { ...before?.stamps, ...stamps },
    });
    this.line(stream, record, false);
  }

  leave(record: string, stream: string): void {
    this.line(stream, record, true);
  }

  /** Back to the state of `backup`, in a new life. */
  restore(epoch: string, backup: ReadonlyMap<string, Kept> = new Map()): void {
    this.epoch = epoch;
    this.records.clear();
    this.receipts.clear();
    this.lines.length = 0;
    for (const [id, kept] of backup) {
      this.records.set(id, kept);
      this.line('s1', id, false);
    }
  }

  readonly fetch = async (path: string, init: RequestInit): Promise<Response> => {
    const request = new Request(new URL(path, 'http://station'), init);
    const { pathname } = new URL(request.url);
    this.inits.push(init);
    this.calls.push({ method: request.method, path: pathname, headers: request.headers });
    init.signal?.throwIfAborted();
    const fault = this.faults.findIndex((one) => pathname.startsWith(one.path));
    if (fault < 0) return this.serve(request);
    const [{ reply, after } = { reply: new Error(), after: false }] = this.faults.splice(fault, 1);
    if (after) await this.serve(request);
    if (reply instanceof Error) throw reply;
    return typeof reply === 'function' ? reply(request) : reply;
  };

  private async serve(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const route = this.routes.get(`${request.method} ${pathname}`);
    if (route !== undefined) return route(request);
    if (pathname !== '/api/sync') return problem(404, 'not_found');
    return Response.json(this.sync(JSON.parse(await unpacked(request)) as SyncRequest));
  }

  private sync(asked: SyncRequest): SyncAnswer {
    this.requests.push(asked);
    this.now += 1_000;
    const receipts = asked.mutations.map((mutation) => this.receive(mutation));
    const newLife = asked.epoch !== null && asked.epoch !== this.epoch;
    const { changes, cursors, more } = newLife ? NOTHING : this.after(asked);
    const { epoch, scope } = this;
    const known = asked.scope === scope ? {} : { streams: this.streams };
    const digests = more ? undefined : this.digests(asked.check ? this.streams : Object.keys(cursors));
    const times = { server_time: new Date(this.now).toISOString(), backed_up: this.backedUp };
    return { protocol: 1, epoch, ...times, receipts, scope, ...known, changes, cursors, more, ...digests };
  }

  /** As the real server: over the lines that are not gone, for the named streams. */
  private digests(streams: readonly string[]): Pick<SyncAnswer, 'digests'> | undefined {
    const told = streams.map((stream): [string, [number, number]] => {
      const here = this.lines.filter((line) => line.stream === stream && !line.gone);
      const each = here.map(({ record }) => lineDigest(record, this.records.get(record)?.version ?? 0));
      return [stream, [here.length, each.reduce((sum, one) => (sum + one) % 2 ** 48, 0)]];
    });
    return told.length > 0 ? { digests: Object.fromEntries(told) } : undefined;
  }

  /** A line that the server itself has lost: nobody is sent this record any more, though it counts. */
  readonly lost = new Set<string>();

  private receive(mutation: Mutation): Receipt {
    const { id, record, collection, root } = mutation;
    const first = this.receipts.get(id);
    if (first !== undefined) return { ...first, repeated: true };
    const verdict = this.verdicts.get(id) ?? this.verdicts.get(record);
    const answer: Receipt = { mutation: id, ...(verdict ?? { outcome: 'applied' }) };
    if (answer.outcome === 'retry') return answer;
    if (answer.outcome === 'applied') {
      const fields = this.notOlder(mutation);
      const { author = mutation.as } = this.records.get(record)?.fields ?? {};
      this.put(
        record,
        { ...fields, author, received_at: new Date(this.now).toISOString() },
        { collection, root, stamps: Object.fromEntries(Object.keys(fields).map((field) => [field, id])) },
      );
      answer.version = this.records.get(record)?.version ?? 1;
    }
    this.receipts.set(id, answer);
    return answer;
  }

  /** What this phone has set later itself stays: after a restore its work does not come in the order of making. */
  private notOlder({ id, record, fields }: Mutation): JsonFields {
    const { stamps = {} } = this.records.get(record) ?? {};
    return Object.fromEntries(Object.entries(fields).filter(([field]) => (stamps[field] ?? '') < id));
  }

  private after(asked: SyncRequest): Pick<SyncAnswer, 'changes' | 'cursors' | 'more'> {
    const wanted = this.lines.filter(
      (line) =>
        this.streams.includes(line.stream) &&
        !this.lost.has(line.record) &&
        line.position > (asked.cursors[line.stream] ?? 0),
    );
    const page = wanted.slice(0, asked.limit);
    const cursors = Object.fromEntries(page.map((line) => [line.stream, line.position]));
    return { changes: page.map((line) => this.change(line)), cursors, more: wanted.length > page.length };
  }

  private change({ stream, position, record, gone }: Station['lines'][number]): Change {
    const kept = this.records.get(record) as Kept;
    const head = { streams: { [stream]: position }, collection: kept.collection, record };
    return gone
      ? { ...head, gone }
      : { ...head, root: kept.root, version: kept.version, fields: kept.fields };
  }

  private line(stream: string, record: string, gone: boolean): void {
    const at = this.lines.findIndex((line) => line.stream === stream && line.record === record);
    if (at >= 0) this.lines.splice(at, 1);
    this.position += 1;
    this.lines.push({ stream, position: this.position, record, gone });
  }

  private position = 0;
}

const NOTHING = { changes: [], cursors: {}, more: true };

export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const body = JSON.stringify({ type: 'about:blank', title: code, status, code, detail: code });
  return new Response(body, { status, headers: { 'Content-Type': 'application/problem+json', ...headers } });
}

/** What a captive portal says to everything. */
export function portal(): Response {
  return new Response('<html>Welcome to our Wi-Fi</html>', { headers: { 'Content-Type': 'text/html' } });
}

async function unpacked(request: Request): Promise<string> {
  if (request.headers.get('Content-Encoding') !== 'gzip' || request.body === null) return request.text();
  return new Response(request.body.pipeThrough(new DecompressionStream('gzip'))).text();
}
