import { readonly, shallowRef } from 'vue';

export interface Question {
  title: string;
  text?: string;
  yes: string;
  no?: string;
  /** A step that takes something away is shown as such. */
  grave?: boolean;
}

const question = shallowRef<Question | null>(null);
let answer: ((yes: boolean) => void) | undefined;

export const currentQuestion = readonly(question);

/** Asks before a step that cannot be taken back; everything else can be undone and is not asked about. */
export function ask(next: Question): Promise<boolean> {
  answer?.(false);
  question.value = next;
  return new Promise((resolve) => {
    answer = resolve;
  });
}

export function reply(yes: boolean): void {
  question.value = null;
  answer?.(yes);
  answer = undefined;
}
