// The extension's entry: registers everything that VS Code may call; the implementation is in a file of its own, which
// is loaded at the first call.

import { commands as vscodeCommands, type ExtensionContext, window } from 'vscode';

import type { Host } from './host/main.js';
import { type CommandName, commands, panelType, type RunCommandName, runCommands } from './shared/ids.js';

/**
 * Milliseconds after the start of the window until runs and hover are restored, so that this does not delay what the
 * user waits for.
 */
const quietTime = 500;

export function activate(context: ExtensionContext): void {
  let host: Promise<Host> | null = null;
  const load = () => (host ??= import('./host/main.js').then(({ createHost }) => createHost(context)));
  const run = async (name: CommandName | RunCommandName, args: readonly unknown[]) => {
    const { runCommand } = await import('./host/main.js');
    await runCommand(await load(), name, args);
  };
  const all = { ...commands, ...runCommands };
  for (const name of Object.keys(all) as (CommandName | RunCommandName)[])
    context.subscriptions.push(vscodeCommands.registerCommand(all[name], (...args: unknown[]) => run(name, args)));
  context.subscriptions.push(
    window.registerWebviewPanelSerializer(panelType, {
      deserializeWebviewPanel: async (panel, state) => (await load()).panels.restore(panel, state),
    }),
  );
  const timer = setTimeout(() => void load(), quietTime);
  context.subscriptions.push({ dispose: () => clearTimeout(timer) });
}
