import { expect, test } from 'vitest';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { Station } from '@/testing/station.ts';
import { newId } from './ids.ts';
import { save } from './save.ts';

const area = '01900000-0000-7000-8000-0000000000a1';

/** The same numbers for the same seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** A shift with everything that goes wrong in it; what its person entered last for each record is noted. */
class Shift {
  readonly entered = new Map<string, string>();
  readonly theirs = new Map<string, string>();
  readonly station: Station;
  private backup: Station['records'] = new Map();
  private lives = 1;
  private count = 0;
  private readonly roll: (sides: number) => number;
  phone: TestPhone;

  constructor(seed: number, phone: TestPhone, station: Station) {
    this.roll = dice(seed);
    this.phone = phone;
    this.station = station;
  }

  async step(): Promise<void> {
    const roll = this.roll(100);
    if (roll < 35) await this.enter();
    else if (roll < 50) await this.change();
    else if (roll < 60) this.somebodyElse();
    else if (roll < 75) await this.sync();
    else if (roll < 82) await this.sync(() => this.station.fail(new TypeError('lost'), { after: true }));
    else if (roll < 88) await this.sync(() => this.station.fail(new TypeError('offline')));
    else if (roll < 94) await this.kill();
    else if (roll < 97) this.keepBackup();
    else this.restore();
  }

  /** The network is well, and everything is asked for until there is nothing left. */
  async quiet(): Promise<void> {
    this.station.heal();
    for (let run = 0; run < 4; run++) await this.phone.sender.poke(true);
  }

  private async enter(): Promise<void> {
    const text = `entered ${this.count++}`;
    const { id } = await save('cases', { area, text });
    this.entered.set(id, text);
  }

  private async change(): Promise<void> {
    const ids = [...this.entered.keys()];
    const id = ids[this.roll(ids.length)];
    if (id === undefined) return;
    const text = `changed ${this.count++}`;
    await save('cases', { text }, { id });
    this.entered.set(id, text);
  }

  private somebodyElse(): void {
    const id = newId();
    this.station.put(id, { area, text: 'theirs' });
    this.theirs.set(id, 'theirs');
  }

  private async sync(fault: () => void = () => {}): Promise<void> {
    fault();
    await this.phone.sender.poke(true);
    this.station.heal();
  }

  private async kill(): Promise<void> {
    await this.phone.kill();
    this.phone = await openTestPhone({ person: this.phone.person, station: this.station });
  }

  private keepBackup(): void {
    this.backup = new Map(this.station.records);
    this.station.backedUp = new Date(this.station.now).toISOString();
  }

  private restore(): void {
    this.station.restore(`epoch-${++this.lives}`, this.backup);
    // What others wrote since the backup is theirs to send again.
    for (const id of this.theirs.keys()) if (!this.backup.has(id)) this.theirs.delete(id);
  }
}

test.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
  'seed %i: after quiet, nothing is lost',
  async (seed) => {
    const station = new Station();
    const shift = new Shift(seed, await openTestPhone({ station }), station);
    for (let step = 0; step < 60; step++) await shift.step();
    await shift.quiet();
    const { phone } = shift;
    expect(await phone.db.count('outbox')).toBe(0);
    const there = [...station.records].map(([id, kept]) => [id, kept.fields.text]);
    expect(new Map(there as [string, string][])).toEqual(new Map([...shift.entered, ...shift.theirs]));
    const here = (await phone.db.getAll('records')).map((row) => [row.id, row.fields.text, row.version]);
    const expected = [...station.records].map(([id, kept]) => [id, kept.fields.text, kept.version]);
    expect(here.sort()).toEqual(expected.sort());
    await phone.kill();
  },
);
