/** UUIDv7 that rise on one device, also when its clock is set back. */

/**
 * The next id after `last`: 48 bits of time, 12 bits that count within a millisecond, 62 random bits.
 *
 * When the clock stands still or was set back, the time of `last` is kept and the counter goes up.
 */
export function nextId(last: string | undefined, now: number): string {
  const before = last === undefined ? undefined : parse(last);
  let time = now;
  let count = random(2) & 0x7ff;
  if (before !== undefined && time <= before.time) {
    time = before.time;
    count = before.count + 1;
    if (count > 0xfff) {
      time += 1;
      count = 0;
    }
  }
  const stamp = hex(time, 12);
  const variant = hex(0x8000 | (random(2) & 0x3fff), 4);
  const tail = hex(random(6), 12);
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${hex(count, 3)}-${variant}-${tail}`;
}

let latest: string | undefined;

/** The id of a new record. It needs no order beyond this page's. */
export function newId(now = Date.now()): string {
  latest = nextId(latest, now);
  return latest;
}

function parse(id: string): { time: number; count: number } {
  const digits = id.replaceAll('-', '');
  return { time: Number.parseInt(digits.slice(0, 12), 16), count: Number.parseInt(digits.slice(13, 16), 16) };
}

function hex(value: number, length: number): string {
  return value.toString(16).padStart(length, '0');
}

function random(bytes: number): number {
  let value = 0;
  for (const byte of crypto.getRandomValues(new Uint8Array(bytes))) value = value * 256 + byte;
  return value;
}
