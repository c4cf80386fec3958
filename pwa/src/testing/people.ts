import type { Station } from './station.ts';
import { problem } from './station.ts';

/** Sign-ins of a station: anybody with the password `right`, each with an id and a seal key of their own. */
export class People {
  readonly devices: { login: string; device: string | undefined }[] = [];
  /** Tokens that the server does not take any more. */
  readonly revoked: string[] = [];
  /** Give another one to try what happens when the server's secret was changed. */
  secret = 7;
  private count = 0;

  constructor(station: Station) {
    station.route('POST /api/session', async (request) => this.signIn(await request.json()));
    station.route('GET /api/session', (request) => this.describe(request));
    station.route('DELETE /api/session', (request) => {
      this.revoked.push(tokenIn(request));
      return new Response(null, { status: 204 });
    });
  }

  idOf(login: string): string {
    const digits = [...login].map((char) => char.charCodeAt(0).toString(16)).join('');
    return `01900000-0000-7000-8000-${digits.padStart(12, '0').slice(-12)}`;
  }

  private signIn(given: {
    login: string;
    password: string;
    device: { id?: string; name: string };
  }): Response {
    if (given.password !== 'right') return problem(401, 'wrong_sign_in');
    this.devices.push({ login: given.login, device: given.device.id });
    this.count += 1;
    const token = `${given.login} ${this.count}`;
    return Response.json({ ...this.session(given.login, given.device.id), token }, { status: 201 });
  }

  private describe(request: Request): Response {
    return Response.json(this.session(tokenIn(request).split(' ')[0] ?? '', undefined));
  }

  private session(login: string, device: string | undefined): object {
    const id = this.idOf(login);
    const area = '01900000-0000-7000-8000-0000000000a1';
    const place = { area, area_name: '03小分格', area_level: 'grid', area_code: '03' };
    const dates = { from: '2026-01-01', to: null, certified_mediator: false };
    const assignments = [{ id: id.replace(/^0/, '1'), role: 'patroller', ...place, ...dates }];
    return {
      user: { id, name: login, login, assignments },
      device: { id: device ?? id.replace(/^0/, '2'), name: 'test' },
      scope: 1,
      epoch: 'epoch-1',
      server_time: '2026-11-22T01:00:00Z',
      seal_key: this.sealKey(login),
      demonstration: false,
    };
  }

  private sealKey(login: string): string {
    const bytes = Array.from(
      { length: 32 },
      (_, n) => (login.charCodeAt(n % login.length) + this.secret) % 256,
    );
    return btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
  }
}

function tokenIn(request: Request): string {
  return (request.headers.get('Authorization') ?? '').replace('Bearer ', '');
}
