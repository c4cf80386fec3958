import { nextTick } from 'vue';
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import type { Feature, MenuItem } from '@/ui/menu';

/** Every folder under `features` brings its routes and its places in the menu; nothing here knows their names. */
const found = import.meta.glob<{ default: Feature }>('./features/*/index.ts', { eager: true });
const features = Object.values(found).map((module) => module.default);

export const menu: MenuItem[] = features
  .flatMap((feature) => feature.menu ?? [])
  .sort((a, b) => a.order - b.order);

const routes: RouteRecordRaw[] = [
  ...features.flatMap((feature) => feature.routes),
  { path: '/:rest(.*)*', redirect: '/' },
];

/** A new page is read from its beginning: the focus goes there, unless a field of the page has taken it. */
function focusPage(): void {
  const main = document.getElementById('main');
  if (main && !main.contains(document.activeElement)) main.focus({ preventScroll: true });
}

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior(to, from, saved) {
    // A sheet is only a query: the page beneath keeps its place.
    if (to.path === from.path) return false;
    return saved ?? { top: 0 };
  },
});

router.afterEach(async (to, from) => {
  if (to.path === from.path) return;
  await nextTick();
  focusPage();
});
