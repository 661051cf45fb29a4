// The memory that a run needs beside the memory that its device has, and the settings to change where that is too
// little.

import * as z from 'zod';

import { flagOf, type SettingName } from './settings.js';

const bytes = z.number().nonnegative();

/**
 * The bytes at the peak, by purpose. `beside`: bytes of the machine's memory, where all the others are in a GPU's own;
 * not part of `total`.
 */
export const memorySchema = z.object({
  weights: bytes,
  gradients: bytes,
  optimizer: bytes,
  activations: bytes,
  cache: bytes,
  runtime: bytes,
  total: bytes,
  beside: bytes,
  /** The free memory of the device; null where it is unknown. */
  free: bytes.nullable(),
  fits: z.boolean(),
});
export type Memory = z.infer<typeof memorySchema>;

/** Settings that replace those that need too much memory, and the memory of the run with them. */
export const proposalSchema = z.object({
  settings: z.object({
    batch: z.int().optional(),
    accumulate: z.int().optional(),
    freeze: z.string().optional(),
    maxLength: z.int().optional(),
    checkpointActivations: z.literal(true).optional(),
  }),
  bytes,
});
export type Proposal = z.infer<typeof proposalSchema>;

/** The proposal as flags: `--batch 4 --accumulate 4`, `--checkpoint-activations`. */
export function proposalFlags({ settings }: Pick<Proposal, 'settings'>): string {
  return Object.entries(settings)
    .map(([name, value]) =>
      value === true ? `--${flagOf(name as SettingName)}` : `--${flagOf(name as SettingName)} ${value}`,
    )
    .join(' ');
}
