// The optimiser outside the graph against AdamW written out in plain float64 and in rounded float32.

import { describe, expect, test } from 'vitest';

import { type Gradient, HostAdamW } from '../../../../../../src/engine/backends/cpu/adamw/hostAdamW.js';
import {
  bytesOf,
  denseOf,
  largestDifference,
  learningRate,
  numbers,
  optimizer,
  options,
  parameter,
  rowsOf,
  update,
  weightsOf,
} from './hostAdamWKit.js';

/** Steps of AdamW as torch.optim documents them; `round` is Math.fround for float32, or nothing for float64. */
function plainAdamW(
  weight: Float32Array,
  gradients: readonly Float32Array[],
  decay: number,
  round: (x: number) => number,
): number[] {
  const w = Array.from(weight);
  const m = new Array<number>(weight.length).fill(0);
  const v = new Array<number>(weight.length).fill(0);
  gradients.forEach((gradient, step) => {
    const correction1 = 1 - options.beta1 ** (step + 1);
    const correction2 = 1 - options.beta2 ** (step + 1);
    gradient.forEach((g, i) => {
      m[i] = round(m[i]! + round((1 - options.beta1) * round(g - m[i]!)));
      v[i] = round(round(v[i]! * round(options.beta2)) + round((1 - options.beta2) * round(g * g)));
      const denominator = round(round(round(Math.sqrt(v[i])) / round(Math.sqrt(correction2))) + options.epsilon);
      w[i] = round(
        round(w[i]! * round(1 - learningRate * decay)) -
          round(round(learningRate / correction1) * round(m[i] / denominator)),
      );
    });
  });
  return w;
}

describe('the update', () => {
  // Each of ten steps rounds a weight below 1 a few times: 2^-24 each.
  const tolerance = 1e-6;

  test.each([1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 63, 64, 65, 1003, 65536 + 21])(
    'reaches every entry of a tensor of %i',
    (length) => {
      const adamw = optimizer([parameter('w', [length])]);
      const gradients = Array.from({ length: 10 }, (_, i) => numbers(length, 100 + i, 10 ** (i - 6)));
      const start = adamw.weight('w').slice();
      gradients.forEach((gradient, step) => update(adamw, new Map([['w', gradient]]), step));
      expect(
        largestDifference(
          adamw.weight('w'),
          plainAdamW(start, gradients, options.weightDecay, (x) => x),
        ),
      ).toBeLessThan(tolerance);
      expect(
        largestDifference(adamw.weight('w'), plainAdamW(start, gradients, options.weightDecay, Math.fround)),
      ).toBeLessThan(tolerance);
    },
  );

  test('decays only the weights marked for it, at the rate of their group', () => {
    const adamw = optimizer([
      parameter('a', [33]),
      parameter('b', [33], { decayed: false }),
      parameter('c', [33], { rateFactor: 0.5 }),
    ]);
    const start = new Map(['a', 'b', 'c'].map((name) => [name, adamw.weight(name).slice()]));
    update(adamw, new Map(['a', 'b', 'c'].map((name) => [name, new Float32Array(33)])), 0);
    const shrunk = (name: string, factor: number) =>
      largestDifference(
        adamw.weight(name),
        start.get(name)!.map((w) => w * factor),
      );
    expect(shrunk('a', 1 - 0.001)).toBeLessThan(1e-7);
    expect(shrunk('b', 1)).toBe(0);
    expect(shrunk('c', 1 - 0.0005)).toBeLessThan(1e-7);
  });

  test('clips by the scale exactly as a smaller gradient would', () => {
    const scaled = optimizer([parameter('w', [50])]);
    const smaller = optimizer([parameter('w', [50])]);
    for (let step = 0; step < 3; step++) {
      const gradient = numbers(50, step);
      update(scaled, new Map([['w', gradient]]), step, 0.25);
      update(smaller, new Map([['w', gradient.map((g) => g * 0.25)]]), step);
    }
    expect(bytesOf(scaled)).toEqual(bytesOf(smaller));
  });

  test('gives the same bytes at every index and for every address of the gradient', () => {
    const gradient = numbers(40, 9);
    const whole = optimizer([parameter('w', [40]), parameter('spare', [40])]);
    // In the same memory as the weights, so that the kernel reads it in place.
    whole.weight('spare').set(gradient);
    update(
      whole,
      new Map([
        ['w', whole.weight('spare')],
        ['spare', new Float32Array(40)],
      ]),
      0,
    );
    const shorter = new HostAdamW({
      parameters: [parameter('w', [37])],
      weights: new Map([
        [
          'w',
          {
            shape: [37],
            data: weightsOf([parameter('w', [40])])
              .get('w')!
              .data.slice(3),
          },
        ],
      ]),
      options,
    });
    update(shorter, new Map([['w', gradient.slice(3)]]), 0);
    expect(whole.weight('w').slice(3)).toEqual(shorter.weight('w'));
  });

  test('updates the array of the session in place', () => {
    const adamw = optimizer([parameter('w', [8])]);
    const view = adamw.weight('w');
    const before = adamw.weight('w').slice();
    update(adamw, new Map([['w', numbers(8, 5)]]), 0);
    expect(adamw.weight('w')).toBe(view);
    expect(largestDifference(view, before)).toBeGreaterThan(1e-3);
  });

  test('refuses a gradient of another size', () => {
    const adamw = optimizer([parameter('w', [8]), parameter('rows', [4, 2], { sparseRows: true })]);
    const rows = { rows: Int32Array.of(1), values: new Float32Array(2) };
    expect(() => {
      update(
        adamw,
        new Map<string, Gradient>([
          ['w', new Float32Array(7)],
          ['rows', rows],
        ]),
        0,
      );
    }).toThrow('no gradient');
    expect(() => {
      update(
        adamw,
        new Map<string, Gradient>([
          ['w', new Float32Array(8)],
          ['rows', new Float32Array(8)],
        ]),
        0,
      );
    }).toThrow('no gradient');
    for (const wrong of [Int32Array.of(4), Int32Array.of(-1)]) {
      expect(() => {
        update(
          adamw,
          new Map<string, Gradient>([
            ['w', new Float32Array(8)],
            ['rows', { ...rows, rows: wrong }],
          ]),
          0,
        );
      }).toThrow('row');
    }
  });
});

