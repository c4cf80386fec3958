import { createApp } from 'vue';
import './styles/index.css';
import App from './App.vue';
import { followLanguage, i18n } from './i18n';
import { router } from './router';
import { startSession } from './session';
import { tell } from './ui/messages';
import { applyLook } from './ui/preferences';
import { startUpdates } from './update';

async function start(): Promise<void> {
  applyLook();
  await Promise.all([followLanguage(), startSession()]);
  const app = createApp(App).use(i18n).use(router);
  const failed = (error: unknown) => {
    console.error(error);
    tell('problem');
  };
  app.config.errorHandler = failed;
  router.onError(failed);
  app.mount('#app');
  void startUpdates();
}

void start();
