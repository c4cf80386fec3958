import type { RouteRecordRaw } from 'vue-router';
import type { IconName } from './icons';

/** A place in the bar for the thumb. `main` is the one in the middle. */
export interface MenuItem {
  testid: string;
  label: string;
  icon: IconName;
  to: string;
  order: number;
  main?: boolean;
}

/** What a feature brings: its pages, and its places in the menu. */
export interface Feature {
  routes: RouteRecordRaw[];
  menu?: MenuItem[];
}
