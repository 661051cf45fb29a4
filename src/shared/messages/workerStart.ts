// The start message of a worker process, passed in a file that the process deletes once it was read.

import * as z from 'zod';

import { givenSettingsSchema, pathSchema } from './data.js';

/** The contents of the file that a started process finds in its argument; it deletes the file once read. */
export const trainingStartSchema = z.object({
  socket: z.string(),
  token: z.string(),
  run: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('train'), data: pathSchema, settings: givenSettingsSchema, out: pathSchema.nullable() }),
    /** `rowsAtOnce`: fewer than the batch, for a device with too little memory; null: unchanged. */
    z.object({ kind: z.literal('resume'), folder: pathSchema, rowsAtOnce: z.int().positive().nullable() }),
  ]),
});
export type TrainingStart = z.infer<typeof trainingStartSchema>;

/** `address`: the file in which the service publishes its address, for windows that open later. */
export const serviceStartSchema = z.object({
  socket: z.string(),
  token: z.string(),
  idleSeconds: z.number().positive(),
  address: z.string().optional(),
});
export type ServiceStart = z.infer<typeof serviceStartSchema>;
