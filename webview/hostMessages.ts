// The page's end of the conversation with the host: typed both ways, and parsed where it arrives.

import * as z from 'zod';

import { type FromPanel, panelParts, type ToPanel, toPanelSchema } from '../src/shared/messages/panel.js';
import { editor } from './begin.js';

/** The state that the page keeps while it is hidden or reloaded. The host uses `file` to open the panel again. */
const memorySchema = z.object({
  file: z.string(),
  open: z.partialRecord(z.enum(panelParts), z.boolean()),
  expanded: z.array(z.string()),
  advanced: z.boolean(),
  sentence: z.string(),
  pair: z.string(),
  scroll: z.number(),
});
export type PageMemory = z.infer<typeof memorySchema>;

/** Sends a message to the host. */
export function send(message: FromPanel): void {
  editor.postMessage(message);
}

/** Stores the state with which the page is shown again. */
export function remember(memory: PageMemory): void {
  editor.setState(memory);
}

/** The stored state; null where there is none, or none that can be parsed. */
export function recall(): PageMemory | null {
  return memorySchema.safeParse(editor.getState()).data ?? null;
}

/**
 * Calls `take` for each message from the host. A message that cannot be parsed is a defect and is logged by the host.
 */
export function listen(take: (message: ToPanel) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = toPanelSchema.safeParse(data);
    if (message.success) take(message.data);
    else
      send({ type: 'defect', message: `The host sent what is no message: ${message.error.message}`.slice(0, 10_000) });
  });
}
