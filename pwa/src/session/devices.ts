import { call } from '@/sync/client.ts';
import { currentPhone } from '@/sync/phone.ts';

/** One installation of this person. `current`: the one that asks. */
export interface Device {
  id: string;
  name: string;
  created_at: string;
  last_seen: string;
  current: boolean;
  signed_in: boolean;
}

/** This person's devices that were not revoked, the one seen last first. Rejects without a network. */
export async function listDevices(): Promise<Device[]> {
  const { fetch, token } = currentPhone();
  const body = (await call(fetch, '/api/devices', await token())) as { devices: Device[] };
  return body.devices;
}

/** Signs a device out; it holds from its next request on. */
export async function revokeDevice(id: string): Promise<void> {
  const { fetch, token } = currentPhone();
  await call(fetch, `/api/devices/${encodeURIComponent(id)}`, await token(), { method: 'DELETE' });
}
