import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { compileFunction } from 'node:vm';
import { Device, type Load, type Page, type Tab } from './device.ts';
import { contents } from './look.ts';

/**
 * Phones that are told from outside what to do: a line of JSON `{id, do, device, tab?, …}` each, answered by a line
 * `{id, ok}`, `{id, died: true}` or `{id, error}`. Several may be under way at once.
 */
interface Command {
  id: number;
  do: string;
  device: string;
  tab: string;
  /** Of `act`: which of the page's functions, with what, and after how many things it waits for its tab dies. */
  act: keyof Page;
  with: unknown[];
  die: number | null;
  url: string;
  ms: number;
}

const NAMES = [
  ...['indexedDB', 'BroadcastChannel', 'Date', 'fetch', 'console', 'navigator', 'location', 'globalThis'],
  ...['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'self'],
];

const code = readFileSync(process.argv[2] as string, 'utf8');
const make = compileFunction(`${code}\nreturn Page;`, NAMES, { filename: 'page.js' });
const load: Load = (place) => make(...NAMES.map((name) => place[name])) as Page;
const devices = new Map<string, Device>();

function deviceOf({ device }: Command): Device {
  const found = devices.get(device);
  if (found === undefined) throw new Error(`no device ${device}`);
  return found;
}

const commands: Record<string, (command: Command) => unknown> = {
  make: ({ device, url, ms }) => void devices.set(device, new Device(load, url, ms)),
  /** Opens a page in a tab of its own. */
  open: (command) => run(deviceOf(command).open(command.tab), 'start', [], command.die),
  act: (command) => {
    const tab = deviceOf(command).tabs.get(command.tab);
    if (tab === undefined || tab.dead) return { died: true };
    return run(tab, command.act, command.with, command.die);
  },
  kill: (command) => deviceOf(command).tabs.get(command.tab)?.die(),
  power: (command) => {
    deviceOf(command).kill();
    return { ok: deviceOf(command).disk.losePower() };
  },
  pass: (command) => deviceOf(command).pass(command.ms),
  clock: (command) => deviceOf(command).clock.goWrong(command.ms),
  look: async (command) => ({ ok: await contents(deviceOf(command)) }),
  forget: () => {
    for (const device of devices.values()) device.kill();
    devices.clear();
  },
};

async function run(tab: Tab, act: keyof Page, given: unknown[], die: number | null): Promise<object> {
  tab.dieIn(die ?? Number.POSITIVE_INFINITY);
  const work = tab.page[act] as (...given: unknown[]) => unknown;
  try {
    return { ok: (await Promise.race([work(...given), tab.death])) ?? null };
  } catch (error) {
    if (tab.dead) return { died: true };
    const { name, message, code, stack } = error as Error & { code?: string };
    return { error: { name, message, code: code ?? name, stack } };
  } finally {
    tab.dieIn(Number.POSITIVE_INFINITY);
  }
}

/** What a dead tab had begun comes to nothing; of a living one it would be a fault of the app. */
process.on('unhandledRejection', (error) => {
  const ended = error instanceof DOMException && ['InvalidStateError', 'AbortError'].includes(error.name);
  if (ended || String(error).includes('TransactionInactiveError')) return;
  for (const device of devices.values()) device.complaints.push((error as Error)?.stack ?? String(error));
});

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line) as Command;
  void answer(command);
}

async function answer(command: Command): Promise<void> {
  let said: unknown;
  try {
    said = await commands[command.do]?.(command);
  } catch (error) {
    said = { error: { name: 'driver', message: (error as Error).stack } };
  }
  process.stdout.write(`${JSON.stringify({ id: command.id, ...((said ?? { ok: null }) as object) })}\n`);
}
