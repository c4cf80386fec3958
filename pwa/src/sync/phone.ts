import { type ShallowRef, shallowRef } from 'vue';
import type { Channel } from './channel.ts';
import type { Fetch } from './client.ts';
import type { PersonDb } from './db.ts';
import type { Live } from './live.ts';
import { Problem } from './protocol.ts';
import type { Sender } from './sender.ts';

/** Everything that belongs to the person who is signed in. Signing out closes it and makes it null. */
export interface Phone {
  person: string;
  db: PersonDb;
  channel: Channel;
  live: Live;
  sender: Sender;
  /** Sends the photos. */
  uploader: { poke(now?: boolean): Promise<void> };
  fetch: Fetch;
  /** In which assignment, and under which scope, this person is working now. */
  actor: () => { as: string; scope: number };
  token: () => Promise<string | undefined>;
}

export const phone: ShallowRef<Phone | null> = shallowRef(null);

export function currentPhone(): Phone {
  if (phone.value === null) throw new Problem('not_signed_in', 'Nobody is signed in on this phone.');
  return phone.value;
}
