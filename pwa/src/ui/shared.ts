import { effectScope } from 'vue';

/** One live computation for the whole app instead of one for each line of a list. Lives as long as the page. */
export function shared<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: effectScope(true).run(make) as T };
    return made.value;
  };
}
