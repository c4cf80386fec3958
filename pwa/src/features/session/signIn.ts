/** What went wrong at sign-in, by code, with the minutes to wait where the station named them. */
export function wordsForSignIn(
  code: string,
  error: unknown,
): { code: string; named: Record<string, number> } {
  const after = (error as { retryAfter?: unknown } | null)?.retryAfter;
  const minutes = typeof after === 'number' ? Math.max(1, Math.ceil(after / 60)) : 15;
  return { code, named: { minutes } };
}
