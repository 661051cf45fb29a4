// The list of hub models to choose from, and a download as the panel shows it.

import { describe, expect, test } from 'vitest';

import { hubItems, type Known, searchedWords } from '../../../../src/host/hub/hubItems.js';
import { ModelDownload } from '../../../../src/host/hub/modelDownload.js';
import type { Download } from '../../../../src/shared/messages/models.js';
import type { DownloadState } from '../../../../src/shared/messages/panelState.js';
import { parseModelName } from '../../../../src/shared/modelName.js';
import { popularModels } from '../../../../src/shared/models/popularModels.js';

const commit = '1'.repeat(40);
const known: Known = { typed: '', endpoint: 'https://huggingface.co', cached: [], found: null, failure: null };
const listed = (changes: Partial<Known>, locale: 'en' | 'zh' = 'en') => hubItems({ ...known, ...changes }, locale);

describe('the list of hub models', () => {
  test('describes each popular model by language and size, under a valid name', () => {
    for (const { id } of popularModels) expect(parseModelName(id)?.id).toBe(id);
    expect(new Set(popularModels.map(({ id }) => id)).size).toBe(popularModels.length);
    const [heading, first] = listed({});
    expect(heading).toMatchObject({ kind: 'heading', label: 'popular' });
    expect(first).toMatchObject({
      label: 'google-bert/bert-base-chinese',
      description: 'Chinese · about 410 MB',
      name: 'google-bert/bert-base-chinese',
      isHere: false,
    });
    expect(listed({}, 'zh')[1]?.description).toBe('中文 · 约 410 MB');
  });

  test('offers a downloaded model once, from this computer', () => {
    const cached = [
      { id: 'hfl/rbt3', model: `hfl/rbt3@${commit}`, bytes: 156e6 },
      { id: 'me/mine', model: `me/mine@${commit}`, bytes: 2e6 },
    ];
    const items = listed({ cached });
    expect(items.slice(0, 3).map(({ label }) => label)).toEqual(['on this computer', 'hfl/rbt3', 'me/mine']);
    expect(items.filter(({ label }) => label === 'hfl/rbt3')).toEqual([
      expect.objectContaining({ isHere: true, name: `hfl/rbt3@${commit}` }),
    ]);
    expect(listed({ cached, typed: 'hfl/rbt3' })[0]).toMatchObject({
      label: 'hfl/rbt3',
      isHere: true,
      name: `hfl/rbt3@${commit}`,
    });
    expect(listed({ cached, typed: 'hfl/rbt3@v2' })[0]).toMatchObject({
      label: 'hfl/rbt3@v2',
      isHere: false,
      name: 'hfl/rbt3@v2',
    });
  });

  test('takes a typed name or address', () => {
    expect(listed({ typed: 'owner/name@v1' })[0]).toMatchObject({ kind: 'model', name: 'owner/name@v1', always: true });
    expect(
      listed({ typed: 'https://mirror.example/owner/name/tree/main', endpoint: 'https://mirror.example' })[0],
    ).toMatchObject({ label: 'owner/name', name: 'owner/name@main' });
    expect(listed({ typed: 'two words' })[0]?.kind).toBe('heading');
    expect(listed({ typed: 'be' })[0]?.kind).toBe('heading');
  });

  test('shows what the hub found, or why it could not be asked', () => {
    const found = [
      { id: 'someone/finbert', downloads: 1200, languages: ['fi'] },
      { id: 'hfl/rbt3', downloads: 5, languages: [] },
    ];
    const items = listed({ typed: 'finb', found });
    expect(items.slice(-2)).toMatchObject([
      { kind: 'heading', label: 'found on the hub' },
      { name: 'someone/finbert', description: 'Finnish · 1200 downloads', always: true },
    ]);
    expect(listed({ failure: 'The hub is away.' }).at(-1)).toMatchObject({
      kind: 'note',
      label: 'The hub is away.',
      name: null,
    });
  });

  test('searches for words, not for an address or a few letters', () => {
    expect([' fi', 'https://huggingface.co/a/b', 'a/b@v1'].map(searchedWords)).toEqual([null, null, null]);
    expect(searchedWords(' chinese bert ')).toBe('chinese bert');
  });
});

interface Asked {
  readonly name: string;
  readonly signal: AbortSignal;
  readonly tell: (download: Download) => void;
  readonly done: (model: string) => void;
  readonly fail: (error: unknown) => void;
}

function downloads() {
  const asked: Asked[] = [];
  const states: (DownloadState | null)[] = [];
  const clock = { now: 0 };
  const download = new ModelDownload({
    obtain: (name, signal, tell) =>
      new Promise((done, fail) => {
        asked.push({ name, signal, tell, done, fail });
        signal.addEventListener('abort', () => fail(new Error('given up')));
      }),
    failureOf: (error) =>
      error instanceof Error && error.message === 'given up' ? null : { code: 'hub.cut', values: { host: 'h' } },
    onChange: (state) => void states.push(state),
    now: () => clock.now,
  });
  return { download, asked, states, clock };
}

const word = (bytes: number): Download => ({ model: 'm', file: 'model.safetensors', bytes, total: 100e6 });

describe('a download', () => {
  test('shows the rate of its last seconds', async () => {
    const { download, asked, states, clock } = downloads();
    const result = download.start('m@main', 'm');
    // What was there before says nothing of the rate.
    for (const [now, bytes] of [
      [0, 50e6],
      [1000, 60e6],
      [2000, 70e6],
    ] as const) {
      clock.now = now;
      asked[0]!.tell(word(bytes));
    }
    expect(states.at(-1)).toMatchObject({ phase: 'running', bytes: 70e6, total: 100e6, rate: 10e6 });
    clock.now = 20_000;
    asked[0]!.tell(word(71e6));
    clock.now = 21_000;
    asked[0]!.tell(word(73e6));
    expect(states.at(-1)).toMatchObject({ rate: 2e6 });
    asked[0]!.done('m@1');
    expect(await result).toBe('m@1');
    expect(states.at(-1)).toBeNull();
  });

  test('can be continued after it was cancelled or cut off', async () => {
    const { download, asked, states } = downloads();
    const first = download.start('m@main', 'm');
    asked[0]!.tell(word(30e6));
    download.cancel();
    expect(await first).toBeNull();
    expect(states.at(-1)).toMatchObject({ phase: 'stopped', bytes: 30e6, failure: null });
    const second = download.again();
    expect(asked[1]).toMatchObject({ name: 'm@main' });
    asked[1]!.fail(new Error('cut'));
    expect(await second).toBeNull();
    expect(states.at(-1)).toMatchObject({ phase: 'failed', failure: { code: 'hub.cut' } });
    download.cancel();
    expect(states.at(-1)).toBeNull();
    expect(await download.again()).toBeNull();
  });

  test('of another model ends the first one and takes its place', async () => {
    const { download, asked, states } = downloads();
    const first = download.start('a@main', 'a');
    const second = download.start('b@main', 'b');
    expect(asked[0]!.signal.aborted).toBe(true);
    expect(await first).toBeNull();
    expect(states.at(-1)).toMatchObject({ model: 'b', phase: 'running' });
    asked[1]!.done('b@1');
    expect(await second).toBe('b@1');
  });
});
