// Tests in tiers, visible in their paths:
//   test/unit/                 each part by itself, seconds
//   test/parity/               equal to PyTorch's recorded numbers (test/fixtures)
//   test/parity/*.python.test.ts   equal to PyTorch itself, which the test starts (npm run setup:python)
//   test/webview/              the built page of the panel, in Chromium
//   test/process/              the built command line, as a process of its own: crashes, signals, resuming
//   test/e2e/                  the packed extension in a real VS Code, driven in Chromium
//   test/windows/              what only Windows does, on its own Node
//   test/shared/               real data that may not be in the repository, in a folder beside it
// `npm test` runs the first two, which need nothing but the repository; .ci/run runs all.

import { configDefaults, defineConfig } from 'vitest/config';

import { vitestKernels } from './scripts/kernels.mjs';
import { LeftOut } from './test/support/leftOut.js';

const python = 'test/parity/**/*.python.test.ts';
/** What tries the things that some tests need. */
const devices = 'test/support/setup/devices.ts';
const slow = 'test/support/setup/slow.ts';

export default defineConfig({
  test: {
    reporters: ['default', new LeftOut()],
    projects: [
      {
        plugins: [vitestKernels],
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], globalSetup: devices, testTimeout: 90_000 },
      },
      {
        plugins: [vitestKernels],
        test: {
          name: 'parity',
          include: ['test/parity/**/*.test.ts'],
          exclude: [...configDefaults.exclude, python],
          globalSetup: devices,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        plugins: [vitestKernels],
        test: {
          name: 'python',
          include: [python],
          globalSetup: slow,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        plugins: [vitestKernels],
        test: { name: 'windows', include: ['test/windows/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        plugins: [vitestKernels],
        test: { name: 'shared', include: ['test/shared/**/*.test.ts'], testTimeout: 120_000 },
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
          globalSetup: slow,
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
