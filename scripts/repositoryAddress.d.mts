// What repositoryAddress.mjs gives, for the tests that are TypeScript.

/** The repository's address, by package.json. */
export function repositoryAddress(): string;

/** The files of the repository that may spell the address out, with their texts. */
export function filesWithAddress(): readonly { readonly name: string; readonly text: string }[];
