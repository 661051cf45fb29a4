// What packageList.mjs gives, for the tests that are TypeScript.

/** Where ONNX Runtime keeps its native files, a folder for each system with one for each processor. */
export const runtimes: string;

/** The platforms that there is a package for, such as `linux-x64`. */
export const platforms: readonly string[];

/** The platform that a path, or a line of .vscodeignore, is for; null for what every platform has. */
export function platformOf(path: string): string | null;

/** .vscodeignore without the lines of other platforms. */
export function listFor(target: string): string;
