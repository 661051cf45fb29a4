// The page's end of the conversation with the host: typed both ways, and parsed where it arrives.

import * as z from 'zod';

import { type FromPanel, panelParts, type ToPanel, toPanelSchema } from '../src/shared/messages/panel.js';
import { editor } from './begin.js';

/** What the page keeps over being hidden and reloaded. `file` is for the host, which opens the panel again by it. */
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

/** Keeps what the page is shown with again. */
export function remember(memory: PageMemory): void {
  editor.setState(memory);
}

/** What the page kept; null where there is nothing, or nothing that can be read. */
export function recall(): PageMemory | null {
  return memorySchema.safeParse(editor.getState()).data ?? null;
}

/** Messages that cannot be read are a defect, told to the host's log. */
export function listen(take: (message: ToPanel) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = toPanelSchema.safeParse(data);
    if (message.success) take(message.data);
    else
      send({ type: 'defect', message: `The host sent what is no message: ${message.error.message}`.slice(0, 10_000) });
  });
}
