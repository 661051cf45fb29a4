// Reads vitest's JSON report for `.ci/run`: "PASSED FAILED" on the first line, then a line for each test that did not
// pass.

import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
/** A test left out fails where everything must run. */
const skips = process.env.EVERY_TEST === '1' ? ['pending', 'skipped', 'todo'] : [];
const counts = { passed: 0, failed: 0 };
const lines = [];

for (const file of report.testResults) {
  // A file that does not even load has no failed test of its own.
  if (file.assertionResults.length === 0 && file.status === 'failed') {
    counts.failed++;
    lines.push(`${file.name}: ${firstLine(file.message)}`);
  }
  for (const test of file.assertionResults) {
    if (test.status === 'passed') counts.passed++;
    if (test.status !== 'failed' && !skips.includes(test.status)) continue;
    counts.failed++;
    lines.push(`${test.status} ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`);
  }
}
console.log([`${counts.passed} ${counts.failed}`, ...lines].join('\n'));

function firstLine(message) {
  return (message ?? '').split('\n', 1)[0].slice(0, 200);
}
