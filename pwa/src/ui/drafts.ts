import { onScopeDispose, type Ref, ref, watch } from 'vue';
import { type Parent, type Prepared, prepare, saveWithAttachments } from '@/attachments';
import { type Draft as Change, newId, Problem } from '@/sync';
import { loosely, strictly } from '@/sync/db';
import { makeRoom } from '@/sync/freeing';
import { currentPhone, phone } from '@/sync/phone';
import { withoutReserve } from '@/sync/storage';
import { limits } from '@/sync/types.gen';
import { useFormGuard } from '@/update';

/** A photo that was taken for a form which is not saved yet. Its bytes are on the phone's disk with the draft. */
export interface DraftPhoto {
  id: string;
  url: string;
  prepared: Prepared;
}

export interface Draft<T> {
  value: Ref<T>;
  photos: Ref<DraftPhoto[]>;
  /** Something was found that had been begun before. */
  restored: Ref<boolean>;
  /** Whether the phone has looked for it. */
  loaded: Ref<boolean>;
  /** Fills the form with what it starts from; that is not yet something begun. */
  start(first: T): void;
  addPhoto(file: Blob): Promise<void>;
  removePhoto(id: string): Promise<void>;
  /** Saves records, and the photos under `parent`, and forgets the draft: all in one durable transaction. */
  save(changes: readonly Change[], parent: Parent): Promise<{ id: string }[]>;
  /** Forgets what was begun. */
  drop(): Promise<void>;
}

const WAIT_MS = 250;

/**
 * What is being written in one form, kept on this phone until it is saved or dropped: the back key, a call or a
 * killed browser lose nothing. It lives in the person's own database and goes with it at sign-out.
 */
export function useDraft<T extends object>(key: string, blank: () => T): Draft<T> {
  const value = ref(blank()) as Ref<T>;
  const photos = ref<DraftPhoto[]>([]) as Ref<DraftPhoto[]>;
  const restored = ref(false);
  const loaded = ref(false);
  const guard = useFormGuard();
  const address = `draft ${key}`;
  const photoRange = IDBKeyRange.bound(`draft-photo ${key} `, `draft-photo ${key} \uffff`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** `typed`: somebody was faster than the disk, and what they wrote goes first. */
  let state: 'loading' | 'filling' | 'typed' | 'open' | 'over' = 'loading';

  function touch() {
    if (state === 'filling' || state === 'over') return;
    if (state === 'loading') state = 'typed';
    guard.dirty.value = true;
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT_MS);
  }

  function keep() {
    clearTimeout(timer);
    timer = undefined;
    if (state === 'over' || !phone.value) return;
    const plain = JSON.parse(JSON.stringify(value.value)) as T;
    void loosely(phone.value.db, ['meta'], async (tx) => {
      tx.objectStore('meta').put(plain, address);
    }).catch(() => {});
  }

  async function load() {
    const { db } = currentPhone();
    const [found, staged] = await Promise.all([db.get('meta', address), db.getAll('meta', photoRange)]);
    if (found && state === 'loading') {
      state = 'filling';
      Object.assign(value.value, found);
    }
    photos.value = (staged as { id: string; prepared: Prepared }[]).map(shown);
    restored.value = found !== undefined || staged.length > 0;
    guard.dirty.value ||= restored.value;
  }

  function start(first: T) {
    const before = state;
    state = 'filling';
    Object.assign(value.value, first);
    state = before;
  }

  async function addPhoto(file: Blob) {
    if (photos.value.length >= limits.attachments) throw new Problem('too_many_attachments');
    const prepared = await prepare(file, 'photo');
    const id = newId();
    const { db, channel } = currentPhone();
    const keepPhoto = () =>
      strictly(db, ['meta'], async (tx) => {
        tx.objectStore('meta').put({ id, prepared }, `draft-photo ${key} ${id}`);
      });
    await withoutReserve(keepPhoto, () => makeRoom(db, channel));
    photos.value = [...photos.value, shown({ id, prepared })];
    guard.dirty.value = true;
  }

  async function removePhoto(id: string) {
    await strictly(currentPhone().db, ['meta'], async (tx) => {
      tx.objectStore('meta').delete(`draft-photo ${key} ${id}`);
    });
    photos.value = photos.value.filter((photo) => photo.id !== id);
  }

  async function save(changes: readonly Change[], parent: Parent) {
    const taken = photos.value.map(({ id, prepared }) => ({ id, parent, prepared }));
    const saved = await saveWithAttachments(changes, taken, async (tx) => {
      tx.objectStore('meta').delete(address);
      tx.objectStore('meta').delete(photoRange);
    });
    end();
    return saved;
  }

  async function drop() {
    await strictly(currentPhone().db, ['meta'], async (tx) => {
      tx.objectStore('meta').delete(address);
      tx.objectStore('meta').delete(photoRange);
    });
    start(blank());
    photos.value = [];
    restored.value = false;
    guard.dirty.value = false;
    clearTimeout(timer);
  }

  function end() {
    state = 'over';
    clearTimeout(timer);
    guard.dirty.value = false;
  }

  const onHide = () => timer !== undefined && keep();
  document.addEventListener('visibilitychange', onHide);
  watch(value, touch, { deep: true, flush: 'sync' });
  void load()
    .catch(() => {})
    .finally(() => {
      if (state !== 'over') state = 'open';
      loaded.value = true;
    });
  onScopeDispose(() => {
    if (timer !== undefined) keep();
    document.removeEventListener('visibilitychange', onHide);
    for (const photo of photos.value) URL.revokeObjectURL(photo.url);
  });

  return { value, photos, restored, loaded, start, addPhoto, removePhoto, save, drop };
}

/** Puts something back into a form's draft, for whoever takes a step back. */
export async function putDraft(key: string, value: object): Promise<void> {
  const plain = JSON.parse(JSON.stringify(value)) as object;
  await strictly(currentPhone().db, ['meta'], async (tx) => {
    tx.objectStore('meta').put(plain, `draft ${key}`);
  });
}

function shown({ id, prepared }: { id: string; prepared: Prepared }): DraftPhoto {
  const bytes = prepared.thumb ?? prepared.data;
  return { id, prepared, url: URL.createObjectURL(new Blob([bytes], { type: prepared.type })) };
}
