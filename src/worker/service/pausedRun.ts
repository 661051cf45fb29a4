// Asks the worker of a run whether it is paused, which its journal does not show.

import { join } from 'node:path';

import { parseBoundedJson } from '../../base/json.js';
import { readSmallText } from '../../base/openFile.js';
import { connectOwn } from '../../processes/ownSocket.js';
import { LineSplitter } from '../../shared/messages/lines.js';
import {
  type ClientMessage,
  longestAnswer,
  protocolVersion,
  type WorkerAddress,
  workerAddressSchema,
  workerFileName,
  workerMessageSchema,
} from '../../shared/messages/worker.js';

/** In bytes; an address has some hundred. */
const longestAddress = 1 << 16;

/** Milliseconds after which a worker without an answer counts as computing. */
const answerTimeout = 500;

export async function isPaused(folder: string): Promise<boolean> {
  const address = readAddress(join(folder, workerFileName));
  return address !== null && (await askPhase(address)) === 'paused';
}

function readAddress(file: string): WorkerAddress | null {
  try {
    return workerAddressSchema.safeParse(parseBoundedJson(readSmallText(file, { limit: longestAddress }))).data ?? null;
  } catch {
    return null;
  }
}

/** The first status that the worker reports; null when it reports none. */
function askPhase({ socket: path, token }: WorkerAddress): Promise<string | null> {
  const socket = connectOwn(path);
  if (socket === null) return Promise.resolve(null);
  return new Promise((resolve) => {
    const lines = new LineSplitter(longestAnswer);
    const end = (phase: string | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(phase);
    };
    const timer = setTimeout(() => end(null), answerTimeout);
    const hello: ClientMessage = { type: 'hello', protocol: protocolVersion, token };
    socket.once('connect', () => socket.write(`${JSON.stringify(hello)}\n`));
    socket.once('error', () => end(null)).once('close', () => end(null));
    socket.on('data', (piece: Buffer) => {
      try {
        for (const line of lines.take(piece)) {
          const message = workerMessageSchema.safeParse(parseBoundedJson(line)).data;
          if (message?.type === 'status') end(message.status.phase);
        }
      } catch {
        end(null);
      }
    });
  });
}
