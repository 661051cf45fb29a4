// The messages between host and panel; both sides parse what arrives. The state itself is in panelState.ts.

import * as z from 'zod';

import { dataIdSchema, givenSettingsSchema, rowSchema } from './data.js';
import { failureSchema } from './failures.js';
import { panelExportFormats, predictionSchema } from './models.js';
import { historySchema, panelStateSchema } from './panelState.js';

const count = z.int().nonnegative();
const lines = z.array(z.int().positive()).max(10_000);

/** The five parts of the page, in their order. */
export const panelParts = ['data', 'model', 'layers', 'training', 'evaluation'] as const;
export type PanelPart = (typeof panelParts)[number];

/** The largest number of rows that the page requests at a time. */
export const rowsAtOnce = 200;

/** The id of the element that the page removes when it draws itself. */
export const firstViewId = 'first';

/** The first rows of the file before the page's own script has loaded; the script in the page's HTML shows them. */
const firstViewSchema = z.object({
  type: z.literal('firstView'),
  /** The markup of the page's body: one element of the id above. */
  markup: z.string(),
  /** Its style rules: the page's policy forbids styles in attributes. */
  style: z.string(),
});
export type FirstView = z.infer<typeof firstViewSchema>;

/** Messages from the host to the page. */
export const toPanelSchema = z.discriminatedUnion('type', [
  /** The answer to `ready`: the whole state. */
  z.object({ type: z.literal('state'), state: panelStateSchema }),
  /** The parts of the state that changed, each whole: at most 10 a second. A step changes `run` alone. */
  z.object({ type: z.literal('update'), changes: panelStateSchema.partial() }),
  /** New history, to be appended. At most 10 a second. */
  z.object({ type: z.literal('history'), history: historySchema }),
  /** The answer to `rows`; `total` grows while the file is being read. */
  z.object({
    type: z.literal('rows'),
    data: dataIdSchema,
    from: count,
    rows: z.array(rowSchema),
    total: count,
    failure: failureSchema.nullable(),
  }),
  /** The answer to `classify` of that id. */
  z.object({
    type: z.literal('classified'),
    id: count,
    answer: z.object({ prediction: predictionSchema, milliseconds: z.number() }).nullable(),
    failure: failureSchema.nullable(),
  }),
  /** Opens that part and scrolls to it. */
  z.object({ type: z.literal('reveal'), part: z.enum(panelParts) }),
  firstViewSchema,
]);
export type ToPanel = z.infer<typeof toPanelSchema>;

/** Messages from the page to the host. */
export const fromPanelSchema = z.discriminatedUnion('type', [
  /** The page is listening; the host answers with `state`. Also sent after a reload. */
  z.object({ type: z.literal('ready') }),
  /**
   * All settings that differ from their defaults. Those that concern the file (columns, encoding …) cause it to be read
   * again at once.
   */
  z.object({ type: z.literal('settings'), revision: count, values: givenSettingsSchema }),
  /** Lets the user choose a folder or file, which becomes the setting's value. */
  z.object({ type: z.literal('browse'), setting: z.enum(['model', 'validation', 'vocabulary']) }),
  /** Lets the user choose a model of the hub, downloads it, and makes it the base model. */
  z.object({ type: z.literal('chooseHubModel') }),
  /** Downloads the chosen base model, which is missing here. */
  z.object({ type: z.literal('downloadModel') }),
  /** Resumes a download that was stopped or failed. */
  z.object({ type: z.literal('continueDownload') }),
  /** Stops a download; a stopped one is dismissed. */
  z.object({ type: z.literal('cancelDownload') }),
  /** Writes a run.json with these settings, or reads them from one; the user chooses the file. */
  z.object({ type: z.literal('saveSettings') }),
  z.object({ type: z.literal('loadSettings') }),
  z.object({ type: z.literal('copyCommandLine') }),
  z.object({ type: z.literal('rows'), data: dataIdSchema, from: count, count: z.int().min(1).max(rowsAtOnce) }),
  /** Reads the data file again: it was changed, or could not be read. */
  z.object({ type: z.literal('readAgain') }),
  z.object({ type: z.literal('measureDevices') }),
  /** Asks the user, and installs TensorFlow on the machine. */
  z.object({ type: z.literal('installTensorflow') }),
  /**
   * Shows the file that rows are counted in beside the panel: scrolled to the first of these lines, all of them marked.
   * Nothing is selected, and the keyboard stays in the panel.
   */
  z.object({ type: z.literal('openLines'), file: z.enum(['data', 'evaluation']), lines }),
  /** Opens all rows that the model got wrong, as a CSV beside. */
  z.object({ type: z.literal('openWrongRows') }),
  /** Opens the confusion matrix, as a CSV beside. */
  z.object({ type: z.literal('openMatrix') }),
  /** Starts a run with these settings. */
  z.object({ type: z.literal('start'), revision: count, values: givenSettingsSchema }),
  z.object({ type: z.literal('pause') }),
  /**
   * Continues a paused run, or resumes one that was stopped, was killed or failed; with fewer rows at a time where that
   * is a number.
   */
  z.object({ type: z.literal('resume'), rowsAtOnce: z.int().positive().nullable() }),
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('stopAndKeepBest') }),
  /** Leaves the run that is shown and unlocks the settings, which keep their values. */
  z.object({ type: z.literal('newRun') }),
  z.object({ type: z.literal('useForHover'), use: z.boolean() }),
  z.object({ type: z.literal('export'), format: z.enum(panelExportFormats) }),
  z.object({ type: z.literal('openModelFolder') }),
  z.object({ type: z.literal('openModelCard') }),
  z.object({
    type: z.literal('classify'),
    id: count,
    text: z.string().max(100_000),
    pair: z.string().max(100_000).nullable(),
  }),
  z.object({ type: z.literal('showLog') }),
  /** A defect of the page, for the log. */
  z.object({ type: z.literal('defect'), message: z.string().max(10_000) }),
]);
export type FromPanel = z.infer<typeof fromPanelSchema>;
