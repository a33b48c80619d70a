/// The web client in Debian's Chromium, against the real server. `npm run e2e`; `npm run shots` makes the pictures, `npm run
/// bench` measures.
import { defineConfig } from '@playwright/test'

// A slow machine under a sanitizer: a person would wait this long too before calling it broken.
const patienceMs = 15_000

export default defineConfig({
  outputDir: './test-results',
  tsconfig: '../../clients/web/tsconfig.json',
  timeout: 120_000,
  expect: { timeout: patienceMs },
  workers: 1,
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    locale: 'nl-NL',
    timezoneId: 'Europe/Amsterdam',
    viewport: { width: 1366, height: 768 },
    actionTimeout: patienceMs,
    navigationTimeout: patienceMs,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      // Chromium's own sandbox does not start for root; in a container /dev/shm may be too small.
      args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    },
  },
  projects: [
    { name: 'e2e', testDir: './e2e' },
    { name: 'shots', testDir: './shots' },
    { name: 'bench', testDir: './bench', use: { trace: 'off' } },
  ],
})
