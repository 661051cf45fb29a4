// The state of the optimiser outside the graph: checkpoints, memory, and accumulated gradients.

import { describe, expect, test } from 'vitest';

import { type Gradient, HostAdamW } from '../../../../../../src/engine/backends/cpu/adamw/hostAdamW.js';
import { bytesOf, denseOf, numbers, optimizer, options, parameter, rowsOf, update } from './hostAdamWKit.js';

describe('a checkpoint', () => {
  const parameters = [parameter('w', [5, 9]), parameter('embedding', [11, 3], { sparseRows: true })];
  const batches = [[0, 1], [7, 2], [1], [10, 0], []];
  const step = (adamw: HostAdamW, number: number) => {
    const rows = batches[number]!;
    update(
      adamw,
      new Map<string, Gradient>([
        ['w', numbers(45, number)],
        ['embedding', rowsOf(denseOf(11, 3, rows, number), 3, rows)],
      ]),
      number,
    );
  };
  const copyOf = (adamw: HostAdamW) =>
    new Map([...adamw.state()].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));

  test('resumes to the same bytes', () => {
    const straight = optimizer(parameters);
    const interrupted = optimizer(parameters);
    batches.forEach((_, number) => {
      step(straight, number);
    });
    for (const number of [0, 1, 2]) step(interrupted, number);
    const resumed = optimizer(parameters);
    resumed.restore(copyOf(interrupted));
    for (const number of [3, 4]) step(resumed, number);
    expect(bytesOf(resumed)).toEqual(bytesOf(straight));
  });

  test('of another model is refused as a whole', () => {
    const source = optimizer(parameters);
    const target = optimizer(parameters);
    step(source, 0);
    const before = bytesOf(target);
    const missing = copyOf(source);
    const reshaped = copyOf(source);
    missing.delete('moment2.embedding');
    reshaped.set('moment1.embedding', { shape: [3, 11], data: new Float32Array(33) });
    expect(() => {
      target.restore(missing);
    }).toThrow(expect.objectContaining({ code: 'model.stateMissing', values: { name: 'moment2.embedding' } }));
    expect(() => {
      target.restore(reshaped);
    }).toThrow(
      expect.objectContaining({
        code: 'model.stateShape',
        values: { name: 'moment1.embedding', found: '[3, 11]', expected: '[11, 3]' },
      }),
    );
    expect(bytesOf(target)).toEqual(before);
  });
});

describe('memory', () => {
  const parameters = [
    parameter('large', [90_001]),
    parameter('embedding', [300, 33], { sparseRows: true }),
    parameter('small', [10]),
  ];
  const train = (adamw: HostAdamW) => {
    [[5, 299], [0, 5], [7]].forEach((rows, number) => {
      const gradients = new Map<string, Gradient>([
        ['large', numbers(90_001, number)],
        ['embedding', rowsOf(denseOf(300, 33, rows, number), 33, rows)],
        ['small', numbers(10, number)],
      ]);
      adamw.accumulate(gradients);
      adamw.accumulate(gradients);
      update(adamw, adamw.accumulated(), number, 0.5 / adamw.norm(gradients));
    });
    return bytesOf(adamw);
  };

  test('can be split, even within a parameter, without changing a byte', () => {
    const whole = train(optimizer(parameters));
    const split = optimizer(parameters, 1);
    const halves = optimizer(parameters, 1_800_000);
    const memories = (adamw: HostAdamW) => new Set([...adamw.state().values()].map(({ data }) => data.buffer)).size;
    expect([memories(split), memories(halves)]).toEqual([9, 2]);
    expect(train(split)).toEqual(whole);
    expect(train(halves)).toEqual(whole);
  });

  test('that cannot be allocated is reported in one sentence', () => {
    const huge = { parameters: [parameter('huge', [2 ** 31, 4])], weights: new Map(), options };
    expect(() => new HostAdamW(huge)).toThrow(expect.objectContaining({ code: 'machine.outOfMemory' }));
  });
});

describe('the norm', () => {
  test('counts every entry, however large or small the others are', () => {
    const adamw = optimizer([
      parameter('large', [70_003]),
      parameter('small', [70_003]),
      parameter('rows', [5, 3], { sparseRows: true }),
    ]);
    const large = numbers(70_003, 1, 1e15);
    const small = numbers(70_003, 2, 1e-3);
    const values = numbers(6, 3);
    const rows = { rows: Int32Array.of(4, 1), values };
    const squares = (array: Float32Array) => array.reduce((sum, x) => sum + x * x, 0);
    const zeros = new Float32Array(70_003);
    const norm = (first: Float32Array) =>
      adamw.norm(
        new Map<string, Gradient>([
          ['large', first],
          ['small', small],
          ['rows', rows],
        ]),
      );
    expect(norm(zeros) / Math.sqrt(squares(small) + squares(values))).toBeCloseTo(1, 12);
    expect(norm(large) / Math.sqrt(squares(large))).toBeCloseTo(1, 12);
    for (const bad of [NaN, Infinity]) {
      zeros[70_002] = bad;
      expect(Number.isFinite(norm(zeros))).toBe(false);
    }
  });
});

describe('accumulated gradients', () => {
  test('are the sum of the batches, rows included, and start from zero after an update', () => {
    const adamw = optimizer([parameter('w', [6]), parameter('embedding', [4, 2], { sparseRows: true })]);
    const gradients = (base: number, rows: number[]) =>
      new Map<string, Gradient>([
        ['w', new Float32Array(6).fill(base)],
        [
          'embedding',
          { rows: Int32Array.from(rows), values: Float32Array.from(rows.flatMap((row) => [base + row, base - row])) },
        ],
      ]);
    for (let round = 0; round < 2; round++) {
      adamw.accumulate(gradients(10, [3, 1]));
      adamw.accumulate(gradients(100, [1, 2]));
      const total = adamw.accumulated();
      expect(total.get('w')).toEqual(new Float32Array(6).fill(110));
      expect(total.get('embedding')).toEqual({
        rows: Int32Array.of(3, 1, 2),
        values: Float32Array.of(13, 7, 112, 108, 102, 98),
      });
    }
  });
});
