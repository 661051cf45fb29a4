// What packageExtension.mjs gives, for the tests that are TypeScript.

/** Packs dist/ for a platform such as `linux-x64`; gives the path of the .vsix. */
export function packageFor(target: string): Promise<string>;
