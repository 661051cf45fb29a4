// Before the tests of unit and parity: which devices compute here.

import type { TestProject } from 'vitest/node';

import { answersOf } from './answers.js';

export async function setup({ provide }: TestProject): Promise<void> {
  provide('needs', await answersOf(['swiftShader', 'lavapipe', 'tensorflow']));
}
