// Reading ahead: weights are read before they are needed.

import { expect, test } from 'vitest';

import { ReadAhead } from '../../../src/formats/readAhead.js';
import type { SafetensorsFile } from '../../../src/formats/safetensors.js';
import type { WeightFiles } from '../../../src/formats/weightFiles.js';

const names = Array.from({ length: 12 }, (_, index) => `weight.${index}`);
const shapes = new Map(names.map((name) => [name, [2]]));

/** Weights that hold their own number; a read waits until it is let go. */
function slowFiles() {
  const asked: string[] = [];
  const going = new Map<string, { finish: () => void; fail: (error: Error) => void }>();
  const read = (name: string) => {
    asked.push(name);
    return new Promise<Float32Array>((resolve, reject) => {
      const value = new Float32Array(2).fill(names.indexOf(name));
      going.set(name, {
        finish: () => {
          resolve(value);
        },
        fail: reject,
      });
    });
  };
  const file = { type: () => 'F32', shape: () => [2], read } as unknown as SafetensorsFile;
  const files: WeightFiles = {
    prefix: '',
    path: 'model.safetensors',
    weights: new Map(names.map((name) => [name, { file, storedName: name }])),
    close: () => Promise.resolve(),
  };
  return { files, asked, going };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('weights are read ahead in order, a few at a time', async () => {
  const { files, asked, going } = slowFiles();
  const ahead = new ReadAhead(files, shapes);
  expect(asked).toEqual(names.slice(0, 4));
  going.get('weight.1')!.finish();
  await turn();
  expect(asked).toEqual(names.slice(0, 5));
  expect([...(await ahead.take('weight.1')!)]).toEqual([1, 1]);
});

test('a weight that is needed before its turn is read once, by its reader', async () => {
  const { files, asked, going } = slowFiles();
  const ahead = new ReadAhead(files, shapes);
  expect(ahead.take('weight.4')).toBeUndefined();
  going.get('weight.0')!.finish();
  await turn();
  expect(asked).toEqual([...names.slice(0, 4), 'weight.5']);
});

test('a failed read is reported to its reader, and the others continue', async () => {
  const { files, asked, going } = slowFiles();
  const ahead = new ReadAhead(files, shapes);
  going.get('weight.0')!.fail(new Error('the disk is gone'));
  await turn();
  await expect(ahead.take('weight.0')).rejects.toThrow('the disk is gone');
  expect(asked).toContain('weight.4');
});

test('a stop waits for the reads in progress and starts no others', async () => {
  const { files, asked, going } = slowFiles();
  const ahead = new ReadAhead(files, shapes);
  let stopped = false;
  const stopping = ahead.stop().then(() => {
    stopped = true;
  });
  await turn();
  expect(stopped).toBe(false);
  for (const name of names.slice(0, 4)) going.get(name)!.finish();
  await stopping;
  expect(asked).toHaveLength(4);
});

test('a weight of another shape is left to its reader, which reports it', () => {
  const { files, asked } = slowFiles();
  const ahead = new ReadAhead(
    files,
    new Map([
      ['weight.0', [3]],
      ['weight.1', [2]],
    ]),
  );
  expect(asked).toEqual(['weight.1']);
  expect(ahead.take('weight.0')).toBeUndefined();
});
