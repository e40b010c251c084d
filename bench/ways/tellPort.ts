/** Tells the parent where this process listens, and ends when the parent does. */
export function tellPort(port: number): void {
  process.on('disconnect', () => process.exit());
  process.send?.({ port });
}
