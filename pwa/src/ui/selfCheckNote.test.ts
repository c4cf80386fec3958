// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { i18n, useLanguage } from '@/i18n';
import { newId } from '@/sync';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { Station } from '@/testing/station.ts';
import SyncSummary from './SyncSummary.vue';

let phone: TestPhone;

afterEach(async () => {
  i18n.global.locale.value = 'zh-CN';
  await phone.kill();
});

/** A phone that lost a record, or a station that did: the panel's words after the check. */
async function wordsAfter(lost: 'phone' | 'station'): Promise<() => string> {
  const station = new Station();
  const ids = [newId(), newId()] as const;
  for (const id of ids) station.put(id, { text: 'leak' });
  if (lost === 'station') station.lost.add(ids[0]);
  phone = await openTestPhone({ station });
  const view = mount(SyncSummary, { props: { arrived: [] }, global: { plugins: [i18n] } });
  const words = () => (view.find('[data-testid="self-check"]').exists() ? view.text() : '');
  expect(words()).toBe('');
  await phone.sender.poke(true);
  if (lost === 'phone') {
    expect(words()).toBe('');
    await phone.db.delete('records', ids[0]);
    phone.clock.now += 24 * 3_600_000;
    await phone.sender.poke(true);
  }
  return words;
}

test.each([
  ['zh-CN', 'phone', '手机里的内容和平台对不上过，已重新取回，现在一致。'],
  ['en', 'phone', 'It was fetched again and agrees now.'],
  ['zh-CN', 'station', '手机里的内容和平台还是对不上。'],
  ['en', 'station', 'This phone still does not hold everything as the station has it.'],
] as const)('the panel says it in words (%s, what the %s has lost)', async (language, lost, said) => {
  await useLanguage(language);
  const words = await wordsAfter(lost);
  await expect.poll(words, { timeout: 30_000 }).toContain(said);
});
