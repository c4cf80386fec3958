import { call } from '@/sync/client.ts';
import { currentPhone } from '@/sync/phone.ts';

/** What is handed to whoever brought a case. `digits` is null where they are their phone number's last four. */
export interface MatterCode {
  code: string;
  digits: string | null;
}

/** A new code for a case; one that was handed out before ends. Rejects without a network. */
export async function issueMatterCode(record: string): Promise<MatterCode> {
  const { fetch, token } = currentPhone();
  const init = {
    method: 'POST',
    body: JSON.stringify({ case: record }),
    headers: { 'Content-Type': 'application/json' },
  };
  return (await call(fetch, '/api/matter-codes', await token(), init)) as MatterCode;
}
