// A file of settings: what `--config` takes and what it refuses.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { readConfig } from '../../../src/cli/configFile.js';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, 'config.json');
  writeFileSync(path, content);
  return path;
}

test("another run's run.json gives its settings", () => {
  expect(readConfig(file('{"version":1,"data":{"file":"a.csv"},"settings":{"epochs":2,"text":null}}'))).toEqual({
    epochs: 2,
    text: null,
  });
});

test('a plain object gives its settings', () => {
  expect(readConfig(file('{"epochs":2}'))).toEqual({ epochs: 2 });
});

describe('a file without settings is refused in one sentence', () => {
  test('when it does not exist', () =>
    expect(() => readConfig(join(folder, 'absent.json'))).toThrow(
      expect.objectContaining({ code: 'usage.configMissing' }),
    ));
  test('when it is a folder', () =>
    expect(() => readConfig(folder)).toThrow(expect.objectContaining({ code: 'usage.configUnreadable' })));
  test('when it is not JSON', () =>
    expect(() => readConfig(file('epochs: 2'))).toThrow(expect.objectContaining({ code: 'usage.configUnreadable' })));
  test('when it is too long', () =>
    expect(() => readConfig(file(' '.repeat(4_000_001)))).toThrow(
      expect.objectContaining({ code: 'usage.configUnreadable' }),
    ));
  test.each(['[]', '3', 'null', '"x"'])('when it holds %s', (content) => {
    expect(() => readConfig(file(content))).toThrow(expect.objectContaining({ code: 'setting.notObject' }));
  });
});
