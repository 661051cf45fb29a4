// What installCodeServer.mjs gives, for the tests that are TypeScript.

export interface CodeServer {
  /** Node 24. */
  readonly node: string;
  /** code-server's entry, a script for that Node. */
  readonly codeServer: string;
  readonly chromium: string;
}

export function installCodeServer(): CodeServer;

/** Its path. */
export function installChromium(): string;

/** The browser that is installed; undefined where none is. */
export function chromiumPath(): string | undefined;
