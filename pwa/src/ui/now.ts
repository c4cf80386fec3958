import { onScopeDispose, type Ref, readonly, ref } from 'vue';

const now = ref(new Date());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The present moment, renewed every half minute while somebody looks at it. */
export function useNow(): Readonly<Ref<Date>> {
  watchers += 1;
  now.value = new Date();
  timer ??= setInterval(() => {
    now.value = new Date();
  }, 30_000);
  onScopeDispose(() => {
    watchers -= 1;
    if (watchers > 0) return;
    clearInterval(timer);
    timer = undefined;
  });
  return readonly(now) as Readonly<Ref<Date>>;
}
