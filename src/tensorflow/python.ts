// Python, asked about its packages and called for pip: isolated, so that no file of the current folder and no variable
// is taken for one of its modules.

import { findProgram } from '../processes/programs.js';
import type { Locations } from './locations.js';

const names = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];

/** The Pythons of PATH by their absolute paths, the usual one first. */
export function findPythons({ environment }: Locations): readonly string[] {
  return names.flatMap((name) => findProgram(name, environment) ?? []);
}

/**
 * Isolation leaves out the packages that this user has installed for itself, where pip and TensorFlow may be; they come
 * last again. What is left of relative entries goes.
 */
const preamble = `
import os, site, sys
sys.path[:] = [path for path in sys.path if os.path.isabs(path)]
sys.path.append(site.getusersitepackages())
`;

/** The words that make Python run this program; `words` are its `sys.argv` from the second on. */
export function pythonWords(program: string, words: readonly string[] = []): readonly string[] {
  return ['-I', '-u', '-c', `${preamble}${program}`, ...words];
}

/** The words that make Python run pip with these. */
export function pipWords(words: readonly string[]): readonly string[] {
  return pythonWords('import runpy\nrunpy.run_module("pip", run_name="__main__", alter_sys=True)\n', words);
}
