// Shared by the tests of this folder: a cache of their own, a model to download, and checks of errors.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect } from 'vitest';

import { writeFailure } from '../../../src/base/fileErrors.js';
import { hubLocation } from '../../../src/hub/location.js';
import { type DownloadProgress, type ObtainedModel, obtainModel, type ObtainOptions } from '../../../src/hub/obtain.js';
import { type RetryLimits, usualLimits } from '../../../src/hub/retries.js';
import { UserError } from '../../../src/shared/errors.js';
import { parseModelName } from '../../../src/shared/modelName.js';
import { HubServer, type HubServerOptions } from '../../support/hubServer.js';

/** A folder that is removed after the file's tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hub-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What is thrown, when that is a UserError. */
export function userErrorOf(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  return expect.fail('nothing was thrown');
}

/** As the usual patience, in a hundredth of the time. */
export const quickLimits: RetryLimits = {
  ...usualLimits,
  connect: 2000,
  stall: 300,
  leastBytes: 1000,
  attempts: 4,
  firstDelay: 5,
  longestDelay: 20,
  longestRetryAfter: 2000,
};

export interface Trial {
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly options?: Partial<ObtainOptions>;
}

/** What came of asking for a model: the model or the error, everything that was logged, and how it got on. */
export interface Outcome {
  readonly model: ObtainedModel | null;
  readonly error: unknown;
  readonly log: readonly string[];
  readonly progress: readonly DownloadProgress[];
}

/** Asks for a model at `endpoint`, with `cache` as its cache. */
export async function ask(
  text: string,
  endpoint: string,
  cache: string,
  { environment = {}, signal, options }: Trial = {},
): Promise<Outcome> {
  const log: string[] = [];
  const progress: DownloadProgress[] = [];
  const name = parseModelName(text, endpoint);
  if (name === null) return expect.fail(`${text} is no name`);
  const asked = {
    location: hubLocation({
      HF_ENDPOINT: endpoint,
      HF_HUB_CACHE: cache,
      HF_HUB_DISABLE_IMPLICIT_TOKEN: '1',
      ...environment,
    }),
    signal: signal ?? new AbortController().signal,
    onProgress: (one: DownloadProgress) => void progress.push(one),
    log: (line: string) => void log.push(line),
    writeFailure,
    userAgent: 'test/1',
    limits: quickLimits,
    ...options,
  };
  try {
    return { model: await obtainModel(name, asked), error: null, log, progress };
  } catch (error) {
    return { model: null, error, log, progress };
  }
}

/** The code of an outcome's UserError; fails when it is no such. */
export function codeOf({ error }: Outcome): string {
  return error instanceof UserError ? error.code : expect.fail(`no UserError was thrown, but ${String(error)}`);
}

/** A hub that is closed after the file's tests. */
export async function serve(options: HubServerOptions): Promise<HubServer> {
  const server = await HubServer.start(options);
  afterAll(() => server.close());
  return server;
}

/** Every file below a folder, with forward slashes. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}
