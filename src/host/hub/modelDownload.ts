// The download of a model as a panel shows it, one at a time: progress, speed, cancel, resume. It does not import
// `vscode`.

import type { Failure } from '../../shared/messages/failures.js';
import type { Download } from '../../shared/messages/models.js';
import type { DownloadState } from '../../shared/messages/panelState.js';

/** The time span of the speed in milliseconds. */
const window = 4000;

export interface DownloadOptions {
  /** Downloads; rejects when it was interrupted or cancelled. The worker keeps the bytes that arrived. */
  readonly obtain: (name: string, signal: AbortSignal, onProgress: (download: Download) => void) => Promise<string>;
  /** The failure as data; null when the user cancelled. */
  readonly failureOf: (error: unknown) => Failure | null;
  readonly onChange: (state: DownloadState | null) => void;
  readonly now?: () => number;
}

export class ModelDownload {
  private state: DownloadState | null = null;
  private going: AbortController | null = null;
  private name = '';
  private samples: { readonly at: number; readonly bytes: number }[] = [];

  constructor(private readonly options: DownloadOptions) {}

  /**
   * Downloads a model; a download in progress is cancelled first.
   * @param name the model's name for the worker
   * @returns the name with its commit; null when it was cancelled or failed, as the state then shows
   */
  async start(name: string, shown: string): Promise<string | null> {
    this.going?.abort();
    const going = new AbortController();
    this.going = going;
    this.name = name;
    this.samples = [];
    this.set({ model: shown, phase: 'running', file: null, bytes: 0, total: 0, rate: null, failure: null });
    try {
      const model = await this.options.obtain(name, going.signal, (download) => this.progress(going, download));
      if (this.going !== going) return null;
      this.end(null);
      return model;
    } catch (error) {
      if (this.going !== going) return null;
      const failure = this.options.failureOf(error);
      this.end(
        this.state === null
          ? null
          : { ...this.state, phase: failure === null ? 'stopped' : 'failed', rate: null, failure },
      );
      return null;
    }
  }

  /** Resumes a download that was cancelled or has failed. */
  async again(): Promise<string | null> {
    return this.state === null || this.going !== null ? null : this.start(this.name, this.state.model);
  }

  /** Cancels the download in progress, or dismisses one that was cancelled before. */
  cancel(): void {
    if (this.going !== null) this.going.abort();
    else this.set(null);
  }

  dispose(): void {
    this.going?.abort();
    this.going = null;
  }

  private progress(going: AbortController, { file, bytes, total }: Download): void {
    if (this.going !== going || this.state === null) return;
    const at = (this.options.now ?? performance.now.bind(performance))();
    this.samples = [...this.samples.filter((sample) => at - sample.at < window), { at, bytes }];
    const [first] = this.samples;
    const seconds = first === undefined ? 0 : (at - first.at) / 1000;
    this.set({
      ...this.state,
      file,
      bytes,
      total,
      rate: first === undefined || seconds < 0.5 ? this.state.rate : Math.max(0, (bytes - first.bytes) / seconds),
    });
  }

  private end(state: DownloadState | null): void {
    this.going = null;
    this.set(state);
  }

  private set(state: DownloadState | null): void {
    this.state = state;
    this.options.onChange(state);
  }
}
