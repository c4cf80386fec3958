import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** A fault in the app's code, put there while it is built for a test that has to find it. */
interface Plant {
  file: string;
  /** Stands in the file exactly once. */
  from: string;
  to: string;
}

const SYNC = 'sync/';

export const PLANTS: Record<string, Plant[]> = {
  'out of the outbox before the receipt': [
    {
      file: `${SYNC}round.ts`,
      from: `for (const row of rows) if (!row.offered) tx.objectStore('outbox').put({ ...row, offered: true });`,
      to: `for (const row of rows) tx.objectStore('outbox').delete(row.id);`,
    },
  ],
  'a portal taken for an answer': [
    {
      file: `${SYNC}client.ts`,
      from: `    throw new NoAnswer('a page instead of an answer', 'captive_portal');`,
      to: `    return 'page';`,
    },
    {
      file: `${SYNC}client.ts`,
      from: `  if (!isAnswer(answer) || answer.receipts.length`,
      to: `  if (answer === 'page') {
    const receipts = request.mutations.map(({ id }) => ({ mutation: id, outcome: 'applied', version: 1 }));
    const times = { server_time: request.phone_time, backed_up: null };
    const { protocol, epoch, scope } = request;
    return { protocol, epoch, scope, ...times, receipts, changes: [], cursors: {}, more: false } as never;
  }
  if (!isAnswer(answer) || answer.receipts.length`,
    },
  ],
  'overlay dropped on a pull': [
    {
      file: `${SYNC}live.ts`,
      from: `    await this.refresh(touched);`,
      to: `    const [laid, outbox] = [this.laid, this.outbox.value];
    this.laid = new Map();
    this.outbox.value = new Map();
    await this.refresh(touched);
    this.laid = laid;
    this.outbox.value = outbox;`,
    },
  ],
  'cursors before their records': [
    {
      file: `${SYNC}apply.ts`,
      from: `export function apply(`,
      to: `export async function apply(`,
    },
    {
      file: `${SYNC}apply.ts`,
      from: `  return (durable ? strictly : loosely)(db, STORES, (tx)`,
      to: `  const before = ((await db.get('meta', 'replica')) as Replica | undefined) ?? NEW_REPLICA;
  if (before.epoch === answer.epoch && !isLate(before, asked)) {
    const cursors = { ...before.cursors, ...answer.cursors };
    await db.put('meta', { ...before, cursors }, 'replica');
    asked = { ...asked, cursors };
  }
  return (durable ? strictly : loosely)(db, STORES, (tx)`,
    },
  ],
  'sent again under a new id': [
    {
      file: `${SYNC}client.ts`,
      from: `  const { body, headers } = await pack(JSON.stringify(request));`,
      to: `  const seen = ((globalThis as { seen?: Set<string> }).seen ??= new Set());
  const mutations = request.mutations.map((one) => {
    const tail = Math.floor(Math.random() * 65_536).toString(16).padStart(4, '0');
    const id = seen.has(one.id) ? one.id.slice(0, -4) + tail : one.id;
    seen.add(one.id);
    return { ...one, id };
  });
  const { body, headers } = await pack(JSON.stringify({ ...request, mutations }));`,
    },
  ],
  'saved before it is on the disk': [
    {
      file: `${SYNC}save.ts`,
      from: `    strictly(db, ['outbox', 'sent', 'records', 'meta', ...stores]`,
      to: `    loosely(db, ['outbox', 'sent', 'records', 'meta', ...stores]`,
    },
    {
      file: `${SYNC}save.ts`,
      from: `import { type StoreName, strictly,`,
      to: `import { loosely, type StoreName,`,
    },
  ],
};

/** Puts the named fault in; one that does not fit the code any more ends the build. */
export function planted(name: string | undefined): Plugin {
  const plants = name === undefined || name === '' ? [] : PLANTS[name];
  if (plants === undefined) throw new Error(`no such plant: ${name}`);
  return {
    name: 'gridwalk:plant',
    enforce: 'pre',
    load(id) {
      const here = plants.filter((plant) => id.split('?')[0]?.endsWith(`/src/${plant.file}`));
      if (here.length === 0) return null;
      return here.reduce(
        (code, { file, from, to }) => {
          if (code.split(from).length !== 2)
            throw new Error(`the plant ${name} does not fit ${file} any more`);
          return code.replace(from, () => to);
        },
        readFileSync(id, 'utf8'),
      );
    },
  };
}
