import type { Feature } from '@/ui/menu';

export default {
  routes: [{ path: '/me', name: 'me', component: () => import('./MeView.vue') }],
  menu: [{ testid: 'nav-me', label: 'nav.me', icon: 'me', to: '/me', order: 50 }],
} satisfies Feature;
