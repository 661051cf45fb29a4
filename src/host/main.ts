// The second file of the extension, dist/host.cjs, which the entry loads at the first call.

export { runCommand } from './commands/table.js';
export { createHost, type Host } from './host.js';
