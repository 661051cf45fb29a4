// The second file of the extension, dist/host.cjs: what the entry loads when something is asked for.

export { runCommand } from './commands/table.js';
export { createHost, type Host } from './host.js';
