import { useWords } from '@/i18n/words';
import type { Problem } from './checklists';

/** A problem in words that stand alone: what it is about, and what is wrong with it. */
export function useProblemWords() {
  const { t, text } = useWords();
  const sayProblem = (one: Problem) =>
    one.about ? `${text(one.about)}${t('common.colon')}${text(one.text)}` : text(one.text);
  return { sayProblem };
}
