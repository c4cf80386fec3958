import { codeOf } from '@/ui/messages';

/** What went wrong at sign-in, by code, with the minutes to wait where the station named them. */
export function wordsForSignIn(error: unknown): { code: string; named: Record<string, number> } {
  const code = codeOf(error, 'no_answer');
  const after = (error as { retryAfter?: unknown } | null)?.retryAfter;
  const minutes = typeof after === 'number' ? Math.max(1, Math.ceil(after / 60)) : 15;
  // Everything else waits for a network by itself; signing in does not.
  return { code: code === 'no_answer' ? 'offline_sign_in' : code, named: { minutes } };
}
