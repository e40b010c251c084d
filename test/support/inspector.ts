import { once } from 'node:events';

/** A debugger on a process that runs with `--inspect`, by the Chrome DevTools Protocol. */
export interface Inspector {
  /** @throws Error with what the protocol answers where it refuses. */
  send(method: string, parameters?: object): Promise<Readonly<Record<string, unknown>>>;
  /** The parameters of the next event of this name, or of the first that came already and was not taken. */
  next(event: string): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** Attaches to the address that the process prints: `Debugger listening on ws://…`. */
export async function attach(address: string): Promise<Inspector> {
  const socket = new WebSocket(address);
  const answers = new Map<number, (message: Message) => void>();
  const events: Message[] = [];
  const arrival = new EventTarget();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) answers.get(message.id)?.(message);
    else events.push(message);
    arrival.dispatchEvent(new Event('event'));
  });
  await once(socket, 'open');
  return {
    async send(method, parameters = {}) {
      const id = ++last;
      const answer = new Promise<Message>((resolve) => answers.set(id, resolve));
      socket.send(JSON.stringify({ id, method, params: parameters }));
      const { result = {}, error } = await answer;
      if (error !== undefined) throw new Error(`${method}: ${error.message}`);
      return result;
    },
    async next(event) {
      for (;;) {
        const found = events.findIndex(({ method }) => method === event);
        if (found >= 0) return events.splice(found, 1)[0]?.params ?? {};
        await once(arrival, 'event');
      }
    },
    async close() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}
