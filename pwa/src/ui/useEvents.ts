import { onScopeDispose } from 'vue';
import { on } from '@/sync';
import { tell } from './messages';
import { showSaved } from './saved';

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
}
