import type { Feature } from '@/ui/menu';

export default {
  routes: [
    { path: '/handovers/:id', name: 'handover', component: () => import('./HandoverView.vue'), props: true },
  ],
} satisfies Feature;
