import type { Feature } from '@/ui/menu';

export default {
  routes: [
    {
      path: '/cases',
      component: () => import('./CasesView.vue'),
      children: [
        { path: '', name: 'cases', component: { render: () => null } },
        { path: 'new', name: 'case-new', component: () => import('./NewCaseView.vue') },
        { path: ':id', name: 'case', component: () => import('./CaseView.vue'), props: true },
        { path: ':id/edit', name: 'case-edit', component: () => import('./EditCaseView.vue'), props: true },
        { path: ':id/entry', name: 'case-entry', component: () => import('./EntryView.vue'), props: true },
      ],
    },
  ],
  menu: [
    {
      testid: 'new-case',
      label: 'nav.add',
      icon: 'plus',
      to: '/cases/new',
      order: 30,
      main: true,
    },
    { testid: 'nav-cases', label: 'nav.cases', icon: 'cases', to: '/cases', order: 40 },
  ],
} satisfies Feature;
