// The process that holds Hugging Face's native tokenizers. The library ends its whole process where a pattern takes too
// long or a file is damaged in some ways, and nothing can interrupt it: in a process of its own that costs a sentence.

import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';

import { startScript } from '../../processes/children.js';
import { UserError } from '../../shared/errors.js';
import { type Answer, type EncodedSample, type Opening, programText, type Request } from './program.js';

/** Milliseconds without a request after which the process ends; the next request starts another. */
const idleTime = 30_000;
/** Milliseconds that opening may take: the largest known tokenizer, of 17 MB, takes one second. */
const openingTime = 60_000;
/** Milliseconds for the texts of one request, and for each UTF-16 unit of them: a hundred times what is usual. */
const baseTime = 5000;
const timeOfUnit = 0.1;

interface Running {
  readonly child: ChildProcess;
  /** The next answer; rejects when the process ends before. */
  next(): Promise<Answer>;
}

let running: Running | null = null;
let idle: NodeJS.Timeout | undefined;
let queue: Promise<unknown> = Promise.resolve();
let tokenizers = 0;

/** The library does not take the tokenizer.json. */
export class RefusedTokenizer extends Error {}

export interface NativeTokenizer {
  readonly single: EncodedSample;
  readonly pair: EncodedSample;
  /** The ids of each text without special tokens. Throws `model.tokenizerSlow`, `model.tokenizerBroken`. */
  encode(texts: readonly string[]): Promise<Int32Array[]>;
}

/**
 * @param file the file of the tokenizer, for messages
 * @throws UserError `model.noNativeTokenizer` and as `encode`; RefusedTokenizer
 */
export async function openNative(description: Omit<Opening, 'key'>, file: string): Promise<NativeTokenizer> {
  const opening = { ...description, key: tokenizers++ };
  const opened = await alone(() => answerTo(opening, file, openingTime));
  if (!('single' in opened)) throw new Error('the process answered out of turn');
  const { single, pair } = opened;
  return {
    single,
    pair,
    async encode(texts) {
      const units = texts.reduce((sum, text) => sum + text.length, 0);
      const ask = () => answerTo({ key: opening.key, texts }, file, baseTime + timeOfUnit * units);
      const answer = await alone(async () => {
        const first = await ask();
        if (!('forgotten' in first)) return first;
        await answerTo(opening, file, openingTime);
        return ask();
      });
      if (!('lengths' in answer)) throw new Error('the process answered out of turn');
      let end = 0;
      return Array.from(answer.lengths, (length) => answer.ids.subarray(end, (end += length)));
    },
  };
}

/** Requests are answered one after another. */
function alone<Value>(work: () => Promise<Value>): Promise<Value> {
  const result = queue.then(async () => {
    clearTimeout(idle);
    try {
      return await work();
    } finally {
      idle = setTimeout(end, idleTime);
      idle.unref();
    }
  });
  queue = result.catch(() => undefined);
  return result;
}

async function answerTo(
  request: Request,
  file: string,
  time: number,
): Promise<Exclude<Answer, { readonly failed: unknown }>> {
  running ??= startProcess(file);
  const current = running;
  const { child } = current;
  hold(child, true);
  let timer: NodeJS.Timeout | undefined;
  try {
    child.send(request);
    const late = new Promise<never>((_, reject) => {
      const error = new UserError('model.tokenizerSlow', { file, seconds: Math.round(time / 1000) });
      timer = setTimeout(() => reject(error), time);
    });
    const answer = await Promise.race([current.next(), late]);
    if ('failed' in answer) throw failure(answer, file);
    return answer;
  } catch (error) {
    if (error instanceof RefusedTokenizer) throw error;
    end();
    if (error instanceof UserError) throw error;
    throw new UserError('model.tokenizerBroken', { file }, { cause: error });
  } finally {
    clearTimeout(timer);
    hold(child, false);
  }
}

function failure({ failed, reason }: Extract<Answer, { readonly failed: unknown }>, file: string): Error {
  const cause = new Error(reason);
  if (failed === 'library') return new UserError('model.noNativeTokenizer', placeOf(file), { cause });
  if (failed === 'opening') return new RefusedTokenizer(reason);
  return new UserError('model.tokenizerBroken', { file }, { cause });
}

function end(): void {
  running?.child.kill('SIGKILL');
  running = null;
}

/** Whether an open request keeps this process from ending. */
function hold(child: ChildProcess, held: boolean): void {
  for (const part of [child, child.channel]) part?.[held ? 'ref' : 'unref']();
}

function placeOf(file: string) {
  return { file, platform: `${process.platform}-${process.arch}` };
}

function startProcess(file: string): Running {
  const child = startScript(['-e', programText, '--', libraryPath(file)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  const answers: Answer[] = [];
  let ended: Error | null = null;
  let wake: () => void = () => undefined;
  const stop = (error: Error): void => {
    ended ??= error;
    if (running?.child === child) running = null;
    wake();
  };
  child.on('error', stop);
  child.on('exit', (code, signal) => stop(new Error(`the process ended with ${signal ?? String(code)}`)));
  child.on('message', (answer: Answer) => {
    answers.push(answer);
    wake();
  });
  return {
    child,
    async next() {
      for (;;) {
        const answer = answers.shift();
        if (answer !== undefined) return answer;
        if (ended !== null) throw ended;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

/** Throws `model.noNativeTokenizer` where the package is not beside ours. */
function libraryPath(file: string): string {
  try {
    return createRequire(import.meta.url).resolve('tokenizers');
  } catch (cause) {
    throw new UserError('model.noNativeTokenizer', placeOf(file), { cause });
  }
}
