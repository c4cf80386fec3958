import { call, type Fetch } from '@/sync/client.ts';
import type { UserInfo } from './home.ts';

/** What `GET /api/session` says of the person, this device and its scope. */
export interface SessionAnswer {
  user: UserInfo;
  device: { id: string; name: string };
  scope: number;
  epoch: string;
  server_time: string;
  seal_key: string;
  /** Nothing in this district is real. */
  demonstration: boolean;
}

export interface Credentials {
  login: string;
  password: string;
  device: { id?: string; name: string };
}

export async function postSession(
  fetch: Fetch,
  credentials: Credentials,
): Promise<SessionAnswer & { token: string }> {
  const init = {
    method: 'POST',
    body: JSON.stringify(credentials),
    headers: { 'Content-Type': 'application/json' },
  };
  return (await call(fetch, '/api/session', undefined, init)) as SessionAnswer & { token: string };
}

export async function getSession(fetch: Fetch, token: string): Promise<SessionAnswer> {
  return (await call(fetch, '/api/session', token)) as SessionAnswer;
}

export async function deleteSession(fetch: Fetch, token: string): Promise<void> {
  await call(fetch, '/api/session', token, { method: 'DELETE' });
}
