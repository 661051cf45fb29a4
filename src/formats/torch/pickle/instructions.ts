// The instructions of a pickle by their codes: Python's Lib/pickletools.py, protocols 0 to 5.

import type { PickleInput } from './input.js';
import type { Machine } from './machine.js';
import { damaged, PickleDict, PickleFault, PickleList, PickleTuple, type PickleValue } from './values.js';

export type Instruction = (machine: Machine, input: PickleInput) => void;

function refuse(what: string): Instruction {
  return () => {
    throw new PickleFault('refused', what);
  };
}

function literal(value: () => PickleValue): Instruction {
  return (machine) => {
    machine.push(value());
  };
}

/** Python 2's strings of bytes, of which only ASCII is used for names. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function quoted(line: string): string {
  const match = /^(['"])([^\\]*)\1$/s.exec(line);
  if (match === null) throw damaged('a text without its quotes');
  return match[2]!;
}

/** All of them but STOP, which ends the reading. */
export const instructions: Readonly<Record<number, Instruction>> = {
  0x80: (_, input) => {
    if (input.byte() > 5) throw damaged('an unknown protocol');
  }, // PROTO
  0x95: (_, input) => input.length64(), // FRAME: only says how much to read at once
  // the marks and the stack
  0x28: (machine) => machine.mark(), // MARK
  0x30: (machine) => machine.pop(), // POP
  0x31: (machine) => machine.sinceMark(), // POP_MARK
  0x32: (machine) => machine.push(machine.top()), // DUP
  // the memo
  0x70: (machine, input) => machine.remember(Number(input.decimal(input.line()))), // PUT
  0x71: (machine, input) => machine.remember(input.byte()), // BINPUT
  0x72: (machine, input) => machine.remember(input.uint32()), // LONG_BINPUT
  0x94: (machine) => machine.remember(machine.remembered), // MEMOIZE
  0x67: (machine, input) => machine.recall(Number(input.decimal(input.line()))), // GET
  0x68: (machine, input) => machine.recall(input.byte()), // BINGET
  0x6a: (machine, input) => machine.recall(input.uint32()), // LONG_BINGET
  // constants and numbers
  0x4e: literal(() => null), // NONE
  0x88: literal(() => true), // NEWTRUE
  0x89: literal(() => false), // NEWFALSE
  0x4b: (machine, input) => machine.push(input.byte()), // BININT1
  0x4d: (machine, input) => machine.push(input.uint16()), // BININT2
  0x4a: (machine, input) => machine.push(input.int32()), // BININT
  0x8a: (machine, input) => machine.push(input.integer(input.byte())), // LONG1
  0x8b: (machine, input) => machine.push(input.integer(input.uint32())), // LONG4
  0x49: (machine, input) => {
    const line = input.line();
    machine.push(line === '00' ? false : line === '01' ? true : input.decimal(line));
  }, // INT
  0x4c: (machine, input) => machine.push(input.decimal(input.line().replace(/L$/, ''))), // LONG
  0x47: (machine, input) => machine.push(input.float64()), // BINFLOAT
  0x46: (machine, input) => machine.push(Number(input.line())), // FLOAT
  // texts and bytes
  0x58: (machine, input) => machine.push(input.text(input.uint32())), // BINUNICODE
  0x8c: (machine, input) => machine.push(input.text(input.byte())), // SHORT_BINUNICODE
  0x8d: (machine, input) => machine.push(input.text(input.length64())), // BINUNICODE8
  0x56: (machine, input) => machine.push(input.line()), // UNICODE
  0x53: (machine, input) => machine.push(quoted(input.line())), // STRING
  0x54: (machine, input) => machine.push(latin1(input.take(input.uint32()))), // BINSTRING
  0x55: (machine, input) => machine.push(latin1(input.take(input.byte()))), // SHORT_BINSTRING
  0x42: (machine, input) => machine.push(input.take(input.uint32())), // BINBYTES
  0x43: (machine, input) => machine.push(input.take(input.byte())), // SHORT_BINBYTES
  0x8e: (machine, input) => machine.push(input.take(input.length64())), // BINBYTES8
  0x96: (machine, input) => machine.push(input.take(input.length64())), // BYTEARRAY8
  // tuples, lists, dictionaries
  0x29: (machine) => machine.tuple(0), // EMPTY_TUPLE
  0x85: (machine) => machine.tuple(1), // TUPLE1
  0x86: (machine) => machine.tuple(2), // TUPLE2
  0x87: (machine) => machine.tuple(3), // TUPLE3
  0x74: (machine) => machine.push(new PickleTuple(machine.sinceMark())), // TUPLE
  0x5d: literal(() => new PickleList()), // EMPTY_LIST
  0x6c: (machine) => {
    const items = machine.sinceMark();
    machine.push(new PickleList());
    machine.append(items);
  }, // LIST
  0x61: (machine) => {
    const item = machine.pop();
    machine.append([item]);
  }, // APPEND
  0x65: (machine) => machine.append(machine.sinceMark()), // APPENDS
  0x7d: literal(() => new PickleDict()), // EMPTY_DICT
  0x64: (machine) => {
    const items = machine.sinceMark();
    machine.push(new PickleDict());
    machine.setItems(items);
  }, // DICT
  0x73: (machine) => {
    const value = machine.pop();
    const key = machine.pop();
    machine.setItems([key, value]);
  }, // SETITEM
  0x75: (machine) => machine.setItems(machine.sinceMark()), // SETITEMS
  // names, calls, and objects outside the pickle
  0x63: (machine, input) => machine.global(input.line(), input.line()), // GLOBAL
  0x93: (machine) => {
    const name = machine.pop();
    machine.global(machine.pop(), name);
  }, // STACK_GLOBAL
  0x52: (machine) => {
    const args = machine.pop();
    machine.call(machine.pop(), args);
  }, // REDUCE
  0x81: (machine) => {
    const args = machine.pop();
    machine.call(machine.pop(), args);
  }, // NEWOBJ
  0x69: (machine, input) => {
    machine.global(input.line(), input.line());
    const callee = machine.pop();
    machine.call(callee, new PickleTuple(machine.sinceMark()));
  }, // INST
  0x6f: (machine) => {
    const [callee = null, ...args] = machine.sinceMark();
    machine.call(callee, new PickleTuple(args));
  }, // OBJ
  0x92: refuse('NEWOBJ_EX'),
  0x62: (machine) => machine.build(), // BUILD
  0x50: (machine, input) => machine.persistent(input.line()), // PERSID
  0x51: (machine) => machine.persistent(machine.pop()), // BINPERSID
  // what no tensor needs
  0x82: refuse('EXT1'),
  0x83: refuse('EXT2'),
  0x84: refuse('EXT4'),
  0x8f: refuse('EMPTY_SET'),
  0x90: refuse('ADDITEMS'),
  0x91: refuse('FROZENSET'),
  0x97: refuse('NEXT_BUFFER'),
  0x98: refuse('READONLY_BUFFER'),
};
