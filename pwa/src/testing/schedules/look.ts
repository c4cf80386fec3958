import type { Device } from './device.ts';

/** Everything that a phone's storage holds, and what it has ever held in an outbox. Bytes are told as their length. */
export async function contents(device: Device): Promise<object> {
  const databases: Record<string, Record<string, unknown[]>> = {};
  for (const { name } of await device.disk.factory.databases()) {
    if (name?.startsWith('gridwalk') && name !== 'gridwalk-reserve') {
      databases[name] = await read(device.disk.factory, name);
    }
  }
  const { made, changed } = device.disk;
  return { databases, made: [...made.values()], changed, complaints: device.complaints };
}

async function read(factory: IDBFactory, name: string): Promise<Record<string, unknown[]>> {
  const db = await result(factory.open(name));
  const found: Record<string, unknown[]> = {};
  for (const store of db.objectStoreNames) {
    const all = db.transaction(store).objectStore(store);
    const keyed = all.keyPath !== null;
    const [values, keys] = await Promise.all([result(all.getAll()), result(all.getAllKeys())]);
    found[store] = values.map((value, at) => plain(keyed ? value : { key: keys[at], value }));
  }
  db.close();
  return found;
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_name, part: unknown) => {
      if (part instanceof ArrayBuffer) return part.byteLength;
      return ArrayBuffer.isView(part) || part instanceof CryptoKey ? null : part;
    }),
  );
}
