// Everything that host and panel say to each other; both parse what arrives. The state itself is in panelState.ts.

import * as z from 'zod';

import { dataIdSchema, givenSettingsSchema, rowSchema } from './data.js';
import { panelExportFormats, predictionSchema } from './models.js';
import { historySchema, panelStateSchema } from './panelState.js';
import { failureSchema } from './runEvents.js';

const count = z.int().nonnegative();
const lines = z.array(z.int().positive()).max(10_000);

/** The five parts of the page, in their order. */
export const panelParts = ['data', 'model', 'layers', 'training', 'evaluation'] as const;
export type PanelPart = (typeof panelParts)[number];

/** Rows that the page asks for at once, at most. */
export const rowsAtOnce = 200;

/** Id of the element that the page takes away when it draws itself. */
export const firstViewId = 'first';

/** What is seen of the file before the page's own script is there; taken by the script in the page's HTML. */
const firstViewSchema = z.object({
  type: z.literal('firstView'),
  /** What is put into the page's body: one element of the id above. */
  markup: z.string(),
  /** Rules of its own: the page's policy forbids styles in attributes. */
  style: z.string(),
});
export type FirstView = z.infer<typeof firstViewSchema>;

/** Host → page. */
export const toPanelSchema = z.discriminatedUnion('type', [
  /** The answer to `ready`: everything. */
  z.object({ type: z.literal('state'), state: panelStateSchema }),
  /** Parts of the state that changed, each whole: at most 10 a second. `run` alone carries what a step changes. */
  z.object({ type: z.literal('update'), changes: panelStateSchema.partial() }),
  /** What came since: added to the history. At most 10 a second. */
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

/** Page → host. */
export const fromPanelSchema = z.discriminatedUnion('type', [
  /** The page listens; the host answers with `state`. Also after a reload. */
  z.object({ type: z.literal('ready') }),
  /**
   * Settings that differ from their defaults, all of them. What concerns the file (columns, encoding …) is read anew at
   * once.
   */
  z.object({ type: z.literal('settings'), revision: count, values: givenSettingsSchema }),
  /** Lets the person choose a folder or file, and makes it the setting's value. */
  z.object({ type: z.literal('browse'), setting: z.enum(['model', 'validation', 'vocabulary']) }),
  /** Lets the person choose a model of the hub, downloads it, and makes it the base model. */
  z.object({ type: z.literal('chooseHubModel') }),
  /** Downloads the base model that is chosen and not here. */
  z.object({ type: z.literal('downloadModel') }),
  /** Goes on with a download that was stopped or failed. */
  z.object({ type: z.literal('continueDownload') }),
  /** Stops a download; one that is stopped is shown no longer. */
  z.object({ type: z.literal('cancelDownload') }),
  /** Writes a run.json with these settings, or takes them from one; the person chooses the file. */
  z.object({ type: z.literal('saveSettings') }),
  z.object({ type: z.literal('loadSettings') }),
  z.object({ type: z.literal('copyCommandLine') }),
  z.object({ type: z.literal('rows'), data: dataIdSchema, from: count, count: z.int().min(1).max(rowsAtOnce) }),
  /** Reads the data file again: it was changed, or could not be read. */
  z.object({ type: z.literal('readAgain') }),
  z.object({ type: z.literal('measureDevices') }),
  /** Asks the person, and brings TensorFlow to the machine. */
  z.object({ type: z.literal('installTensorflow') }),
  /**
   * Shows the file that rows are counted in beside the panel: scrolled to the first of these lines, all of them marked.
   * Nothing is selected, and the keyboard stays in the panel.
   */
  z.object({ type: z.literal('openLines'), file: z.enum(['data', 'evaluation']), lines }),
  /** All rows that the model got wrong, as a CSV beside. */
  z.object({ type: z.literal('openWrongRows') }),
  /** The confusion matrix, as a CSV beside. */
  z.object({ type: z.literal('openMatrix') }),
  /** Starts a run with these settings. */
  z.object({ type: z.literal('start'), revision: count, values: givenSettingsSchema }),
  z.object({ type: z.literal('pause') }),
  /**
   * Goes on with a paused run, or resumes one that was stopped, was killed or failed; with fewer rows at a time where
   * that is a number.
   */
  z.object({ type: z.literal('resume'), rowsAtOnce: z.int().positive().nullable() }),
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('stopAndKeepBest') }),
  /** Leaves the run that is shown and unlocks the settings, which stay as they are. */
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
