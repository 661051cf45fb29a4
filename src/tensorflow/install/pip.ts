// Downloads wheels with pip, which uses whatever index, mirror, proxy or certificate the user has configured for it.

import { mkdirSync } from 'node:fs';

import { startChild } from '../../processes/children.js';
import { UserError } from '../../shared/errors.js';
import type { Locations } from '../locations.js';
import { findPythons, pipWords } from '../python.js';
import { bytesBelow } from './diskUse.js';
import type { WheelPin } from './release.js';

/** A Python that has pip, by its absolute path. */
export interface Pip {
  readonly python: string;
}

/** The number of characters of pip's error output that are kept for the log. */
const keptCharacters = 20_000;

/** Throws `tensorflow.noPython`, `tensorflow.noPip`. */
export async function findPip(locations: Locations): Promise<Pip> {
  let withoutPip: string | undefined;
  for (const python of findPythons(locations)) {
    const { status } = await run(python, pipWords(['--version']), locations);
    if (status === 0) return { python };
    if (status !== null) withoutPip ??= python;
  }
  if (withoutPip === undefined) throw new UserError('tensorflow.noPython');
  throw new UserError('tensorflow.noPip', { python: withoutPip });
}

export interface PipDownload {
  readonly pin: WheelPin;
  /** The platform tags that the wheel may have. */
  readonly platforms: readonly string[];
  /** The folder for the wheel. */
  readonly folder: string;
  /** The folder that pip writes to while it downloads. */
  readonly temporary: string;
  readonly signal: AbortSignal;
  /** Called with the number of bytes that have arrived, a few times a second. */
  readonly onBytes: (bytes: number) => void;
  readonly log: (line: string) => void;
}

/** Milliseconds between two checks of pip's progress. */
const lookEvery = 250;

/**
 * Downloads one wheel, whatever version Python has: the wheel is pinned. Nothing in it is executed. Throws
 * `tensorflow.notDownloaded`; the caller verifies the file.
 */
export async function downloadWheel(
  { pin, platforms, folder, temporary, signal, onBytes, log }: PipDownload,
  { python }: Pip,
  locations: Locations,
): Promise<void> {
  for (const path of [folder, temporary]) mkdirSync(path, { recursive: true });
  const words = [
    'download',
    '--no-deps',
    '--only-binary=:all:',
    '--no-cache-dir',
    '--progress-bar',
    'off',
    '--disable-pip-version-check',
    '--no-input',
    '--implementation',
    'cp',
    '--python-version',
    pin.python,
    ...platforms.flatMap((platform) => ['--platform', platform]),
    '--dest',
    folder,
    `${pin.name}==${pin.version}`,
  ];
  const timer = setInterval(() => onBytes(bytesBelow(temporary)), lookEvery);
  try {
    const { status, output } = await run(python, pipWords(words), locations, {
      signal,
      variables: { TMPDIR: temporary },
    });
    signal.throwIfAborted();
    log(`pip download ${pin.name}==${pin.version} ended with ${status}:\n${output}`);
    if (status !== 0)
      throw new UserError('tensorflow.notDownloaded', { wheel: pin.file, reason: lastComplaint(output) });
  } finally {
    clearInterval(timer);
  }
}

interface Ran {
  /** Null where there is no such program, or a signal ended it. */
  readonly status: number | null;
  readonly output: string;
}

interface RunOptions {
  readonly signal?: AbortSignal;
  readonly variables?: Readonly<Record<string, string>>;
}

function run(
  program: string,
  words: readonly string[],
  { environment }: Locations,
  { signal, variables }: RunOptions = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    let output = '';
    const keep = (text: string) => (output = (output + text).slice(-keptCharacters));
    const child = startChild(program, words, {
      environment,
      variables,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', keep);
    child.once('error', () => resolve({ status: null, output }));
    child.once('close', (status) => resolve({ status, output }));
  });
}

/** pip's last line with ERROR, without that word: for people to read, nothing depends on it. */
function lastComplaint(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const line = lines.findLast((text) => text.startsWith('ERROR:'))?.slice('ERROR:'.length) ?? lines.at(-1) ?? '?';
  return line.trim().replace(/\.$/, '').slice(0, 300);
}
