import type { Feature } from '@/ui/menu';

export default {
  routes: [
    {
      path: '/patrol',
      component: () => import('./PatrolView.vue'),
      children: [
        { path: '', name: 'patrol', component: { render: () => null } },
        {
          path: ':patrol/places/:place',
          name: 'inspect',
          component: () => import('./InspectView.vue'),
          props: true,
        },
      ],
    },
  ],
  menu: [{ testid: 'nav-patrol', label: 'nav.patrol', icon: 'patrol', to: '/patrol', order: 20 }],
} satisfies Feature;
