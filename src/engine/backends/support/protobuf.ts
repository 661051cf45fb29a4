// Encodes messages of a file format, described in a few lines, with @bufbuild/protobuf.

import {
  create,
  createFileRegistry,
  type DescMessage,
  type FileRegistry,
  type MessageInitShape,
  toBinary,
} from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';

type FieldKind = 'string' | 'bytes' | 'float' | 'bool' | 'int32' | 'int64' | (string & {});
/** A kind that is no scalar is another message of the same description. */
export type Field = readonly [name: string, number: number, kind: FieldKind, repeated?: 'repeated'];
export type Messages = Readonly<Record<string, readonly Field[]>>;

const scalarTypes: Readonly<Record<string, Type>> = {
  string: Type.STRING,
  bytes: Type.BYTES,
  float: Type.FLOAT,
  bool: Type.BOOL,
  int32: Type.INT32,
  int64: Type.INT64,
};

function describe(name: string, messages: Messages): FileDescriptorSet {
  return create(FileDescriptorSetSchema, {
    file: [
      {
        name: `${name}.proto`,
        package: name,
        syntax: 'proto2',
        messageType: Object.entries(messages).map(([message, fields]) => ({
          name: message,
          field: fields.map(([field, number, kind, repeated]) => ({
            name: field,
            number,
            label: repeated ? Label.REPEATED : Label.OPTIONAL,
            type: scalarTypes[kind] ?? Type.MESSAGE,
            ...(scalarTypes[kind] ? {} : { typeName: `.${name}.${kind}` }),
          })),
        })),
      },
    ],
  });
}

/** @returns a function from a message's name and its fields, in lowerCamelCase, to its bytes */
export function protobufEncoder(
  name: string,
  messages: Messages,
): (message: string, value: object) => Uint8Array<ArrayBuffer> {
  let registry: FileRegistry | undefined;
  return (message, value) => {
    registry ??= createFileRegistry(describe(name, messages));
    const found = registry.getMessage(`${name}.${message}`);
    if (!found) throw new Error(`${name}.${message} is not described`);
    return toBinary(found, create(found, value as MessageInitShape<DescMessage>));
  };
}
