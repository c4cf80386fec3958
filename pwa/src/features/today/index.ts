import type { Feature } from '@/ui/menu';
import TodayView from './TodayView.vue';

export default {
  routes: [{ path: '/', name: 'today', component: TodayView }],
  menu: [{ testid: 'nav-today', label: 'nav.today', icon: 'today', to: '/', order: 10 }],
} satisfies Feature;
