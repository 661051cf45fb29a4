// The lint configuration in use: a forbidden import or a default export in src/ fails.

import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

import { layers } from '../../scripts/layers.mjs';

test('lint refuses a forbidden import, `any`, a disabled rule, unbounded JSON and a default export', async () => {
  const code = [
    "import { readFileSync } from 'node:fs';",
    ['// eslint', 'disable-next-line @typescript-eslint/no-explicit-any'].join('-'),
    "export const x: any = readFileSync('x');",
    "export { Tensor } from 'onnxruntime-node';",
    "export const parsed: unknown = JSON.parse('{}');",
    'export default x;',
  ].join('\n');
  const [result] = await new ESLint().lintText(code, { filePath: 'src/shared/settings.ts' });
  const messages = (result?.messages ?? []).map(({ message }) => message);
  expect(messages).toContain(`'node:fs' may not be imported here. ${layers.shared.advice}`);
  expect(messages).toContain('Export by name: a name that is the same everywhere can be searched for.');
  expect(messages).toContainEqual(expect.stringMatching(/^Unexpected any/));
  expect(messages).toContainEqual(expect.stringMatching(/telemetry off/));
  expect(messages).toContainEqual(expect.stringMatching(/src\/base\/json\.ts/));
});

test('lint refuses a test that is left out without a reason', async () => {
  const code = ["import { test } from 'vitest';", "test.skip('a', () => undefined);"].join('\n');
  const [result] = await new ESLint().lintText(code, { filePath: 'test/unit/shared/settings.test.ts' });
  const messages = (result?.messages ?? []).map(({ message }) => message);
  expect(messages).toContainEqual(expect.stringMatching(/why a test is left out/));
});
