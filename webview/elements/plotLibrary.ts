// uPlot, which is loaded with the first chart: a page without a run does not wait for it.

import type uPlot from 'uplot';

export type PlotLibrary = typeof uPlot;

let loading: Promise<PlotLibrary> | null = null;

/** Loads uPlot once; later calls return the same promise. Rejects when its file cannot be loaded. */
export function loadPlotLibrary(): Promise<PlotLibrary> {
  loading ??= import('uplot').then((library) => library.default);
  return loading;
}
