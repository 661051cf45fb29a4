// The command `finetune-bert devices`.

import { workerScript } from '../../jobs/productFiles.js';
import type { Locale } from '../../shared/catalogue.js';
import { type DeviceReport, fastestDevice } from '../../shared/devices.js';
import { describeError } from '../../shared/errors.js';
import { describeNotice } from '../../shared/notices.js';
import { table } from '../columns.js';
import type { LocalCommand } from '../command.js';
import type { Session } from '../session.js';
import { text } from '../texts.js';

export function addDevices(program: LocalCommand, session: Session): void {
  const { locale } = program;
  const command = program.createCommand('devices').description(text(locale, 'devices'));
  program.addCommand(command);
  command.option('--json', text(locale, 'jsonFlag')).action(() => list(session));
}

async function list({ output, log }: Session): Promise<void> {
  const { measureDevices } = await import('../../jobs/devices/deviceProcess.js');
  const reports = await measureDevices(workerScript, { log: (text) => log.line(text.trimEnd()) });
  const { keepMeasured } = await import('../../jobs/devices/deviceCache.js');
  await keepMeasured({ devices: reports, measured: new Date().toISOString() });
  const fastest = fastestDevice(reports);
  for (const report of reports) output.emit({ event: 'device', ...report, fastest: report === fastest });
  output.print(...deviceLines(reports, output.locale), ...noticeLines(reports, output.locale));
  if (fastest !== null) output.print(text(output.locale, 'fastestDevice', { device: fastest.device }));
}

/** A notice that several devices share is printed once. */
function noticeLines(reports: readonly DeviceReport[], locale: Locale): string[] {
  return [...new Set(reports.flatMap(({ notices }) => notices.map((notice) => describeNotice(notice, locale))))];
}

function deviceLines(reports: readonly DeviceReport[], locale: Locale): string[] {
  const header = [
    text(locale, 'device'),
    text(locale, 'works'),
    text(locale, 'speed'),
    'bfloat16',
    text(locale, 'detail'),
  ];
  const rows = reports.map(({ device, works, gigaflops, bfloat16, detail, problem, failure }) => [
    device,
    text(locale, works ? 'yes' : 'no'),
    speedText(gigaflops),
    speedText(bfloat16),
    failure === null ? (problem ?? detail) : describeError(failure, locale),
  ]);
  return table([header, ...rows]);
}

function speedText(gigaflops: number | null): string {
  return gigaflops === null ? '–' : `${gigaflops.toFixed(0)} GFLOP/s`;
}
