import {
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** Spans that wait to be sent: those of 40 of the largest Bulk requests, some 10 MB. */
export const maxQueued = 8_192;

/** Milliseconds. Spans are sent soon: an instance that nobody calls may be taken away. */
const delay = 1_000;

/** Sends spans in batches. The library's queue drops what is too much without a word; this one tells. */
export class SpanQueue implements SpanProcessor {
  readonly #batches: BatchSpanProcessor;
  readonly #onDropped: () => void;
  #queued = 0;

  constructor(exporter: SpanExporter, exportLimit: number, onDropped: () => void) {
    const leaving: SpanExporter = {
      export: (spans, done) => {
        this.#queued -= spans.length;
        exporter.export(spans, done);
      },
      shutdown: () => exporter.shutdown(),
    };
    this.#batches = new BatchSpanProcessor(leaving, {
      maxQueueSize: maxQueued,
      scheduledDelayMillis: delay,
      exportTimeoutMillis: exportLimit,
    });
    this.#onDropped = onDropped;
  }

  onStart(): void {
    // A span is made when it is over.
  }

  onEnd(span: ReadableSpan): void {
    if (this.#queued >= maxQueued) {
      this.#onDropped();
      return;
    }
    this.#queued += 1;
    this.#batches.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#batches.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#batches.shutdown();
  }
}
