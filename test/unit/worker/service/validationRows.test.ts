// The rows of a separate validation file: a wrong or an outdated number would make the panel's estimate wrong.

import { readFileSync, utimesSync, writeFileSync } from 'node:fs';

import { describe, expect, test, vi } from 'vitest';

import * as inspecting from '../../../../src/data/inspect/inspect.js';
import { parseSettings } from '../../../../src/runs/parseSettings.js';
import { ValidationRows } from '../../../../src/worker/service/validationRows.js';
import { temporaryFolder } from '../../data/folder.js';

vi.mock('../../../../src/data/inspect/inspect.js', { spy: true });

const folder = temporaryFolder();
const content = `text,label\n${'fine,pos\ndull,neg\n,neg\n'.repeat(20)}`;

describe('ValidationRows', () => {
  test('reads the file again only when a relevant setting changes', async () => {
    const validation = await folder.write('validation.csv', content);
    const rows = new ValidationRows();
    for (const given of [{}, { batch: 4 }, { learningRate: 1e-3, rows: 10 }, { freeze: 'bert' }])
      expect(await rows.count(parseSettings({ validation, ...given }))).toBe(40);
    expect(inspecting.inspect).toHaveBeenCalledTimes(1);
    expect(await rows.count(parseSettings({ validation, duplicates: 'remove' }))).toBe(2);
    expect(inspecting.inspect).toHaveBeenCalledTimes(2);
  });

  test('reads the file again when it changed', async () => {
    const validation = await folder.write('changing.csv', content);
    const rows = new ValidationRows();
    expect(await rows.count(parseSettings({ validation }))).toBe(40);
    writeFileSync(validation, `${readFileSync(validation, 'utf8')}fine,pos\n`);
    utimesSync(validation, new Date(), new Date(Date.now() + 5000));
    expect(await rows.count(parseSettings({ validation }))).toBe(41);
  });
});
