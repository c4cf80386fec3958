import type { Held } from './types.ts';

/** How many records stand in a stream, and the sum of what each adds: the phone's copy of `sync/digest.py`. */
export type Check = [count: number, digest: number];
export type Sums = Record<string, Check>;

const MODULUS = 2 ** 48;
const POLYNOMIAL = 0xed_b8_83_20;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  return rest;
});

/** What a record in this version adds. An id is plain ASCII. */
export function lineDigest(record: string, version: number): number {
  const text = `${record} ${version}`;
  let rest = -1;
  for (let at = 0; at < text.length; at++) {
    rest = (rest >>> 8) ^ (TABLE[(rest ^ text.charCodeAt(at)) & 255] as number);
  }
  const crc = ~rest >>> 0;
  return crc * (1 + (crc & 0xff_ff));
}

/** The sums after a record was written: what it added before goes, what it adds now comes. Changes them in place. */
export function count(sums: Sums, before: Held | undefined, after: Held | undefined): void {
  if (before !== undefined) add(sums, before, -1);
  if (after !== undefined) add(sums, after, 1);
}

/** A stream that the phone is not sure of (`~s17`) counts for itself, and is asked for by nobody. */
function add(sums: Sums, row: Pick<Held, 'id' | 'version' | 'streams'>, sign: 1 | -1): void {
  const digest = lineDigest(row.id, row.version);
  for (const stream of row.streams) {
    const [records, sum] = sums[stream] ?? [0, 0];
    sums[stream] = [records + sign, (sum + (sign > 0 ? digest : MODULUS - digest)) % MODULUS];
  }
}
