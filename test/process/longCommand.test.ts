// A command that is too long for ONNX Runtime ends with a sentence, not with a crash.

import { expect, test } from 'vitest';

import { bundledModel, runCli } from './cliKit.js';

test.each([20_000, 100_000])('a text of %d letters on the command line is refused in a sentence', async (letters) => {
  const { status, signal, stderr } = await runCli(['predict', bundledModel, '--text', 'a'.repeat(letters)]);
  expect(signal).toBeNull();
  expect(status).toBe(2);
  expect(stderr).toMatch(/bytes long/);
});
