import { expect, it } from 'vitest';
import { Problem } from '@/sync';
import { wordsForSignIn } from './signIn';

it('asks for a network where there is none', () => {
  expect(wordsForSignIn(new TypeError('failed to fetch')).code).toBe('offline_sign_in');
  expect(wordsForSignIn({ code: 'captive_portal' }).code).toBe('captive_portal');
});

it('says how many minutes to wait after too many tries, rounded up', () => {
  const locked = new Problem('too_many_tries', '', { status: 429, retryAfter: 610 });
  expect(wordsForSignIn(locked)).toEqual({ code: 'too_many_tries', named: { minutes: 11 } });
});
