// A reporter for vitest that lists, after a run, the tests that were left out and why.

import type { Reporter, TestCase, TestModule } from 'vitest/node';

export class LeftOut implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const reasons = new Map<string, TestCase[]>();
    for (const module of modules)
      for (const test of module.children.allTests('skipped')) {
        const reason = reasonOf(test);
        // Where a name is given on the command line, tests that do not match were not meant to run.
        if (reason !== undefined) reasons.set(reason, [...(reasons.get(reason) ?? []), test]);
      }
    if (reasons.size === 0) return;
    const lines = [...reasons].map(([reason, { length }]) => `  ${length} × ${reason}`);
    console.log([`Left out, each with what else in its file needs the same:`, ...lines, ''].join('\n'));
  }
}

function reasonOf(test: TestCase): string | undefined {
  const result = test.result();
  return result.state === 'skipped' ? result.note : undefined;
}
