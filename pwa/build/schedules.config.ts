import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { planted } from './plants.ts';

const src = fileURLToPath(new URL('../src', import.meta.url));

/**
 * Builds what `python -m tests.phone` runs under Node: with `--mode page` the app's own code without its screens, as
 * one script that is run anew for every page; with `--mode driver` what tells the pages what to do.
 *
 * `GRIDWALK_PLANT` names a fault to put into the page's code.
 */
export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL('..', import.meta.url)),
  publicDir: false,
  logLevel: 'warn',
  resolve: { alias: { '@': src } },
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: mode === 'page' ? [planted(process.env.GRIDWALK_PLANT) as Plugin] : [],
  ...(mode === 'page' ? {} : { ssr: { noExternal: true } }),
  build: {
    target: 'node20',
    minify: false,
    emptyOutDir: false,
    reportCompressedSize: false,
    ...(mode === 'page' ? {} : { ssr: `${src}/testing/schedules/driver.ts` }),
    ...(mode === 'page'
      ? {
          lib: {
            entry: `${src}/testing/schedules/page.ts`,
            name: 'Page',
            formats: ['iife'] as ['iife'],
            fileName: () => 'page.js',
          },
        }
      : { rollupOptions: { output: { entryFileNames: 'driver.mjs' } } }),
  },
}));
