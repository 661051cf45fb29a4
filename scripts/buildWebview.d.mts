/** @param root the repository */
export function buildWebview(root: string): Promise<void>;
