// Where this process runs: its machine, the machine's start, and the container within it. Other machines may share a
// folder with this one, and their numbers of processes mean others.

import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { crc32 } from 'node:zlib';

import { readSmallFile } from '../base/openFile.js';

/** The scope in which process ids are unique. Facts that the system does not provide are null. */
export interface Place {
  readonly host: string;
  /** The id that a Linux system was given when it was installed: machines may have the same name. */
  readonly machine: string | null;
  /** The random id of this boot of Linux, also inside a container. */
  readonly bootId: string | null;
  /** The process namespace: containers on one machine have separate ids. */
  readonly processes: string | null;
}

/** This machine, since it started. */
export function thisPlace(): Place {
  return {
    host: hostname(),
    machine: idIn('/etc/machine-id'),
    bootId: idIn('/proc/sys/kernel/random/boot_id'),
    processes: processNamespace(),
  };
}

/** Eight digits for this machine, or container. Not for its boot: the processes of an earlier one are dead. */
export function ownPlace(): string {
  const { host, machine, processes } = thisPlace();
  return sumOf(JSON.stringify([host, machine, processes]));
}

/** The CRC-32 of a text, as eight hexadecimal digits. */
export function sumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

function idIn(file: string): string | null {
  return systemText(file)?.trim() || null;
}

function processNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

/** A file of the system; null elsewhere. */
export function systemText(file: string): string | null {
  if (process.platform !== 'linux') return null;
  try {
    return readSmallFile(file, { within: null, limit: 65536 }).toString('latin1');
  } catch {
    return null;
  }
}
