import { problem, type Station } from './station.ts';

interface Stored {
  length: number;
  bytes: Uint8Array;
  metadata: Record<string, string>;
}

/** The receiving end of tus 1.0.0 (core and creation), in memory. */
export class TusServer {
  readonly uploads = new Map<string, Stored>();
  /** Offset and size of every PATCH as it was sent. */
  readonly patches: [number, number][] = [];
  /** The connection breaks after so many bytes of the next PATCH. */
  cutAfter: number | undefined;
  private readonly station: Station;

  constructor(station: Station) {
    this.station = station;
    station.route('POST /api/uploads', (request) => this.create(request));
  }

  private create(request: Request): Response {
    const length = Number(request.headers.get('Upload-Length'));
    const pairs = (request.headers.get('Upload-Metadata') ?? '').split(',').map((pair) => pair.split(' '));
    const metadata = Object.fromEntries(pairs.map(([name, value = '']) => [name, atob(value)]));
    const path = `/api/uploads/${this.uploads.size + 1}`;
    this.uploads.set(path, { length, bytes: new Uint8Array(), metadata });
    this.station.route(`HEAD ${path}`, () => this.answer(path, 200));
    this.station.route(`PATCH ${path}`, (patch) => this.patch(path, patch));
    return new Response(null, { status: 201, headers: { Location: path, 'Tus-Resumable': '1.0.0' } });
  }

  private async patch(path: string, request: Request): Promise<Response> {
    const stored = this.uploads.get(path) as Stored;
    const offset = Number(request.headers.get('Upload-Offset'));
    const body = new Uint8Array(await request.arrayBuffer());
    this.patches.push([offset, body.length]);
    if (offset !== stored.bytes.length) return problem(409, 'wrong_offset');
    const kept = body.slice(0, this.cutAfter ?? body.length);
    stored.bytes = Uint8Array.from([...stored.bytes, ...kept]);
    if (this.cutAfter !== undefined) {
      this.cutAfter = undefined;
      throw new TypeError('network');
    }
    return this.answer(path, 204);
  }

  private answer(path: string, status: number): Response {
    const { length, bytes } = this.uploads.get(path) as Stored;
    const headers = {
      'Upload-Offset': `${bytes.length}`,
      'Upload-Length': `${length}`,
      'Tus-Resumable': '1.0.0',
    };
    return new Response(null, { status, headers });
  }
}
