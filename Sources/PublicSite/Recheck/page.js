// The page's glue: on the site a button beside what is published, from a disk a form that takes files.

/** A line of progress that is read out. */
class ProgressLine {
  constructor(container) {
    this.bar = make('progress');
    this.bar.max = 1;
    this.line = make('p', '', say(TEXT.working));
    this.line.setAttribute('role', 'status');
    this.bar.setAttribute('aria-label', say(TEXT.working));
    container.textContent = '';
    container.append(this.line, this.bar);
  }

  tell(phase, at, total) {
    this.bar.value = total > 0 ? at / total : 0;
    this.line.textContent = say(PHASES[phase]) + ' ' + at + ' / ' + total;
  }
}

/** Runs one recheck and shows what came of it. */
class Desk {
  constructor(container, address) {
    this.container = container;
    this.address = address;
    this.thread = null;
    this.report = null;
    this.run = 0;
  }

  async check(buffer, inputs) {
    if (this.thread && this.thread.worker) this.thread.worker.terminate();
    this.thread = new Thread(this.address);
    this.report = null;
    this.run += 1;
    const run = this.run;
    const line = new ProgressLine(this.container);
    try {
      const report = await this.thread.check(buffer, inputs, (phase, at, total) => {
        if (run === this.run) line.tell(phase, at, total);
      });
      if (run !== this.run) return;
      this.report = report;
      this.show();
    } catch (error) {
      if (run === this.run) this.fail(say(TEXT.failed) + String(error && error.message));
    }
  }

  show() {
    if (this.report) showReport(this.report, this.container, (query) => this.thread.ask(query));
  }

  fail(message) {
    this.container.textContent = '';
    const line = make('p', 'rk-failed', message);
    line.setAttribute('role', 'alert');
    this.container.append(line);
  }
}

function readFile(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(file);
  });
}

/** `<section id="recheck" data-bundle="URL">` gets a button that fetches the bundle and rechecks it. */
function startSection(section, address) {
  const result = make('div', 'rk-result');
  const button = make('button', 'rk-start', say(TEXT.start));
  button.type = 'button';
  section.append(button, result);
  const desk = new Desk(result, address);
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      const answer = await fetch(section.dataset.bundle, { credentials: 'omit' });
      if (!answer.ok) throw new Error('HTTP ' + answer.status);
      await desk.check(await answer.arrayBuffer(), {});
    } catch (error) {
      desk.fail(say(TEXT.unfetched) + String(error && error.message));
    }
    button.textContent = say(TEXT.again);
    button.disabled = false;
  });
}

/** The form of the one file that opens from a disk. */
function startForm(form, address) {
  const part = (name) => document.getElementById('recheck-' + name);
  const desk = new Desk(part('result'), address);
  let file = null;
  let isDropped = false;
  const choose = (chosen, dropped) => {
    file = chosen || null;
    isDropped = Boolean(dropped);
    // A chooser shows the name by itself.
    part('chosen').textContent = file && isDropped ? say(TEXT.chosen) + file.name : '';
  };
  const isCheckpoint = (one) => one.size <= MAXIMUM_CHECKPOINT && !/\.(tar|bundle)$/i.test(one.name);
  const takeCheckpoint = async (one) => {
    part('checkpoint').value = new TextDecoder().decode(await readFile(one));
    part('more').open = true;
  };
  part('file').addEventListener('change', () => choose(part('file').files[0]));
  part('checkpoint-file').addEventListener('change', () => {
    const [one] = part('checkpoint-file').files;
    if (one && one.size <= MAXIMUM_CHECKPOINT) takeCheckpoint(one);
  });
  const drop = part('drop');
  const stop = (event) => {
    event.preventDefault();
    drop.classList.toggle('rk-over', event.type === 'dragover' || event.type === 'dragenter');
  };
  ['dragenter', 'dragover', 'dragleave', 'drop'].forEach((name) => document.addEventListener(name, stop));
  document.addEventListener('drop', async (event) => {
    for (const one of Array.from((event.dataTransfer && event.dataTransfer.files) || [])) {
      if (isCheckpoint(one)) await takeCheckpoint(one);
      else choose(one, true);
    }
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!file) return desk.fail(say(TEXT.noFile));
    if (file.size > MAXIMUM_FILE) return desk.fail(say(TEXT.tooLarge));
    try {
      const inputs = { checkpoint: part('checkpoint').value, founding: part('founding').value, witnesses: part('witnesses').value };
      await desk.check(await readFile(file), inputs);
    } catch (error) {
      desk.fail(say(TEXT.unreadable));
    }
    return undefined;
  });
  const speak = (lang) => {
    document.documentElement.lang = lang;
    document.title = part('title').querySelector('[lang="' + lang + '"]').textContent;
    document.querySelectorAll('[data-speak]').forEach((button) =>
      button.setAttribute('aria-pressed', String(button.dataset.speak === lang)));
    choose(file, isDropped);
    desk.show();
  };
  document.querySelectorAll('[data-speak]').forEach((button) => button.addEventListener('click', () => speak(button.dataset.speak)));
  speak(/^zh/i.test(navigator.language || 'zh') || !navigator.language ? 'zh-CN' : 'en');
}

function startPage() {
  const address = scriptAddress(document.currentScript);
  const start = () => {
    const form = document.getElementById('recheck-form');
    if (form) startForm(form, address);
    document.querySelectorAll('section#recheck[data-bundle]').forEach((section) => startSection(section, address));
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
}
