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
  workers: 2, // each test has a server and browsers of its own
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
    screenshot: 'only-on-failure',
    // It costs more than the test itself. To see a failure from moment to moment: TRACE=1 npm run e2e NAME
    trace: process.env['TRACE'] === undefined ? 'off' : 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      // Chromium's own sandbox does not start for root; in a container /dev/shm may be too small.
      args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    },
  },
  projects: [
    { name: 'e2e', testDir: './e2e', fullyParallel: true },
    { name: 'shots', testDir: './shots', fullyParallel: true },
    { name: 'bench', testDir: './bench', workers: 1 },
  ],
})
