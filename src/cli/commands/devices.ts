// `finetune-bert devices`.

import type { Locale } from '../../shared/catalogue.js';
import type { DeviceReport } from '../../shared/devices.js';
import { defaultPlaces } from '../../tensorflow/places.js';
import { tensorflowStatus } from '../../tensorflow/status.js';
import { runtimes } from '../../worker/computing.js';
import { table } from '../columns.js';
import type { LocalCommand } from '../command.js';
import type { Session } from '../session.js';
import { withTensorflow } from '../tensorflowProcess.js';
import { text } from '../texts.js';

export function addDevices(program: LocalCommand, session: Session): void {
  const { locale } = program;
  const command = program.createCommand('devices').description(text(locale, 'devices'));
  program.addCommand(command);
  command.option('--json', text(locale, 'jsonFlag')).action(async () => {
    const isThere = tensorflowStatus(defaultPlaces()).problem === null;
    await (isThere ? withTensorflow(session, {}, () => list(session)) : list(session));
  });
}

async function list({ output }: Session): Promise<void> {
  const { probeDevices } = await import('../../engine/backends/select.js');
  const reports = await probeDevices(runtimes);
  for (const report of reports) output.emit({ event: 'device', ...report });
  output.print(...deviceLines(reports, output.locale));
}

function deviceLines(reports: readonly DeviceReport[], locale: Locale): string[] {
  const header = [text(locale, 'device'), text(locale, 'works'), text(locale, 'speed'), text(locale, 'detail')];
  const rows = reports.map(({ device, works, gigaflops, detail, problem }) => [
    device,
    text(locale, works ? 'yes' : 'no'),
    gigaflops === null ? '–' : `${gigaflops.toFixed(0)} GFLOP/s`,
    problem ?? detail,
  ]);
  return table([header, ...rows]);
}
