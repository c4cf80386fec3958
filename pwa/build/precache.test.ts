import { expect, test } from 'vitest';
import { buildVersion, precacheFile } from './precache.ts';

test('a hashed file needs no revision, a file with a fixed name does', () => {
  expect(precacheFile('assets/index-DkP3.js', 'abc')).toEqual({
    url: '/assets/index-DkP3.js',
    revision: null,
  });
  expect(precacheFile('manifest.webmanifest', 'abc')).toEqual({
    url: '/manifest.webmanifest',
    revision: 'abc',
  });
});

test('the page is listed under the address it opens at', () => {
  expect(precacheFile('index.html', 'abc').url).toBe('/');
});

test('the version changes with a file and stays the same without a change', () => {
  const before = [precacheFile('index.html', 'a'), precacheFile('assets/app-1.js', 'x')];
  const after = [precacheFile('index.html', 'b'), precacheFile('assets/app-1.js', 'x')];
  expect(buildVersion(before)).toBe(buildVersion([...before]));
  expect(buildVersion(after)).not.toBe(buildVersion(before));
});
