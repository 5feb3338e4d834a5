// Monaco's workers, as files of our own origin; build.js says under which names.

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) =>
    new Worker(new URL(WORKERS[label] ?? WORKERS.editor, import.meta.url)),
};
