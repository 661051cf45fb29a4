// What setupPython.mjs gives, for the tests that are TypeScript.

/** What the tests' Python is started with. */
export const pythonVariables: Readonly<Record<string, string>>;

/** The tests' Python, whether it is there or not. */
export function testPython(): string;

/** The folder of all-MiniLM-L6-v2, a real model, in the tests' Python. */
export function packagedModel(): string;

/** Why it cannot be used, null where it can. Takes some seconds. */
export function missingPython(): string | null;
export function installPython(): void;
