// How many tests ran and how many of them passed, from the JSON that vitest or Playwright wrote: `ALL GOOD`.
// A file whose tests could not even be found counts as one that failed.
import { readFileSync } from 'node:fs'

const results = JSON.parse(readFileSync(process.argv[2], 'utf8'))

function ofVitest({ numPassedTests, numFailedTests, testResults }) {
  const unreadable = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  return [numPassedTests + numFailedTests + unreadable, numPassedTests]
}

function ofPlaywright({ stats, errors }) {
  return [stats.expected + stats.unexpected + stats.flaky + errors.length, stats.expected]
}

console.log((results.stats ? ofPlaywright(results) : ofVitest(results)).join(' '))
