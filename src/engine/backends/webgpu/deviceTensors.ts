// Tensors on the GPU, written and read through sessions of one Identity node (reading such a tensor directly ends the
// process).

import type { FloatTensor } from '../../../base/model.js';
import type { WebgpuDevice } from '../../../shared/devices.js';
import * as b from '../../graph/build.js';
import { createGraph } from '../../graph/graph.js';
import type { Tensor } from '../support/onnxRuntime.js';
import { floatsOf, floatTensor } from '../support/onnxTensors.js';
import { type Tensors, WebgpuSession } from './session.js';

/** Named float32 tensors on the GPU, with one or two axes. The creator disposes it. */
export class DeviceTensors {
  private readonly held = new Map<string, Tensor>();

  private constructor(
    private readonly uploads: readonly WebgpuSession[],
    private readonly downloads: readonly WebgpuSession[],
  ) {}

  static async create(device: WebgpuDevice): Promise<DeviceTensors> {
    const uploads: WebgpuSession[] = [];
    const downloads: WebgpuSession[] = [];
    for (const shape of [['a'], ['a', 'b']]) {
      const graph = createGraph(new Map([['y', b.detach(b.input('x', 'float32', shape))]]));
      uploads.push(await WebgpuSession.create(graph, { device, keepsOutputs: true }));
      downloads.push(await WebgpuSession.create(graph, { device }));
    }
    return new DeviceTensors(uploads, downloads);
  }

  get names(): readonly string[] {
    return [...this.held.keys()];
  }

  /** Copies the numbers. Throws machine.modelMemory. */
  async set(name: string, { shape, data }: FloatTensor): Promise<void> {
    const session = this.sessionOf(this.uploads, shape.length);
    const { y } = await session.run({ x: floatTensor(data, shape) });
    this.held.get(name)?.dispose();
    this.held.set(name, y!);
  }

  /** The tensor itself, to feed or to write into. */
  get(name: string): Tensor {
    const found = this.held.get(name);
    if (!found) throw new Error(`nothing on the GPU is called ${name}`);
    return found;
  }

  /** The tensors of a kind, under the names that a session uses. */
  all(names: readonly string[]): Tensors {
    return Object.fromEntries(names.map((name) => [name, this.get(name)]));
  }

  /** Returns a copy. */
  async read(name: string): Promise<FloatTensor> {
    const tensor = this.get(name);
    const session = this.sessionOf(this.downloads, tensor.dims.length);
    return { shape: tensor.dims, data: floatsOf(await session.run({ x: tensor }), 'y') };
  }

  /** Several of them; `held` gives the name under which each is kept. */
  async readAll(names: readonly string[], held: (name: string) => string): Promise<Map<string, FloatTensor>> {
    const found = new Map<string, FloatTensor>();
    for (const name of names) found.set(name, await this.read(held(name)));
    return found;
  }

  private sessionOf(sessions: readonly WebgpuSession[], rank: number): WebgpuSession {
    const session = sessions[rank - 1];
    if (!session) throw new Error(`no tensor of ${rank} axes is kept on the GPU`);
    return session;
  }

  async dispose(): Promise<void> {
    for (const tensor of this.held.values()) tensor.dispose();
    this.held.clear();
    for (const session of [...this.uploads, ...this.downloads]) await session.release();
  }
}
