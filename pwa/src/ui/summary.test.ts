// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { i18n, useLanguage } from '@/i18n';
import { makeRoom } from '@/sync/freeing.ts';
import { attachmentOf } from '@/testing/attachment.ts';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import SyncSummary from './SyncSummary.vue';

let phone: TestPhone;

afterEach(async () => {
  i18n.global.locale.value = 'zh-CN';
  await phone.kill();
});

test.each([
  ['zh-CN', '手机空间不够，1 张已送到的照片没等平台备份就先从手机里清掉了。文字都还在。'],
  ['en', '1 photo that had arrived was removed from it before the station made a backup.'],
] as const)('photos that made room before a backup are said in words (%s)', async (language, words) => {
  await useLanguage(language);
  phone = await openTestPhone();
  const { id } = await attachmentOf(new Uint8Array([1, 2, 3]));
  const row = await phone.db.get('uploads', id);
  if (row) await phone.db.put('uploads', { ...row, state: 'stored', stored_at: '2026-11-22T01:00:00.000Z' });
  const view = mount(SyncSummary, { props: { arrived: [] }, global: { plugins: [i18n] } });
  expect(view.find('[data-testid="freed"]').exists()).toBe(false);
  await makeRoom(phone.db, phone.channel);
  await expect.poll(() => view.find('[data-testid="freed"]').exists() && view.text()).toContain(words);
});
