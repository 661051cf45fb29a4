// The type of an imported .wasm file: the compiled AssemblyScript of the .as.ts beside it (scripts/kernels.mjs).

declare module '*.wasm' {
  export const bytes: Uint8Array<ArrayBuffer>;
}
