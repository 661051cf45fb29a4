// What shipBinding.mjs gives, for the tests that are TypeScript.

/** Puts the compiled binding into dist/native/, on Linux on x64. */
export function shipBinding(): Promise<void>;
