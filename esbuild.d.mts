// What esbuild.mjs gives, for the tests that are TypeScript.

/** Bundles one script for Node into build/ and gives the path of the result. */
export function bundleScript(file: string): Promise<string>;
/** Builds everything that the product ships, into dist/. */
export function buildAll(): Promise<void>;
