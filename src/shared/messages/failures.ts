// Errors and notices as data, for whoever makes a sentence of them in the reader's language.

import * as z from 'zod';

import { errorCodes } from '../errors.js';
import { noticeCodes } from '../notices.js';

/** Values of a sentence's placeholders. */
export const valuesSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/** An error as data: `describeError` of errors.ts makes the sentence, in the language of whoever reads it. */
export const failureSchema = z.object({ code: z.enum(errorCodes), values: valuesSchema });
export type Failure = z.infer<typeof failureSchema>;

/** A sentence for the person; `describeNotice` of notices.ts makes it. */
export const noticeSchema = z.object({ code: z.enum(noticeCodes), values: valuesSchema });
