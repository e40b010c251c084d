import { InvalidArgumentError, Option } from 'commander';

/** `--data`: folder of the local storage. */
export function data(): Option {
  return new Option('--data <folder>', 'folder with the data of the local storage (default: .data)');
}

export function storagePort(): Option {
  return new Option(
    '--storage-port <port>',
    'port of the local storage; 0 takes a free one (default: 10002)',
  ).argParser(port);
}

export function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return value;
}
