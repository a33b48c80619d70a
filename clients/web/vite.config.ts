import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

// `npm run dev` serves the sources beside a flipover-server that runs: FLIPOVER_SERVER=http://127.0.0.1:8080.
const server = process.env['FLIPOVER_SERVER'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [svelte()],
  resolve: {
    alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) },
    ...(process.env['VITEST'] ? { conditions: ['browser'] } : {}),
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    sourcemap: false,
    cssMinify: true,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': { target: server, changeOrigin: true, headers: { origin: server } },
      '/ws': { target: server, changeOrigin: true, ws: true, headers: { origin: server } },
    },
    fs: { allow: ['../..'] },
  },
  test: {
    root: fileURLToPath(new URL('../../tests/web', import.meta.url)),
    include: ['unit/**/*.test.ts'],
    environment: 'node',
    // They run beside the compiler, at low priority: how fast they are is no test of theirs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
