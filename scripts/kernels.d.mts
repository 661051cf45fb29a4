// Types of kernels.mjs for the TypeScript that imports it.

import type { Plugin as EsbuildPlugin } from 'esbuild';
import type { Plugin as VitePlugin } from 'vite';

export declare const esbuildKernels: EsbuildPlugin;
export declare const vitestKernels: VitePlugin;
