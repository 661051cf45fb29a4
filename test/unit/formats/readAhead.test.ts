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
    path: 'model.safetensors',
    weights: new Map(names.map((name) => [name, { file, storedName: name }])),
    close: () => Promise.resolve(),
  };
  return { files, asked, going };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('weights are read in order, a few at a time, before anybody asks', async () => {
  const { files, asked, going } = slowFiles();
  const ahead = new ReadAhead(files, shapes);
  expect(asked).toEqual(names.slice(0, 4));
  going.get('weight.1')!.finish();
  await turn();
  expect(asked).toEqual(names.slice(0, 5));
  expect([...(await ahead.take('weight.1')!)]).toEqual([1, 1]);
});

test('a weight that is asked for before its turn is left to who asks, and not read twice', async () => {
  const { files, asked, going } = slowFiles();
  const ahead = new ReadAhead(files, shapes);
  expect(ahead.take('weight.4')).toBeUndefined();
  going.get('weight.0')!.finish();
  await turn();
  expect(asked).toEqual([...names.slice(0, 4), 'weight.5']);
});

test('a read that fails is heard of by who takes it, and the others go on', async () => {
  const { files, asked, going } = slowFiles();
  const ahead = new ReadAhead(files, shapes);
  going.get('weight.0')!.fail(new Error('the disk is gone'));
  await turn();
  await expect(ahead.take('weight.0')).rejects.toThrow('the disk is gone');
  expect(asked).toContain('weight.4');
});

test('stopping waits for the reads that are under way and begins no other', async () => {
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

test('a weight stored with another shape is left to who reads it and says so', () => {
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
