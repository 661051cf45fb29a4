// The versions that numbers depend on, for run.json.

import { createRequire } from 'node:module';
import { z } from 'zod';

const manifest = z.object({ version: z.string() });

/** Of Node, the platform and the runtime that computes. */
export function computingVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const runtime = manifest.parse(require('onnxruntime-node/package.json'));
  return { node: process.versions.node, platform: `${process.platform}-${process.arch}`, 'onnxruntime-node': runtime.version };
}
