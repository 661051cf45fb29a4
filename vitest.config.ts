// Tests in tiers, visible in their paths:
//   test/unit/                 no data but the repository's, seconds
//   test/parity/               equal to PyTorch's recorded numbers (../shared/goldens)
//   test/parity/*.python.test.ts   equal to PyTorch itself, which the test starts
//   test/webview/             the built page of the panel, in Chromium
//   test/process/              the built command line, as a process of its own: crashes, signals, resuming
//   test/e2e/                  the packed extension in a real VS Code, driven in Chromium
// `npm test` runs the first two; .ci/run runs all.

import { configDefaults, defineConfig } from 'vitest/config';

import { vitestKernels } from './scripts/kernels.mjs';

const python = 'test/parity/**/*.python.test.ts';

export default defineConfig({
  test: {
    projects: [
      { plugins: [vitestKernels], test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 20_000 } },
      {
        plugins: [vitestKernels],
        test: {
          name: 'parity',
          include: ['test/parity/**/*.test.ts'],
          exclude: [...configDefaults.exclude, python],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [vitestKernels],
        test: { name: 'python', include: [python], testTimeout: 600_000, hookTimeout: 600_000, fileParallelism: false },
      },
      {
        test: {
          name: 'webview',
          include: ['test/webview/**/*.test.ts'],
          globalSetup: 'test/webview/build.ts',
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        plugins: [vitestKernels],
        test: {
          name: 'process',
          include: ['test/process/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'pictures',
          include: ['test/e2e/pictures.ts'],
          globalSetup: 'test/e2e/support/setup.ts',
          testTimeout: 600_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'timings',
          include: ['test/e2e/timings.ts'],
          globalSetup: 'test/e2e/support/setup.ts',
          testTimeout: 600_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/*.test.ts'],
          globalSetup: 'test/e2e/support/setup.ts',
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
