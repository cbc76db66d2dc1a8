// Loaded before the program of a utility process: gives it `process.parentPort`, and takes what only a child of Node has.
const send = process.send?.bind(process)

Object.assign(process, {
  parentPort: {
    postMessage: (message: object) => void send?.(message),
    on: (event: string, listener: (event: { readonly data: unknown }) => void) =>
      void process.on(event, data => listener({ data })),
  },
  send: undefined,
})
// Electron's utility processes end with it.
process.on('disconnect', () => process.exit())
