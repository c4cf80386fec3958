import { onScopeDispose, watch } from 'vue';
import { on, useSync } from '@/sync';
import { hush, tell } from './messages';
import { showSaved } from './saved';

const ACTIONABLE = new Set(['captive_portal', 'upgrade_required', 'storage_full']);

/** What the phone's core says in passing becomes something to see. */
export function useEvents(): void {
  let together = false;
  const onSaved = ({ record, collection }: { record: string; collection: string }) => {
    // What was saved in one go is announced in one go: by the record, not by the photos that went with it.
    if (together && collection === 'attachments') return;
    showSaved(record);
    together = true;
    queueMicrotask(() => {
      together = false;
    });
  };
  onScopeDispose(on('saved', onSaved));
  onScopeDispose(on('message', ({ code }) => tell(code)));

  // What stops sending and a person can do something about is said once, and taken back when it is over.
  const { problem } = useSync();
  watch(problem, (now, before) => {
    if (now && ACTIONABLE.has(now)) tell(now);
    else if (before && !now) hush(before);
  });
}
