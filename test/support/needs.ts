// The needs of some tests besides Node: a GPU in software, TensorFlow, Python, Chromium. Each is tried once before the
// tests of a project (test/support/setup); where it does not work, its tests are left out, and the report says why and
// how to get it. With EVERY_TEST=1, which .ci/run sets, none may be left out.

import { beforeEach, describe, inject, test, type TestContext } from 'vitest';

/** Things that are tried: a need's answer is null where it can be used, else a sentence with a remedy. */
export const needs = ['swiftShader', 'lavapipe', 'tensorflow', 'python', 'chromium'] as const;
export type Need = (typeof needs)[number];
export type Answers = Readonly<Partial<Record<Need, string | null>>>;

declare module 'vitest' {
  interface ProvidedContext {
    needs: Answers;
  }
}

/** Why a need cannot be used; null where it can. */
export function missing(need: Need): string | null {
  const answer = inject('needs')[need];
  if (answer === undefined) throw new Error(`${need} is not tried in this project: name it in vitest.config.ts`);
  return answer;
}

/** The needs already reported in this file: one report is enough. */
const told = new Set<Need>();

/**
 * A `describe` for tests that need something. Where it is missing, one test of the file stands in the report for all
 * that need it.
 */
export function describeNeeding(need: Need, name: string, tests: () => void, timeout?: number): void {
  if (missing(need) === null) {
    describe(name, timeout === undefined ? {} : { timeout }, tests);
    return;
  }
  if (told.has(need)) return;
  told.add(need);
  describe(name, () => {
    test(`not run, nor what else needs ${need} in this file`, (context) => leaveOut(context, need));
  });
}

/** The same for all tests of a block, each by itself. */
export function allNeed(need: Need): void {
  beforeEach((context) => leaveOut(context, need));
}

/** Ends a test whose need is missing; does nothing where it is not. */
export function leaveOut(context: TestContext, need: Need): void {
  const reason = missing(need);
  if (reason === null) return;
  if (process.env['EVERY_TEST'] === '1') throw new Error(`${reason} With EVERY_TEST=1 no test may be left out.`);
  context.skip(reason);
}
