/** What package-lock.json holds. */
export interface Lock {
  readonly lockfileVersion?: number;
  readonly packages?: Readonly<
    Record<string, { readonly resolved?: string; readonly integrity?: string; readonly link?: boolean }>
  >;
}
export interface Shipped {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}
/** A bill of materials in CycloneDX. */
export interface Bill {
  readonly components?: readonly { readonly name: string; readonly version: string; readonly 'bom-ref': string }[];
  readonly dependencies?: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}
export function lockFaults(lock: Lock): string[];
export function installedFaults(lock: Lock, installed: Lock): string[];
export function licenceFaults(shipped: readonly Shipped[]): string[];
export function shippedBill(bill: Bill, shipped: readonly Pick<Shipped, 'name' | 'version'>[]): Bill;
