// Before the tests that start Python, and those of the built command line: what of their needs works here.

import type { TestProject } from 'vitest/node';

import { answersOf } from './answers.js';

export async function setup({ provide }: TestProject): Promise<void> {
  provide('needs', await answersOf(['python', 'swiftShader', 'tensorflow']));
}
