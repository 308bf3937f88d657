/**
 * Works on items, several at once.
 *
 * @param most How many at once.
 * @param items The items; they are begun in their order.
 * @param work What to do with each.
 */
export async function atOnce<T>(
  most: number,
  items: readonly T[],
  work: (item: T, i: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  const worker = async () => {
    for (const [i, item] of queue) await work(item, i);
  };
  await Promise.all(Array.from({ length: most }, worker));
}