describe('an embedding whose gradient comes as rows', () => {
  const height = 23;
  const width = 7;
  const batches = [[3, 4, 5, 20], [22, 0], [4], [], [5, 3, 11, 12]];

  function both(decayed: boolean): [HostAdamW, HostAdamW] {
    const pair = [true, false].map((sparseRows) => {
      const adamw = optimizer([parameter('embedding', [height, width], { sparseRows, decayed })]);
      batches.forEach((rows, step) => {
        const dense = denseOf(height, width, rows, 50 * step);
        update(adamw, new Map([['embedding', sparseRows ? rowsOf(dense, width, rows) : dense]]), step, 0.5);
      });
      return adamw;
    });
    return [pair[0]!, pair[1]!];
  }

  test.each([true, false])('is trained as if the other rows had a gradient of zero (decayed: %s)', (decayed) => {
    const [sparse, dense] = both(decayed);
    expect(bytesOf(sparse)).toEqual(bytesOf(dense));
  });

  test('moves the rows of earlier batches, and no others', () => {
    const [sparse] = both(false);
    const before = sparse.weight('embedding').slice();
    update(sparse, new Map([['embedding', rowsOf(new Float32Array(height * width), width, [])]]), batches.length);
    const moved = Array.from(
      { length: height },
      (_, row) =>
        largestDifference(
          before.subarray(row * width, (row + 1) * width),
          sparse.weight('embedding').subarray(row * width, (row + 1) * width),
        ) > 0,
    );
    const met = new Set(batches.flat());
    expect(moved).toEqual(Array.from({ length: height }, (_, row) => met.has(row)));
  });

  test('lets the moments of an unused row reach zero', () => {
    const adamw = optimizer([parameter('embedding', [2, 5], { sparseRows: true })]);
    for (let step = 0; step < 1000; step++) {
      update(adamw, new Map([['embedding', rowsOf(denseOf(2, 5, [0], 1), 5, step === 0 ? [0] : [])]]), step);
    }
    expect(Array.from(adamw.moment1('embedding'))).toEqual(new Array(10).fill(0));
    expect(adamw.moment2('embedding')[0]).toBeGreaterThan(0);
  });
});
