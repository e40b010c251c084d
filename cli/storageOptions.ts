import { InvalidArgumentError, Option } from 'commander';

/** Where the local storage keeps its data. */
export function data(): Option {
  return new Option('--data <folder>', 'where the local storage keeps its data; .data where not given');
}

export function storagePort(): Option {
  return new Option(
    '--storage-port <port>',
    'port of the local storage, 10002 where not given; 0 takes a free one',
  ).argParser(port);
}

export function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return value;
}
