// Tests of what only some systems have. Elsewhere the report says why they are left out; with EVERY_TEST=1, which
// .ci/run sets, that is a failure.

import { existsSync } from 'node:fs';

import { describe, test, type TestContext } from 'vitest';

export interface Where {
  readonly isHere: boolean;
  /** Why tests are left out where it is not. */
  readonly reason: string;
}

export const unix: Where = {
  isHere: process.platform !== 'win32',
  reason: 'Windows has no pipes, sockets, devices and signals of this kind, and links only for some users.',
};

export const linux: Where = {
  isHere: existsSync('/proc/self/stat'),
  reason: 'Only Linux tells this of its processes, in /proc.',
};

/** A test for a system; with milliseconds of its own where it takes long. */
export function testOn(where: Where, name: string, body: () => unknown, timeout?: number): void {
  test(name, timeout === undefined ? {} : { timeout }, async (context) => {
    leaveOutUnless(context, where);
    await body();
  });
}

/** A block of such tests: elsewhere one stands in the report for all. */
export function describeOn(where: Where, name: string, tests: () => void, timeout?: number): void {
  describe(name, timeout === undefined ? {} : { timeout }, () => {
    if (where.isHere) tests();
    else test('not run', (context) => leaveOutUnless(context, where));
  });
}

function leaveOutUnless(context: TestContext, { isHere, reason }: Where): void {
  if (isHere) return;
  if (process.env['EVERY_TEST'] === '1') throw new Error(`${reason} With EVERY_TEST=1 no test may be left out.`);
  context.skip(reason);
}
