export function importGraph(root: string, folders: readonly string[]): Map<string, string[]>;
export function circles(graph: ReadonlyMap<string, readonly string[]>): string[][];
