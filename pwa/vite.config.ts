import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { serviceWorker } from './build/serviceWorker.ts';
import pkg from './package.json' with { type: 'json' };

const src = fileURLToPath(new URL('./src', import.meta.url));

export default defineConfig({
  plugins: [vue(), serviceWorker({ entry: 'src/sw.ts' })],
  resolve: { alias: { '@': src } },
  define: {
    __APP_VERSION__: JSON.stringify(pkg.version),
    // vue-i18n: composition API only, and its production build drops what it can.
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    // Phones two to five years old, with the browsers their makers built on Chromium.
    target: ['chrome87', 'safari15', 'firefox100'],
    // The content security policy allows no data: scripts or styles; small files stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    port: 5173,
    proxy: { '/api': 'http://localhost:8000' },
  },
  test: {
    include: ['src/**/*.test.ts', 'build/**/*.test.ts'],
    environment: 'node',
    // The vectors of ../sync/vectors are read from disk by the tests themselves.
    restoreMocks: true,
    maxWorkers: 2,
    // The machine may be slow and busy: no test fails for having waited a little.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
