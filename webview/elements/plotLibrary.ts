// uPlot, which is loaded with the first chart: a page without a run does not wait for it.

import type uPlot from 'uplot';

export type PlotLibrary = typeof uPlot;

let loading: Promise<PlotLibrary> | null = null;

export function loadPlotLibrary(): Promise<PlotLibrary> {
  loading ??= import('uplot').then((library) => library.default);
  return loading;
}
