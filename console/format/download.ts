/** Hands a file to the browser's downloads. */
export function download(name: string, mediaType: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Chromium reads it after the click has returned.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 10_000);
}

/** `contoso-log-2026-01-31T12-00-00.csv` */
export function datedName(what: string, ending: string): string {
  return `${what}-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.${ending}`;
}
