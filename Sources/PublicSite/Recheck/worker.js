// The recheck on a thread of its own: `check` with a file, `ask` for one enterprise.

function startWorker() {
  let last = null;
  self.onmessage = async (event) => {
    const { type, bytes, inputs, query } = event.data;
    try {
      if (type === 'check') {
        let told = 0;
        const done = await recheck(new Uint8Array(bytes), inputs, (phase, at, total) => {
          const now = Date.now();
          if (now - told < 100) return;
          told = now;
          self.postMessage({ type: 'progress', phase, at, total });
        });
        last = done;
        self.postMessage({ type: 'report', report: done.report });
      } else if (type === 'ask') {
        self.postMessage({ type: 'answers', answers: last ? last.answer(query) : [] });
      }
    } catch (error) {
      self.postMessage({ type: 'failed', message: String(error && error.message) });
    }
  };
  self.postMessage({ type: 'ready' });
}
