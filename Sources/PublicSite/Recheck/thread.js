// Where a recheck runs: in a worker, or, where the browser gives none, in slices on the page's own thread.

/** The address of this script for a worker; null where there is none. */
function scriptAddress(element) {
  if (!element) return null;
  if (element.src) return element.src;
  return URL.createObjectURL(new Blob([element.textContent], { type: 'text/javascript' }));
}

class Thread {
  constructor(address) {
    this.worker = null;
    this.local = null;
    this.waiting = null;
    this.ready = this.startWorker(address);
  }

  startWorker(address) {
    return new Promise((resolve) => {
      const giveUp = () => {
        if (this.worker) this.worker.terminate();
        this.worker = null;
        resolve();
      };
      if (!address || typeof Worker !== 'function') {
        giveUp();
        return;
      }
      try {
        this.worker = new Worker(address);
      } catch (error) {
        giveUp();
        return;
      }
      const patience = setTimeout(giveUp, 5000);
      this.worker.onerror = (event) => {
        if (event.preventDefault) event.preventDefault();
        clearTimeout(patience);
        if (this.waiting) this.waiting.failed('worker');
        giveUp();
      };
      this.worker.onmessage = (event) => {
        clearTimeout(patience);
        if (event.data.type === 'ready') resolve();
        else if (this.waiting) this.waiting.hear(event.data);
      };
    });
  }

  /** Sends a message and waits for its answer. */
  send(message, transfer, expected, progress) {
    return new Promise((resolve, reject) => {
      this.waiting = {
        hear: (data) => {
          if (data.type === 'progress') progress(data.phase, data.at, data.total);
          else if (data.type === expected) resolve(data);
          else reject(new Error(data.message));
        },
        failed: (message_) => reject(new Error(message_)),
      };
      this.worker.postMessage(message, transfer);
    });
  }

  /** Rechecks a file; its buffer is handed over. */
  async check(buffer, inputs, progress) {
    await this.ready;
    if (this.worker) {
      return (await this.send({ type: 'check', bytes: buffer, inputs }, [buffer], 'report', progress)).report;
    }
    let told = Date.now();
    this.local = await recheck(new Uint8Array(buffer), inputs, (phase, at, total) => {
      if (Date.now() - told < 40) return undefined;
      told = Date.now();
      progress(phase, at, total);
      // Gives the page its turn, so that it answers while the check goes on.
      return new Promise((resolve) => { setTimeout(resolve, 0); });
    });
    return this.local.report;
  }

  /** What became of one enterprise in each draw of the file. */
  async ask(query) {
    if (this.worker) return (await this.send({ type: 'ask', query }, [], 'answers')).answers;
    return this.local ? this.local.answer(query) : [];
  }
}
